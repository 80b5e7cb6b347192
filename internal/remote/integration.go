package remote

import (
	"context"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Issued is a new token with its complete URL; the server shows both only this once.
type Issued struct {
	Token string `json:"token"`
	URL   string `json:"url"`
	Curl  string `json:"curl"`
}

// CreateRoomToken makes a token that posts notifications to one room.
func (c *Client) CreateRoomToken(ctx context.Context, room, name string) (Issued, error) {
	r, err := c.Room(ctx, room)
	if err != nil {
		return Issued{}, err
	}
	var out struct {
		V2 Issued `json:"v2"`
	}
	err = c.call(ctx, http.MethodPost, "/api/rooms/"+decimal(r.ID)+"/tokens", map[string]any{"name": name, "v1": false}, &out)
	return out.V2, err
}

// CreateV1Token makes a token of API v1 for the whole group; kind is admin or notification.
func (c *Client) CreateV1Token(ctx context.Context, kind, name string) (Issued, error) {
	var out struct {
		V1 Issued `json:"v1"`
	}
	err := c.call(ctx, http.MethodPost, "/api/tokens", map[string]string{"name": name, "v1": kind}, &out)
	return out.V1, err
}

// Token is a token as lists show it, without its text.
type Token struct {
	ID       int64      `json:"id"`
	Name     string     `json:"name"`
	Kind     string     `json:"kind"`
	RoomID   int64      `json:"room_id,omitempty"`
	Created  time.Time  `json:"created"`
	LastUsed *time.Time `json:"last_used"`
	Expires  *time.Time `json:"expires"`
}

// Tokens lists the group's tokens to administrators, and to everybody their own.
func (c *Client) Tokens(ctx context.Context) ([]Token, error) {
	var out list[Token]
	err := c.call(ctx, http.MethodGet, "/api/tokens", nil, &out)
	return out.Items, err
}

// RevokeToken makes a token worthless.
func (c *Client) RevokeToken(ctx context.Context, id int64) error {
	return c.call(ctx, http.MethodDelete, "/api/tokens/"+decimal(id), nil, nil)
}

// Preview is what a descriptor asks for, before it is installed.
type Preview struct {
	Preview    string          `json:"preview"`
	Scopes     []hipchat.Scope `json:"scopes"`
	Needs      hipchat.Needs   `json:"needs"`
	Update     *Update         `json:"update"` // nil: it is not installed there
	Advice     []string        `json:"advice"` // for the descriptor's author
	Descriptor struct {
		Key         string          `json:"key"`
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Vendor      *hipchat.Vendor `json:"vendor"`
	} `json:"descriptor"`
}

// Update says what agreeing to a preview would change.
type Update struct {
	Installation int64    `json:"installation"`
	Changed      bool     `json:"changed"`
	AddedScopes  []string `json:"added_scopes"`
}

// roomID answers nil, the whole group, for an empty reference.
func (c *Client) roomID(ctx context.Context, ref string) (*int64, error) {
	if ref == "" {
		return nil, nil
	}
	r, err := c.Room(ctx, ref)
	return &r.ID, err
}

// PreviewAddon reads a descriptor; nothing is installed.
func (c *Client) PreviewAddon(ctx context.Context, descriptorURL, room string) (p Preview, err error) {
	return c.PreviewAddonAt(ctx, descriptorURL, room, "")
}

// PreviewAddonAt reads a descriptor as a server of that level does, which the add-on will then be shown.
func (c *Client) PreviewAddonAt(ctx context.Context, descriptorURL, room string, level hipchat.Level) (p Preview, err error) {
	id, err := c.roomID(ctx, room)
	if err != nil {
		return p, err
	}
	body := map[string]any{"url": descriptorURL, "room": id, "compat_level": level}
	err = c.call(ctx, http.MethodPost, "/api/installations/preview", body, &p)
	return p, err
}

// SetAddonLevel changes which release of HipChat Server an add-on is shown.
func (c *Client) SetAddonLevel(ctx context.Context, id int64, level hipchat.Level) (in Installation, err error) {
	err = c.call(ctx, http.MethodPut, "/api/installations/"+decimal(id), map[string]any{"compat_level": level}, &in)
	return in, err
}

// Installation is an installed add-on.
type Installation struct {
	ID       int64          `json:"id"`
	Key      string         `json:"key"`
	Name     string         `json:"name"`
	RoomID   *int64         `json:"room_id"`
	Scopes   []string       `json:"scopes"`
	OAuthID  string         `json:"oauth_id"`
	Created  time.Time      `json:"created"`
	Active   bool           `json:"active"`
	Disabled bool           `json:"disabled"`
	Level    hipchat.Level  `json:"compat_level"`
	Update   *PendingUpdate `json:"update"`         // nil: none is known
	Open     string         `json:"open,omitempty"` // what the installer's browser has to open next

	Connectivity *Connectivity `json:"connectivity,omitempty"` // nil where it was only just installed
}

// PendingUpdate is a newer descriptor that nobody has agreed to yet.
type PendingUpdate struct {
	AddedScopes []string `json:"added_scopes"`
}

// InstallAddon installs what was previewed, into a room or, for "", into the whole group.
func (c *Client) InstallAddon(ctx context.Context, p Preview, room string) (in Installation, err error) {
	id, err := c.roomID(ctx, room)
	if err != nil {
		return in, err
	}
	err = c.call(ctx, http.MethodPost, "/api/installations", map[string]any{"preview": p.Preview, "room": id}, &in)
	return in, err
}

// Addons lists what is installed in a room or, for "", in the whole group.
func (c *Client) Addons(ctx context.Context, room string) ([]Installation, error) {
	id, err := c.roomID(ctx, room)
	if err != nil {
		return nil, err
	}
	path := "/api/installations"
	if id != nil {
		path += "?room=" + decimal(*id)
	}
	var out list[Installation]
	err = c.call(ctx, http.MethodGet, path, nil, &out)
	return out.Items, err
}

// RemoveAddon uninstalls an add-on, and answers what the caller's browser has to open next, if anything.
func (c *Client) RemoveAddon(ctx context.Context, id int64) (open string, err error) {
	var out struct {
		Open string `json:"open"`
	}
	err = c.call(ctx, http.MethodDelete, "/api/installations/"+decimal(id), nil, &out)
	return out.Open, err
}

// CheckAddon reads an installed add-on's descriptor again. What it answers is installed like a preview.
func (c *Client) CheckAddon(ctx context.Context, id int64) (p Preview, err error) {
	err = c.call(ctx, http.MethodPost, "/api/installations/"+decimal(id)+"/check", nil, &p)
	return p, err
}

// RotateAddon gives an installed add-on a new OAuth secret.
func (c *Client) RotateAddon(ctx context.Context, id int64) (in Installation, err error) {
	err = c.call(ctx, http.MethodPost, "/api/installations/"+decimal(id)+"/rotate", nil, &in)
	return in, err
}

// DisableAddon stops an installed add-on, or lets it go on.
func (c *Client) DisableAddon(ctx context.Context, id int64, disabled bool) (in Installation, err error) {
	err = c.call(ctx, http.MethodPut, "/api/installations/"+decimal(id), map[string]bool{"disabled": disabled}, &in)
	return in, err
}

// RotateSecrets makes the server seal its secrets with a new key, and answers how many there are.
func (c *Client) RotateSecrets(ctx context.Context) (resealed int, err error) {
	var out struct {
		Resealed int `json:"resealed"`
	}
	err = c.call(ctx, http.MethodPost, "/api/secrets/rotate", nil, &out)
	return out.Resealed, err
}
