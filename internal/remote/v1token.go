package remote

import (
	"context"
	"net/http"
	"time"
)

// V1Token is a token of API v1 with what it is still used for.
type V1Token struct {
	Token
	Uses []V1Use `json:"uses"`
}

// V1Use is a method that a token has called; of the callers the last one.
type V1Use struct {
	Method    string       `json:"method"`
	Calls     int64        `json:"calls"`
	LastUsed  time.Time    `json:"last_used"`
	UserAgent string       `json:"user_agent"`
	Address   string       `json:"address"`
	Successor *V1Successor `json:"successor"` // nil when API v2 has nothing like it
}

// V1Successor is what to call instead.
type V1Successor struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Docs   string `json:"docs"`
}

// V1Tokens lists the tokens of API v1, for a group administrator.
func (c *Client) V1Tokens(ctx context.Context) ([]V1Token, error) {
	var out list[V1Token]
	err := c.call(ctx, http.MethodGet, "/api/tokens/v1", nil, &out)
	return out.Items, err
}
