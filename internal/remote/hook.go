package remote

import (
	"context"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Hook is a room's token as the address that tools send to, without the address: that is shown once.
type Hook struct {
	Token
	Template *HookUse `json:"template"` // nil: what comes is said as it is built in
}

// HookUse tells how a hook's template fares.
type HookUse struct {
	Failure string `json:"failure,omitempty"` // why it was not used the last time
}

// roomToken is the kind of token that a hook's address has.
const roomToken = "room"

// Hooks lists the hooks of a room.
func (c *Client) Hooks(ctx context.Context, room string) ([]Hook, error) {
	r, err := c.Room(ctx, room)
	if err != nil {
		return nil, err
	}
	var out list[Hook]
	if err := c.call(ctx, http.MethodGet, "/api/rooms/"+decimal(r.ID)+"/tokens", nil, &out); err != nil {
		return nil, err
	}
	hooks := []Hook{}
	for _, h := range out.Items {
		if h.Kind == roomToken {
			hooks = append(hooks, h)
		}
	}
	return hooks, nil
}

// Hook answers one.
func (c *Client) Hook(ctx context.Context, id int64) (h Hook, err error) {
	err = c.call(ctx, http.MethodGet, hookPath(id, ""), nil, &h)
	return h, err
}

func hookPath(id int64, what string) string { return "/api/tokens/" + decimal(id) + what }

// NewHook is a new hook with its addresses, which the server shows this once.
type NewHook struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Hook string `json:"hook"`
	Mail string `json:"mail,omitempty"`
}

// CreateHook makes a hook of a room.
func (c *Client) CreateHook(ctx context.Context, room, name string) (h NewHook, err error) {
	r, err := c.Room(ctx, room)
	if err != nil {
		return h, err
	}
	err = c.call(ctx, http.MethodPost, "/api/rooms/"+decimal(r.ID)+"/tokens", map[string]any{"name": name, "v1": false}, &h)
	return h, err
}

// DeleteHook makes a hook's address worthless. Other tokens are not touched.
func (c *Client) DeleteHook(ctx context.Context, id int64) error {
	if _, err := c.Hook(ctx, id); err != nil {
		return err
	}
	return c.RevokeToken(ctx, id)
}

// HookCheck is what calls of a hook must prove.
type HookCheck struct {
	Scheme    string   `json:"scheme"` // empty: no signature
	HasSecret bool     `json:"has_secret"`
	Networks  []string `json:"networks"`
	Collapse  bool     `json:"collapse_bursts"`
}

// HookCheck answers it.
func (c *Client) HookCheck(ctx context.Context, id int64) (k HookCheck, err error) {
	err = c.call(ctx, http.MethodGet, hookPath(id, "/checks"), nil, &k)
	return k, err
}

// HookTemplate is how what comes to a hook is said.
type HookTemplate struct {
	Source  string     `json:"source"` // empty: as it is built in
	Formats []string   `json:"formats"`
	Keep    bool       `json:"keep_payloads"`
	Changed *time.Time `json:"changed"`
	Failure string     `json:"failure,omitempty"`
	Failed  *time.Time `json:"failed"`
}

// HookTemplate answers it.
func (c *Client) HookTemplate(ctx context.Context, id int64) (t HookTemplate, err error) {
	err = c.call(ctx, http.MethodGet, hookPath(id, "/template"), nil, &t)
	return t, err
}

// SetHookTemplate has a template say what comes in some formats or, for none, in all. An empty source is as it is built in.
func (c *Client) SetHookTemplate(ctx context.Context, id int64, source string, formats []string) (t HookTemplate, err error) {
	if formats == nil {
		formats = []string{}
	}
	err = c.call(ctx, http.MethodPut, hookPath(id, "/template"), map[string]any{"source": source, "formats": formats}, &t)
	return t, err
}

// HookPayload is a request that came to a hook.
type HookPayload struct {
	ID       int64             `json:"id"`
	Received time.Time         `json:"received"`
	Format   string            `json:"format"`
	Header   map[string]string `json:"header"`
	Body     string            `json:"body"`
}

// HookPayloads answers those that were kept, newest first.
func (c *Client) HookPayloads(ctx context.Context, id int64) ([]HookPayload, error) {
	var out list[HookPayload]
	err := c.call(ctx, http.MethodGet, hookPath(id, "/payloads"), nil, &out)
	return out.Items, err
}

// Rehearsal is what a template makes of a payload.
type Rehearsal struct {
	Event   Said     `json:"event"`
	Format  string   `json:"format"`
	Key     string   `json:"key"`
	State   string   `json:"state"`
	Problem *Problem `json:"problem"` // why the template is not used, and Event is as it is built in
}

// Said is a notification as a room shows it.
type Said struct {
	Sender string        `json:"sender"`
	Color  string        `json:"color"`
	Notify bool          `json:"notify,omitempty"`
	Format string        `json:"format"` // of the body: html or text
	Body   string        `json:"body"`
	Card   *hipchat.Card `json:"card,omitempty"` // shown instead of the body
}

// Problem is a mistake in a template.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// TryHookTemplate renders a payload, of which only body and header count, by a template that need not be the hook's own.
func (c *Client) TryHookTemplate(ctx context.Context, id int64, source string, p HookPayload) (r Rehearsal, err error) {
	body := map[string]any{"source": source, "header": p.Header, "body": p.Body}
	err = c.call(ctx, http.MethodPost, hookPath(id, "/template/preview"), body, &r)
	return r, err
}
