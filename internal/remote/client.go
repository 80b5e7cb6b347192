// Package remote administers a running server from the command line, over Stoa's own API.
package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// Client speaks to one server with a person's token.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New makes a Client. base is the server's public URL, token a person's token of API v2.
func New(base, token string) (*Client, error) {
	if !hipchat.IsWebURL(base) {
		return nil, fmt.Errorf("STOA_URL (or --url) must be the server's address, like https://chat.example.org; it is %q", base)
	}
	if u, err := url.Parse(base); err != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, fmt.Errorf("STOA_URL (or --url) must be the server's address alone, without a path; it is %q", base)
	}
	c := &Client{base: strings.TrimRight(base, "/"), token: token, http: &http.Client{}}
	if token == "" {
		return nil, errors.New("STOA_TOKEN (or --token) must be a token of yours; " + c.howToGetToken())
	}
	return c, nil
}

// howToGetToken says it for who has none, or one that has ended: a password's token is good for eight hours.
func (c *Client) howToGetToken() string {
	return "get one that is good for eight hours with: curl -d 'grant_type=password&username=EMAIL' --data-urlencode 'password=PASSWORD' " + c.base + "/v2/oauth/token, or one that stays at " + c.base + "/account/api"
}

const maxAnswer = 16 << 20

// call makes a request and decodes the answer into out, which may be nil. The server's own errors come as
// *hipchat.Error.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode >= 400 {
		var e hipchat.ErrorBody
		switch {
		case json.Unmarshal(b, &e) != nil || e.Error == nil:
			return fmt.Errorf("%s answered %s, and not as Stoa does: look at STOA_URL (or --url), and at what stands before the server", c.base, res.Status)
		case res.StatusCode == http.StatusUnauthorized:
			return fmt.Errorf("STOA_TOKEN (or --token): %w; %s", e.Error, c.howToGetToken())
		}
		return e.Error
	}
	if out == nil || res.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("%s is no Stoa server: %w", c.base, err)
	}
	return nil
}

type list[T any] struct {
	Items []T `json:"items"`
}

// Room is a room as the API shows it.
type Room struct {
	ID           int64  `json:"id"`
	Conversation int64  `json:"conversation"` // the room's log
	Name         string `json:"name"`
	Topic        string `json:"topic"`
	Privacy      string `json:"privacy"`
	Archived     bool   `json:"archived"`
}

// Rooms lists the rooms that the token's owner may see.
func (c *Client) Rooms(ctx context.Context) ([]Room, error) {
	var out list[Room]
	err := c.call(ctx, http.MethodGet, "/api/rooms", nil, &out)
	return out.Items, err
}

// Room finds a room by id or name.
func (c *Client) Room(ctx context.Context, ref string) (r Room, err error) {
	err = c.call(ctx, http.MethodGet, "/api/rooms/"+url.PathEscape(ref), nil, &r)
	return r, err
}

// CreateRoom makes a room.
func (c *Client) CreateRoom(ctx context.Context, name, topic, privacy string) (r Room, err error) {
	err = c.call(ctx, http.MethodPost, "/api/rooms", map[string]string{"name": name, "topic": topic, "privacy": privacy}, &r)
	return r, err
}

// DeleteRoom removes a room with its history.
func (c *Client) DeleteRoom(ctx context.Context, ref string) error {
	return c.call(ctx, http.MethodDelete, "/api/rooms/"+url.PathEscape(ref), nil, nil)
}

// JoinRoom puts the token's person into a room, and LeaveRoom takes them out of it.
func (c *Client) JoinRoom(ctx context.Context, ref string) error {
	return c.call(ctx, http.MethodPost, "/api/rooms/"+url.PathEscape(ref)+"/join", nil, nil)
}

// LeaveRoom is JoinRoom the other way round.
func (c *Client) LeaveRoom(ctx context.Context, ref string) error {
	return c.call(ctx, http.MethodPost, "/api/rooms/"+url.PathEscape(ref)+"/leave", nil, nil)
}

// User is a person as the API shows them.
type User struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Email       string `json:"email"`
	Admin       bool   `json:"admin"`
}

// Users lists the group's people.
func (c *Client) Users(ctx context.Context) ([]User, error) {
	var out list[User]
	err := c.call(ctx, http.MethodGet, "/api/users", nil, &out)
	return out.Items, err
}

// NewUser is an account to make. An empty password is made up by the server.
type NewUser struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password,omitempty"`
	Admin    bool   `json:"admin,omitempty"`
}

// CreateUser makes an account; password is the one that the server made up, if it did.
func (c *Client) CreateUser(ctx context.Context, u NewUser) (created User, password string, err error) {
	var out struct {
		User     User   `json:"user"`
		Password string `json:"password"`
	}
	err = c.call(ctx, http.MethodPost, "/api/users", u, &out)
	return out.User, out.Password, err
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
