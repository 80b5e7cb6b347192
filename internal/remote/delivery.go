package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// Webhook is a registration with its queue.
type Webhook struct {
	ID             int64      `json:"id"`
	RoomID         *int64     `json:"room_id"`
	InstallationID *int64     `json:"installation_id"`
	Name           string     `json:"name"`
	Event          string     `json:"event"`
	URL            string     `json:"url"`
	Created        time.Time  `json:"created"`
	Paused         string     `json:"paused"`
	PausedAt       *time.Time `json:"paused_at"`
	Queue          struct {
		Length    int64   `json:"length"`
		Held      int64   `json:"held"`
		Aside     int64   `json:"aside"`
		OldestAge float64 `json:"oldest_age_seconds"`
	} `json:"queue"`
}

// Webhooks lists a room's webhooks or, for "", all.
func (c *Client) Webhooks(ctx context.Context, room string) ([]Webhook, error) {
	path := "/api/webhooks"
	if id, err := c.roomID(ctx, room); err != nil {
		return nil, err
	} else if id != nil {
		path += "?room=" + decimal(*id)
	}
	var out list[Webhook]
	err := c.call(ctx, http.MethodGet, path, nil, &out)
	return out.Items, err
}

// Webhook answers one webhook with its queue.
func (c *Client) Webhook(ctx context.Context, id int64) (w Webhook, err error) {
	err = c.call(ctx, http.MethodGet, webhookPath(id, ""), nil, &w)
	return w, err
}

func webhookPath(id int64, what string) string { return "/api/webhooks/" + decimal(id) + what }

// WebhookSecrets answers what signs a webhook's deliveries, the newest first; rotate makes a new one.
func (c *Client) WebhookSecrets(ctx context.Context, id int64, rotate bool) ([]string, error) {
	method := http.MethodGet
	if rotate {
		method = http.MethodPost
	}
	var out struct {
		Secrets []string `json:"secrets"`
	}
	err := c.call(ctx, method, webhookPath(id, "/secrets"), nil, &out)
	return out.Secrets, err
}

// PauseWebhook stops what is sent to a webhook; what it is owed is kept.
func (c *Client) PauseWebhook(ctx context.Context, id int64) error {
	return c.call(ctx, http.MethodPost, webhookPath(id, "/pause"), nil, nil)
}

// ResumeWebhook sends a paused webhook what was kept.
func (c *Client) ResumeWebhook(ctx context.Context, id int64) error {
	return c.call(ctx, http.MethodPost, webhookPath(id, "/resume"), nil, nil)
}

type count struct {
	Deliveries int64 `json:"deliveries"`
}

// SkipDeliveries gives up the oldest delivery that a webhook is owed, or all, and answers how many that were.
func (c *Client) SkipDeliveries(ctx context.Context, id int64, all bool) (int64, error) {
	var out count
	err := c.call(ctx, http.MethodPost, webhookPath(id, "/skip"), map[string]bool{"all": all}, &out)
	return out.Deliveries, err
}

// Delivery is a delivery as lists show it.
type Delivery struct {
	ID             int64      `json:"id"`
	UID            string     `json:"uid"`
	WebhookID      int64      `json:"webhook_id"`
	InstallationID *int64     `json:"installation_id"`
	RoomID         *int64     `json:"room_id"`
	State          string     `json:"state"`
	Attempts       int        `json:"attempts"`
	Status         *int       `json:"status"`
	Error          string     `json:"error"`
	Created        time.Time  `json:"created"`
	Finished       *time.Time `json:"finished"`
	NextAttempt    *time.Time `json:"next_attempt"`
}

// Attempt is one call of a delivery.
type Attempt struct {
	At             time.Time   `json:"at"`
	Milliseconds   float64     `json:"duration_ms"`
	Status         *int        `json:"status"`
	Error          string      `json:"error"`
	URL            string      `json:"url"`
	RequestHeader  http.Header `json:"request_headers"`
	ResponseHeader http.Header `json:"response_headers"`
	ResponseBody   string      `json:"response_body"`
}

// WholeDelivery is a delivery with its body and its attempts, the newest first.
type WholeDelivery struct {
	Delivery
	Body  json.RawMessage `json:"body"`
	Tried []Attempt       `json:"tried"`
}

// Page is a part of a list, newest first, with the cursor of the next one; empty on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Deliveries lists those that the query selects: webhook, installation, room, state, status, since, until, text,
// limit, cursor.
func (c *Client) Deliveries(ctx context.Context, query url.Values) (p Page[Delivery], err error) {
	err = c.call(ctx, http.MethodGet, "/api/deliveries?"+query.Encode(), nil, &p)
	return p, err
}

// Delivery answers one delivery with its attempts.
func (c *Client) Delivery(ctx context.Context, id int64) (d WholeDelivery, err error) {
	err = c.call(ctx, http.MethodGet, "/api/deliveries/"+decimal(id), nil, &d)
	return d, err
}

// CurlDelivery writes a delivery as a line for a shell.
func (c *Client) CurlDelivery(ctx context.Context, id int64, secrets bool) (string, error) {
	path := "/api/deliveries/" + decimal(id) + "/curl"
	if secrets {
		path += "?secrets=true"
	}
	var out struct {
		Curl string `json:"curl"`
	}
	err := c.call(ctx, http.MethodGet, path, nil, &out)
	return out.Curl, err
}

// Redeliver makes a delivery that is over once more.
func (c *Client) Redeliver(ctx context.Context, id int64) error {
	return c.call(ctx, http.MethodPost, "/api/deliveries/"+decimal(id)+"/redeliver", nil, nil)
}

// Replay says which deliveries are to be made once more.
type Replay struct {
	Since        time.Time  `json:"since"`
	Until        *time.Time `json:"until,omitempty"`
	Webhook      int64      `json:"webhook,omitempty"`
	Installation int64      `json:"installation,omitempty"`
	Room         int64      `json:"room,omitempty"`
	Failed       bool       `json:"failed,omitempty"`
}

// ReplayDeliveries makes the deliveries of a time once more, and answers how many they are.
func (c *Client) ReplayDeliveries(ctx context.Context, r Replay) (int64, error) {
	var out count
	err := c.call(ctx, http.MethodPost, "/api/deliveries/replay", r, &out)
	return out.Deliveries, err
}
