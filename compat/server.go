package compat

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/mask"
	"github.com/stoachat/stoa/internal/outbound"
)

// Server is a server to check: Stoa, or any other that says it speaks this wire.
type Server struct {
	URL     string   // its public URL, without the path of the API
	Token   string   // of a person who may make rooms, with every scope, or of a room
	V1Token string   // of API v1; empty: v1 is left out
	Room    string   // where to post, by id or name; empty: a room made for it, or the token's own
	Only    []string // names of cases; empty: all
}

// host is a server that is being checked.
type host struct {
	base, token, v1 string
	out             *outbound.Client
	session         hipchat.Session
	room            hipchat.Room // where to post; without an id there is none
	made            bool         // by the checker, which removes it
}

// Check makes the calls that real clients make and looks at what is answered. The error says that it could not be checked.
func (s Server) Check(ctx context.Context) (r *Report, err error) {
	r = &Report{Form: "server", Subject: s.URL, Began: time.Now()}
	out, err := outbound.New(outbound.Config{Timeout: patience, MaxResponse: maxBody})
	if err != nil {
		return nil, err
	}
	defer out.Close()
	h := &host{base: strings.TrimRight(s.URL, "/"), token: s.Token, v1: s.V1Token, out: out}
	if err := h.enter(ctx, s.Room); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.leave(context.WithoutCancel(ctx))) }()
	r.Notes = append(r.Notes, h.note())
	r.Cases, err = try(ctx, h, serverCases(), s.Only)
	r.Took = time.Since(r.Began)
	return r, err
}

// enter finds out what the token may do, and where to post.
func (h *host) enter(ctx context.Context, room string) error {
	a, err := h.get(ctx, "/v2/oauth/token/"+url.PathEscape(h.token))
	if err != nil {
		return fmt.Errorf("%s cannot be reached: %w", h.base, err)
	}
	if a.status != http.StatusOK || json.Unmarshal(a.body, &h.session) != nil {
		return fmt.Errorf("the server does not know the token: %s", a.line())
	}
	switch {
	case room != "":
	case h.session.Client != nil && h.session.Client.Room != nil:
		room = fmt.Sprint(h.session.Client.Room.ID)
		h.room.RoomStub = h.session.Client.Room.RoomStub
	case h.may(hipchat.ScopeManageRooms):
		return h.makeRoom(ctx)
	default:
		return errors.New("the token belongs to no room and may make none: name one with --room")
	}
	if a, err = h.get(ctx, "/v2/room/"+url.PathEscape(room)); err != nil {
		return err
	}
	if a.status == http.StatusOK {
		return json.Unmarshal(a.body, &h.room)
	}
	if h.room.ID == 0 {
		return fmt.Errorf("there is no room %q: %s", room, a.line())
	}
	return nil
}

func (h *host) makeRoom(ctx context.Context) error {
	name := "Check & Balance " + strings.ToLower(rand.Text()[:8])
	a, err := h.send(ctx, http.MethodPost, "/v2/room", map[string]any{"name": name, "topic": "made to check the server, and removed afterwards"})
	if err != nil {
		return err
	}
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &h.room) != nil || h.room.ID == 0 {
		return fmt.Errorf("no room could be made: %s", a.line())
	}
	h.room.Name, h.made = name, true
	return nil
}

func (h *host) leave(ctx context.Context) error {
	if !h.made {
		return nil
	}
	a, err := h.send(ctx, http.MethodDelete, h.inRoom(""), nil)
	if err == nil && a.status != http.StatusNoContent {
		err = fmt.Errorf("the room %q could not be removed: %s", h.room.Name, a.line())
	}
	return err
}

func (h *host) note() string {
	where := fmt.Sprintf("posted to the room %q", h.room.Name)
	if h.made {
		where += ", which was made for it and is removed"
	}
	return where + "; the token has the scopes " + strings.Join(h.session.Scopes, ", ")
}

func (h *host) may(scope string) bool {
	for _, s := range h.session.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

// needs answers why a case is left out for want of a scope.
func (h *host) needs(scopes ...string) error {
	for _, s := range scopes {
		if !h.may(s) {
			return skip("the token lacks the scope " + s)
		}
	}
	return nil
}

// inRoom is a path below the room.
func (h *host) inRoom(rest string) string { return fmt.Sprintf("/v2/room/%d%s", h.room.ID, rest) }

// answered is what a server said.
type answered struct {
	request string
	status  int
	header  http.Header
	body    []byte
	hidden  *mask.Mask
}

func (a answered) line() string {
	text := strings.Join(strings.Fields(a.hidden.Text(string(a.body))), " ")
	return strings.TrimSpace(fmt.Sprintf("%s, answered %d %s", a.request, a.status, mask.Cut(text, 300)))
}

func (a answered) object() map[string]any {
	var v map[string]any
	_ = json.Unmarshal(a.body, &v) // what is none has no members
	return v
}

func (h *host) get(ctx context.Context, path string) (answered, error) {
	return h.send(ctx, http.MethodGet, path, nil)
}

// send makes a call with the token. A text goes out as it is.
func (h *host) send(ctx context.Context, method, path string, body any) (answered, error) {
	header := http.Header{"Authorization": {"Bearer " + h.token}}
	var b []byte
	switch v := body.(type) {
	case nil:
	case string:
		b = []byte(v)
	default:
		var err error
		if b, err = json.Marshal(v); err != nil {
			return answered{}, err
		}
	}
	if b != nil {
		header.Set("Content-Type", "application/json")
	}
	return h.raw(ctx, method, path, header, b)
}

// raw makes a call exactly as given. No redirect is followed.
func (h *host) raw(ctx context.Context, method, path string, header http.Header, body []byte) (answered, error) {
	hidden := mask.New(h.token, h.v1)
	a := answered{request: method + " " + hidden.URL(path), hidden: hidden}
	res, err := h.out.Do(ctx, outbound.Request{Method: method, URL: h.base + path, Header: header, Body: body, Policy: outbound.Trusted, Purpose: "check"})
	a.status, a.header, a.body = res.Status, res.Header, res.Body
	return a, err
}
