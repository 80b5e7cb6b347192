package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// across is two nodes, with a room and a person that nobody else in the test touches.
type across struct {
	*testing.T
	one, two     *stoatest.Server
	room         int64
	conversation int64
	name         string // the room's
	person       int64
	email, token string // the person's
}

// does makes a change on the first node.
func (x *across) does(method, path string, body any) {
	x.Helper()
	if a := x.one.Call(x.one.Token, method, path, body); a.Status/100 != 2 {
		x.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
}

// answers asks the second node.
func (x *across) answers(status int, token, method, path string, body any) bool {
	x.Helper()
	return x.two.Call(token, method, path, body).Status == status
}

// hook makes a token of the room's, and answers it with its id.
func (x *across) hook() (token string, id int64) {
	x.Helper()
	token = x.one.RoomToken(x.name, "CI")
	var tokens struct{ Items []struct{ ID int64 } }
	x.one.Call(x.one.Token, "GET", fmt.Sprintf("/api/rooms/%d/tokens", x.room), nil).JSON(x, &tokens)
	if len(tokens.Items) != 1 {
		x.Fatalf("tokens of a new room: %+v", tokens)
	}
	return token, tokens.Items[0].ID
}

// said posts to the room on the second node and answers the event.
func (x *across) said(body string) (event string) {
	x.Helper()
	a := x.two.Call(x.two.Token, "POST", fmt.Sprintf("/api/conversations/%d/events", x.conversation), map[string]string{"body": body})
	if a.Status/100 != 2 {
		x.Fatalf("%d %s", a.Status, a.Body)
	}
	return a.Body
}

// changes are those that every node must hear of. Each answers how it is made on the first node, and whether the second one,
// which has been asked about it before, goes by it.
var changes = []struct {
	what string
	on   func(x *across) (change func(), known func() bool)
}{
	{"a token is revoked", func(x *across) (func(), func() bool) {
		token, id := x.hook()
		return func() { x.does("DELETE", fmt.Sprint("/api/tokens/", id), nil) },
			func() bool {
				return x.answers(401, token, "POST", "/v2/room/"+x.path()+"/notification", `{"message":"x"}`)
			}
	}},
	{"a token is for some networks alone", func(x *across) (func(), func() bool) {
		token, id := x.hook()
		return func() {
				x.does("PUT", fmt.Sprintf("/api/tokens/%d/checks", id), map[string]any{"networks": []string{"192.0.2.0/24"}})
			},
			func() bool {
				return x.answers(403, token, "POST", "/v2/room/"+x.path()+"/notification", `{"message":"x"}`)
			}
	}},
	{"a hook has another template", func(x *across) (func(), func() bool) {
		token, id := x.hook()
		return func() {
				x.does("PUT", fmt.Sprintf("/api/tokens/%d/template", id), map[string]any{"source": "{{.a}} by the template"})
			},
			func() bool {
				return x.two.Call("", "POST", "/hook/"+token, `{"a":"x"}`).Header.Get("Stoa-Template") == "used"
			}
	}},
	{"somebody is deactivated", func(x *across) (func(), func() bool) {
		return func() { x.does("POST", fmt.Sprintf("/api/admin/users/%d/deactivate", x.person), nil) },
			func() bool { return x.answers(401, x.token, "GET", "/v2/room", nil) }
	}},
	{"somebody becomes an administrator", func(x *across) (func(), func() bool) {
		return func() {
				x.does("PATCH", fmt.Sprint("/api/admin/users/", x.person), map[string]string{"role": "administrator"})
			},
			func() bool { return x.answers(200, x.token, "GET", "/api/admin/users", nil) }
	}},
	{"a session is ended", func(x *across) (func(), func() bool) {
		a := x.one.Send("POST", "/api/session", http.Header{}, fmt.Appendf(nil, `{"email":%q,"password":%q}`, x.email, stoatest.UserPassword))
		cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
		me := func() http.Header { return http.Header{"Cookie": {cookie}} }
		return func() {
				if a := x.one.Send("DELETE", "/api/session", me(), nil); a.Status != 204 {
					x.Fatalf("%d %s", a.Status, a.Body)
				}
			},
			func() bool { return x.two.Send("GET", "/api/conversations", me(), nil).Status == 401 }
	}},
	{"a room has another name", func(x *across) (func(), func() bool) {
		return func() {
				x.does("PATCH", fmt.Sprint("/api/rooms/", x.room), map[string]string{"name": x.name + " of old"})
			},
			func() bool { return x.answers(404, x.token, "GET", "/v2/room/"+x.path(), nil) }
	}},
	{"a room is private", func(x *across) (func(), func() bool) {
		return func() { x.does("PATCH", fmt.Sprint("/api/rooms/", x.room), map[string]string{"privacy": "private"}) },
			func() bool { return !x.answers(200, x.token, "GET", fmt.Sprintf("/v2/room/%d/history", x.room), nil) }
	}},
	{"a member is removed", func(x *across) (func(), func() bool) {
		x.does("PATCH", fmt.Sprint("/api/rooms/", x.room), map[string]string{"privacy": "private"})
		member := fmt.Sprintf("/api/rooms/%d/members/%d", x.room, x.person)
		x.does("PUT", member, map[string]string{"role": "room_member"})
		history := func(status int) bool {
			return x.answers(status, x.token, "GET", fmt.Sprintf("/v2/room/%d/history", x.room), nil)
		}
		eventually(x.T, "the member may read", func() bool { return history(200) })
		return func() { x.does("DELETE", member, nil) }, func() bool { return !history(200) }
	}},
	{"somebody is called by another name", func(x *across) (func(), func() bool) {
		at := fmt.Sprint("called", x.person)
		x.does("PATCH", fmt.Sprint("/api/admin/users/", x.person), map[string]string{"mention_name": at})
		mentioned := func() bool { return strings.Contains(x.said("@"+at+" look"), fmt.Sprintf(`"mention_name":%q`, at)) }
		eventually(x.T, "the name is known", mentioned)
		return func() {
				x.does("PATCH", fmt.Sprint("/api/admin/users/", x.person), map[string]string{"mention_name": at + "x"})
			},
			func() bool { return !mentioned() }
	}},
	{"only administrators make rooms", func(x *across) (func(), func() bool) {
		n := 0
		return func() { x.does("PATCH", "/api/admin/preferences", map[string]string{"create_rooms": "administrators"}) },
			func() bool {
				n++
				return x.answers(403, x.token, "POST", "/v2/room", map[string]string{"name": fmt.Sprint("Made ", n)})
			}
	}},
	{"a webhook is registered", func(x *across) (func(), func() bool) {
		var calls atomic.Int64
		receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
		x.Cleanup(receiver.Close)
		return func() {
				x.does("POST", fmt.Sprintf("/v2/room/%d/webhook", x.room), map[string]string{"url": receiver.URL, "event": "room_message", "name": "Echo"})
			},
			func() bool { x.said("hello"); return calls.Load() > 0 }
	}},
}

func (x *across) path() string { return strings.ReplaceAll(x.name, " ", "%20") }

// TestWhatOneNodeChangesTheOtherKnows goes through what nodes keep in memory: the one changes it, and the other, which had it
// in memory, goes by the change.
func TestWhatOneNodeChangesTheOtherKnows(t *testing.T) {
	t.Parallel()
	one, two := twoNodes(t)
	for n, c := range changes {
		t.Run(c.what, func(t *testing.T) {
			x := &across{T: t, one: one, two: two, name: fmt.Sprint("Room ", n), email: fmt.Sprintf("p%d@example.test", n)}
			room := one.Room(x.name)
			x.room, x.conversation = room.ID, room.Conversation
			person, _ := one.User(fmt.Sprint("Person ", n), x.email)
			x.person, x.token = person.ID, one.SignIn(x.email, stoatest.UserPassword)
			change, known := c.on(x)
			if known() {
				t.Fatal("it was so before anything was changed")
			}
			change()
			eventually(t, c.what, known)
		})
	}
}
