package remote

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Invitation is an account that waits for its person, with the link with which they choose a password. The server
// shows the link only this once.
type Invitation struct {
	User    User      `json:"user"`
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// InviteUser makes an account whose person chooses the password, or a new link for one who has not come yet.
func (c *Client) InviteUser(ctx context.Context, u NewUser) (in Invitation, err error) {
	err = c.call(ctx, http.MethodPost, "/api/users/invite", map[string]any{"name": u.Name, "email": u.Email, "admin": u.Admin}, &in)
	return in, err
}

// User finds a person of the group by id, e-mail address or mention name.
func (c *Client) User(ctx context.Context, ref string) (User, error) {
	users, err := c.Users(ctx)
	if err != nil {
		return User{}, err
	}
	for _, u := range users {
		if decimal(u.ID) == ref || strings.EqualFold(u.Email, ref) || strings.EqualFold("@"+u.MentionName, ref) {
			return u, nil
		}
	}
	return User{}, fmt.Errorf("there is no user %q: give an id, an e-mail address or an @mention", ref)
}

// DeleteUser deactivates an account.
func (c *Client) DeleteUser(ctx context.Context, ref string) (User, error) {
	u, err := c.User(ctx, ref)
	if err != nil {
		return User{}, err
	}
	return u, c.call(ctx, http.MethodDelete, "/api/users/"+decimal(u.ID), nil, nil)
}
