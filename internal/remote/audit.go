package remote

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// AuditEntry tells of one thing that was done to the group.
type AuditEntry struct {
	ID    int64     `json:"id"`
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	Actor struct {
		UserID     int64  `json:"user_id"`
		Name       string `json:"name"`
		Credential string `json:"credential"`
	} `json:"actor"`
	Target struct {
		Kind string `json:"kind"`
		ID   int64  `json:"id"`
		Name string `json:"name"`
	} `json:"target"`
	Changes []struct {
		Field string `json:"field"`
		From  string `json:"from,omitempty"`
		To    string `json:"to,omitempty"`
	} `json:"changes"`
	Address   string `json:"address,omitempty"`
	Forwarded string `json:"forwarded_for,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

// AuditPage is a part of the audit log, newest first.
type AuditPage struct {
	Items []AuditEntry `json:"items"`
	Next  string       `json:"next,omitempty"`
}

// Audit lists entries that the query selects: person, kind, text, since, until, after, limit, cursor.
func (c *Client) Audit(ctx context.Context, query url.Values) (p AuditPage, err error) {
	err = c.call(ctx, http.MethodGet, "/api/audit?"+query.Encode(), nil, &p)
	return p, err
}
