package remote

import (
	"context"
	"net/http"
)

// SignURL answers the address of one of an add-on's pages, as a browser opens it now. key names a module, and is empty for
// the pages that there is one of; room is where it is opened, 0 outside of rooms.
func (c *Client) SignURL(ctx context.Context, installation int64, kind, key string, room int64) (string, error) {
	in := map[string]any{"kind": kind, "key": key, "theme": "light"}
	if room != 0 {
		in["room"] = room
	}
	var out struct {
		URL string `json:"url"`
	}
	err := c.call(ctx, http.MethodPost, "/api/installations/"+decimal(installation)+"/url", in, &out)
	return out.URL, err
}
