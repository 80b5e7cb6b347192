package remote

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Call is a call of an integration as lists show it.
type Call struct {
	ID             int64     `json:"id"`
	At             time.Time `json:"at"`
	Milliseconds   float64   `json:"duration_ms"`
	Method         string    `json:"method"`
	Route          string    `json:"route"`
	Path           string    `json:"path"`
	Status         int       `json:"status"`
	TokenID        *int64    `json:"token_id"`
	UserID         *int64    `json:"user_id"`
	InstallationID *int64    `json:"installation_id"`
	RoomID         *int64    `json:"room_id"`
	Address        string    `json:"address"`
	RequestID      string    `json:"request_id"`
}

// WholeCall is a call with what was said.
type WholeCall struct {
	Call
	RequestHeader  http.Header `json:"request_headers"`
	RequestBody    string      `json:"request_body"`
	ResponseHeader http.Header `json:"response_headers"`
	ResponseBody   string      `json:"response_body"`
}

// CallPage is a page of calls, and how many could not be kept since the server started.
type CallPage struct {
	Page[Call]
	Dropped int64 `json:"dropped"`
}

// Calls lists those that the query selects: token, installation, room, status, failed, method, route, since, until,
// text, limit, cursor.
func (c *Client) Calls(ctx context.Context, query url.Values) (p CallPage, err error) {
	err = c.call(ctx, http.MethodGet, "/api/calls?"+query.Encode(), nil, &p)
	return p, err
}

// Call answers one call with what was said.
func (c *Client) Call(ctx context.Context, id int64) (w WholeCall, err error) {
	err = c.call(ctx, http.MethodGet, "/api/calls/"+decimal(id), nil, &w)
	return w, err
}
