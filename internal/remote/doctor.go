package remote

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/doctor"
)

// Connectivity is how far an add-on and the server reach each other.
type Connectivity struct {
	State    string `json:"state"` // CONNECTED, LIMITED or NOT CONNECTED
	Reason   string `json:"reason"`
	Inbound  Way    `json:"inbound"`
	Outbound Way    `json:"outbound"`
}

// Way is one of the two directions, as the server sees it.
type Way struct {
	Needed bool       `json:"needed"`
	Open   bool       `json:"open"`
	Code   string     `json:"code"`
	Remedy string     `json:"remedy"`
	Last   *time.Time `json:"last"`
}

// DiagnoseURL has the server look at a URL, or for "" at its own public address.
func (c *Client) DiagnoseURL(ctx context.Context, url string) ([]doctor.Finding, error) {
	return c.diagnose(ctx, map[string]any{"url": url})
}

// DiagnoseAddon has the server look at an installed add-on and at its own public address.
func (c *Client) DiagnoseAddon(ctx context.Context, installation int64) ([]doctor.Finding, error) {
	return c.diagnose(ctx, map[string]any{"installation": installation})
}

func (c *Client) diagnose(ctx context.Context, what map[string]any) ([]doctor.Finding, error) {
	var out list[doctor.Finding]
	err := c.call(ctx, http.MethodPost, "/api/doctor", what, &out)
	return out.Items, err
}

// Addon finds an installed add-on by its key, in a room or, for "", in the whole group.
func (c *Client) Addon(ctx context.Context, key, room string) (Installation, error) {
	all, err := c.Addons(ctx, room)
	if err != nil {
		return Installation{}, err
	}
	for _, in := range all {
		if in.Key == key {
			return in, nil
		}
	}
	return Installation{}, fmt.Errorf("there is no add-on %q there", key)
}
