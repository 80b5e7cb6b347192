package remote

import (
	"context"
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
)

// DirectoryEntry is an add-on of the directory.
type DirectoryEntry struct {
	Key          string         `json:"key"`
	Name         string         `json:"name"`
	Vendor       hipchat.Vendor `json:"vendor"`
	Description  string         `json:"description"`
	Descriptor   string         `json:"descriptor"`
	Instructions string         `json:"instructions,omitempty"`
	SelfHosted   bool           `json:"self_hosted"`
	Inbound      bool           `json:"inbound"`
	Outbound     []string       `json:"outbound"`
}

// Directory lists the add-ons that are known to work on self-hosted servers, or all that the catalogue has.
func (c *Client) Directory(ctx context.Context, all bool) ([]DirectoryEntry, error) {
	path := "/api/directory"
	if all {
		path += "?all=true"
	}
	var out list[DirectoryEntry]
	err := c.call(ctx, http.MethodGet, path, nil, &out)
	return out.Items, err
}

// InDirectory finds an add-on of the directory by its key.
func (c *Client) InDirectory(ctx context.Context, key string) (e DirectoryEntry, err error) {
	err = c.call(ctx, http.MethodGet, "/api/directory/"+url.PathEscape(key), nil, &e)
	return e, err
}
