package apiv1_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/internal/view"
)

const base = "https://chat.example.org"

// world is the dialect in front of a real service and database.
type world struct {
	server  *httptest.Server
	handler http.Handler
	chat    *chat.Service
	store   *store.Store
	clock   *clock
	tokens  *auth.Tokens

	owner, ada   chat.User
	room         chat.Room
	admin        string // an admin token
	notification string
	personal     string // a token of API v2
}

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func newWorld(t testing.TB) *world { return newLimitedWorld(t, 0) }

// newLimitedWorld allows so many calls per token and 5 minutes; 0 is no limit.
func newLimitedWorld(t testing.TB, limit int) *world {
	t.Helper()
	w := &world{
		store: storetest.Open(t, storetest.SQLite(t)),
		clock: &clock{now: time.Date(2015, 3, 4, 9, 15, 0, 0, time.UTC)},
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	w.chat = chat.New(chat.Config{Store: w.store, Now: w.clock.Now, Log: log})
	w.tokens = auth.NewTokens(w.store, w.clock.Now)
	passwords := auth.NewPasswords(nil, auth.Cheap, nil) // the dialect only hashes with it, which needs no store
	shown, err := view.New(base, w.chat)
	must(t, err)
	w.handler = stoatest.Witnessed(t, apiv1.New(apiv1.Config{
		Chat: w.chat, Tokens: w.tokens, Passwords: passwords, View: shown,
		Rate: auth.NewWindows(limit, 5*time.Minute, w.clock.Now), Now: w.clock.Now, Log: log,
	}).Handler())
	w.server = httptest.NewServer(w.handler)
	t.Cleanup(w.server.Close)
	w.populate(t)
	return w
}

func (w *world) populate(t testing.TB) {
	t.Helper()
	var err error
	w.owner, err = w.chat.CreateOwner(t.Context(), "", chat.User{Name: "Olga Owner", Email: "olga@example.test"}, "")
	must(t, err)
	as := auth.PersonPrincipal(w.owner)
	w.ada, err = w.chat.CreateUser(t.Context(), as, chat.User{
		Name: "Ada Brook", MentionName: "AdaB", Email: "ada@example.test", Timezone: "Europe/Stockholm",
	}, "")
	must(t, err)
	w.room, err = w.chat.CreateRoom(t.Context(), as, chat.Room{Name: "Ops Room"})
	must(t, err)
	w.admin = w.issue(t, chat.Token{Kind: chat.TokenV1Admin, Name: "all"})
	w.notification = w.issue(t, chat.Token{Kind: chat.TokenV1Notification, Name: "CI"})
	w.personal = w.issue(t, chat.Token{Kind: chat.TokenPersonal, UserID: w.owner.ID})
}

func (w *world) issue(t testing.TB, token chat.Token) string {
	t.Helper()
	text, _, err := w.tokens.Issue(t.Context(), token)
	must(t, err)
	return text
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// get calls a method with everything in the query, as the admin token.
func (w *world) get(t testing.TB, method string, params ...string) answer {
	t.Helper()
	return w.send(t, "GET", method+"?"+w.query(params...), "", "")
}

// query encodes names and values in turn, and the admin token when no other is there.
func (w *world) query(params ...string) string {
	form := url.Values{"auth_token": {w.admin}}
	for i := 0; i < len(params); i += 2 {
		form.Set(params[i], params[i+1])
	}
	return form.Encode()
}

func (w *world) send(t testing.TB, verb, method, contentType, body string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), verb, w.server.URL+"/v1/"+method, strings.NewReader(body))
	must(t, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return w.do(t, r)
}

func (w *world) do(t testing.TB, r *http.Request) answer {
	t.Helper()
	res, err := w.server.Client().Do(r)
	must(t, err)
	return readAnswer(t, res)
}

func readAnswer(t testing.TB, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	if got := res.Header.Get("Content-Length"); got != strconv.Itoa(len(body)) {
		t.Errorf("Content-Length is %q for %d bytes", got, len(body))
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// raw sends bytes over TCP as they are and answers the bytes that come back before the body, and the answer.
func (w *world) raw(t testing.TB, request string) (head string, a answer) {
	t.Helper()
	conn, err := net.Dial("tcp", w.server.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	must(t, err)
	var seen strings.Builder
	res, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &seen)), nil)
	must(t, err)
	a = readAnswer(t, res)
	head, _, _ = strings.Cut(seen.String(), "\r\n\r\n")
	return head, a
}

// is fails the test unless the answer has the status and, if one is given, exactly the body.
func (a answer) is(t testing.TB, status int, body ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n%s", a.status, status, a.body)
	}
	for _, want := range body {
		if diff := cmp.Diff(want, a.body); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
	}
	return a
}

func (a answer) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		t.Fatalf("%v\n%s", err, a.body)
	}
}

// said lists what the room's log holds, oldest first.
func (w *world) said(t testing.TB) []chat.Event {
	t.Helper()
	events, err := w.store.EventsAfter(t.Context(), w.room.ConversationID, 0, 1000)
	must(t, err)
	return events
}

// last is the newest event of the room.
func (w *world) last(t testing.TB) chat.Event {
	t.Helper()
	events := w.said(t)
	if len(events) == 0 {
		t.Fatal("nothing was said")
	}
	return events[len(events)-1]
}
