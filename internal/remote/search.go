package remote

import (
	"context"
	"net/http"
)

// RebuildSearch lets the server read all logs anew for its search. It answers when that has begun.
func (c *Client) RebuildSearch(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/api/search/rebuild", nil, nil)
}

// SearchBehind is how many messages the server's search has not read yet.
func (c *Client) SearchBehind(ctx context.Context) (int64, error) {
	var out struct {
		Behind int64 `json:"behind"`
	}
	err := c.call(ctx, http.MethodGet, "/api/search/state", nil, &out)
	return out.Behind, err
}
