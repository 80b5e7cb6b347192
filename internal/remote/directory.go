package remote

import (
	"context"
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
)

// Directory lists the add-ons that are known to work on self-hosted servers, or all that the catalogue has.
func (c *Client) Directory(ctx context.Context, all bool) ([]hipchat.CatalogueEntry, error) {
	path := "/api/directory"
	if all {
		path += "?all=true"
	}
	var out list[hipchat.CatalogueEntry]
	err := c.call(ctx, http.MethodGet, path, nil, &out)
	return out.Items, err
}

// InDirectory finds an add-on of the directory by its key.
func (c *Client) InDirectory(ctx context.Context, key string) (e hipchat.CatalogueEntry, err error) {
	err = c.call(ctx, http.MethodGet, "/api/directory/"+url.PathEscape(key), nil, &e)
	return e, err
}
