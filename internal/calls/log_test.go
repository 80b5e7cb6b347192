package calls

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// noRooms knows no room.
type noRooms struct{}

func (noRooms) Room(context.Context, *chat.Principal, string) (chat.Room, error) {
	return chat.Room{}, chat.ErrNotFound
}
func (noRooms) CanOversee(context.Context, *chat.Principal, int64) error { return nil }

var admin = &chat.Principal{Class: chat.ClassUser, User: &chat.User{ID: 1, Admin: true}, TokenID: 7}

func newLog(t *testing.T) *Log {
	t.Helper()
	return New(Config{Store: storetest.Open(t, storetest.SQLite(t)), Rooms: noRooms{}, Log: slog.New(slog.DiscardHandler)})
}

// ask makes a call that a handler answers.
func (l *Log) ask(r *http.Request, answer http.HandlerFunc) {
	l.Watch(answer).ServeHTTP(httptest.NewRecorder(), r)
}

// only answers the one call that was kept.
func (l *Log) only(t *testing.T) chat.Call {
	t.Helper()
	list, err := l.List(t.Context(), admin, chat.CallFilter{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d calls, %v", len(list), err)
	}
	return list[0]
}

func TestOldestCallsAreDroppedAndCounted(t *testing.T) {
	l := newLog(t)
	const more = 300
	for i := range ringSize + more {
		l.ask(httptest.NewRequest("GET", fmt.Sprintf("/v2/%d", i), nil), func(http.ResponseWriter, *http.Request) {})
	}
	if n := l.Dropped(); n != more {
		t.Errorf("%d dropped", n)
	}
	list, err := l.List(t.Context(), admin, chat.CallFilter{Limit: ringSize + more})
	if err != nil || len(list) != ringSize || list[0].Path != fmt.Sprintf("/v2/%d", ringSize+more-1) || list[ringSize-1].Path != fmt.Sprintf("/v2/%d", more) {
		t.Errorf("%v, %d kept", err, len(list))
	}
}

func TestCallIsKeptWithWhatWasSaid(t *testing.T) {
	l := newLog(t)
	r := httptest.NewRequest("POST", "/v2/room/Ops/notification?x=1", strings.NewReader(`{"message":"high water"}`))
	r.RemoteAddr = "192.0.2.7:4711"
	l.ask(r, func(w http.ResponseWriter, r *http.Request) {
		auth.Tell(w, "/v2/room/{room}/notification", admin, "Ops")
		_, _ = io.ReadAll(r.Body)
		w.Header().Set("X-Request-Id", "r-1")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{}}`)
	})
	c := l.only(t)
	if c.Method != "POST" || c.Route != "/v2/room/{room}/notification" || c.Path != "/v2/room/Ops/notification?x=1" || c.Status != 400 || c.TokenID != 7 ||
		c.UserID != 1 || c.Address != "192.0.2.7" || c.RequestID != "r-1" || c.RequestBody != `{"message":"high water"}` || c.ResponseBody != `{"error":{}}` {
		t.Errorf("%+v", c)
	}
}

func TestWhatTwoPeopleSayToEachOtherIsNotKept(t *testing.T) {
	l := newLog(t)
	l.ask(httptest.NewRequest("POST", "/v2/user/2/message", strings.NewReader("between us")), func(w http.ResponseWriter, r *http.Request) {
		auth.Tell(w, "/v2/user/{user}/message", admin, "")
		_, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, "between us")
	})
	if c := l.only(t); c.RequestBody != "" || c.ResponseBody != "" || c.Status != 200 {
		t.Errorf("%+v", c)
	}
}

func TestTokenInAPathIsNotKept(t *testing.T) {
	l := newLog(t)
	l.ask(httptest.NewRequest("GET", "/v2/addon/link/pl4nted", nil), func(w http.ResponseWriter, _ *http.Request) {
		auth.Tell(w, "/v2/addon/link/{token}", nil, "")
	})
	if c := l.only(t); c.Path != "/v2/addon/link/[masked]" {
		t.Error(c.Path)
	}
}

func TestPackedAnswerIsKeptInPlainText(t *testing.T) {
	l := newLog(t)
	l.ask(httptest.NewRequest("GET", "/v2/room", nil), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		for i := range 5000 {
			fmt.Fprintf(z, "room %d ", i)
		}
		_ = z.Close()
		_, _ = w.Write(b.Bytes())
	})
	if c := l.only(t); !strings.HasPrefix(c.ResponseBody, "room 0 room 1 ") || len(c.ResponseBody) > maxBody {
		t.Errorf("%.40q, %d bytes", c.ResponseBody, len(c.ResponseBody))
	}
}

func TestLongBodiesAreCutOffAndStillRead(t *testing.T) {
	l := newLog(t)
	long := strings.Repeat("é", 100_000)
	l.ask(httptest.NewRequest("POST", "/v2/x", strings.NewReader(long)), func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if err != nil || string(got) != long {
			t.Errorf("the handler read %d bytes, %v", len(got), err)
		}
		_, _ = w.Write(got)
	})
	if c := l.only(t); len(c.RequestBody) > maxBody || len(c.ResponseBody) > maxBody || len(c.RequestBody) < maxBody-4 {
		t.Errorf("%d and %d bytes", len(c.RequestBody), len(c.ResponseBody))
	}
}

// full is a store that takes no more calls.
type full struct{ Store }

func (full) AddCalls(context.Context, []chat.Call) error { return errors.New("the disk is full") }

func TestCallsThatTheDatabaseDoesNotTakeAreCounted(t *testing.T) {
	l := newLog(t)
	l.store = full{l.store}
	l.ask(httptest.NewRequest("GET", "/v2/x", nil), func(http.ResponseWriter, *http.Request) {})
	l.flush(t.Context(), ringSize)
	if l.Dropped() != 1 {
		t.Errorf("%d dropped", l.Dropped())
	}
}

func TestCallsBehindThoseThatTheDatabaseDoesNotTakeWait(t *testing.T) {
	l := newLog(t)
	for range atOnce + 3 {
		l.ask(httptest.NewRequest("GET", "/v2/x", nil), func(http.ResponseWriter, *http.Request) {})
	}
	disk := l.store
	l.store = full{disk}
	l.flush(t.Context(), ringSize)
	l.store = disk
	list, err := l.List(t.Context(), admin, chat.CallFilter{Limit: ringSize})
	if err != nil || len(list) != 3 || l.Dropped() != atOnce {
		t.Errorf("%d kept, %d dropped, %v", len(list), l.Dropped(), err)
	}
}

func TestCallsAreKeptWhenWhoLooksAtThemHasGone(t *testing.T) {
	l := newLog(t)
	l.ask(httptest.NewRequest("GET", "/v2/x", nil), func(http.ResponseWriter, *http.Request) {})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = l.List(gone, admin, chat.CallFilter{Limit: 10})
	if l.Dropped() != 0 {
		t.Errorf("%d dropped", l.Dropped())
	}
	if c := l.only(t); c.Path != "/v2/x" {
		t.Errorf("%+v", c)
	}
}

func TestRunWritesWhatIsLeftAtItsEnd(t *testing.T) {
	l := newLog(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l.ask(httptest.NewRequest("GET", "/v2/x", nil), func(http.ResponseWriter, *http.Request) {})
	l.Run(ctx)
	if c, err := l.store.Call(t.Context(), 1); err != nil || c.Path != "/v2/x" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestCallsAreFoundOnBothDatabases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		at := time.Now().UTC().Truncate(time.Microsecond)
		calls := []chat.Call{
			{At: at, Method: "GET", Route: "/v2/room", Path: "/v2/room", Status: 200, TokenID: 1, InstallationID: 2, ResponseBody: "Blue_Fish 100%"},
			{At: at, Method: "POST", Route: "/v1/rooms/message", Path: "/v1/rooms/message", Status: 401, RoomID: 3, BoundRoomID: 3, RequestBody: "x"},
		}
		if err := s.AddCalls(t.Context(), calls); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			f    chat.CallFilter
			want []int64
		}{
			"all":          {chat.CallFilter{}, []int64{2, 1}},
			"token":        {chat.CallFilter{TokenID: 1}, []int64{1}},
			"installation": {chat.CallFilter{InstallationID: 2}, []int64{1}},
			"room":         {chat.CallFilter{RoomID: 3}, []int64{2}},
			"bound":        {chat.CallFilter{BoundRoomID: 3}, []int64{2}},
			"status":       {chat.CallFilter{Status: 401}, []int64{2}},
			"failed":       {chat.CallFilter{Failed: true}, []int64{2}},
			"method":       {chat.CallFilter{Method: "GET"}, []int64{1}},
			"route":        {chat.CallFilter{Route: "/v1/rooms/message"}, []int64{2}},
			"text":         {chat.CallFilter{Text: "blue_fish 100%"}, []int64{1}},
			"no wildcard":  {chat.CallFilter{Text: "blue%fish"}, nil},
			"before":       {chat.CallFilter{Before: 2}, []int64{1}},
			"until":        {chat.CallFilter{Until: at}, nil},
			"since":        {chat.CallFilter{Since: at}, []int64{2, 1}},
		} {
			c.f.Limit = 10
			list, err := s.Calls(t.Context(), c.f)
			var got []int64
			for _, found := range list {
				got = append(got, found.ID)
			}
			if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
		if err := s.DeleteCalls(t.Context(), at.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Calls(t.Context(), chat.CallFilter{Limit: 10}); len(list) != 0 || err != nil {
			t.Errorf("left: %v, %v", list, err)
		}
	})
}

var _ Store = (*store.Store)(nil)

// BenchmarkWatch is what a call pays for being kept.
func BenchmarkWatch(b *testing.B) {
	l := New(Config{})
	nowhere := url.URL{Path: "/v2/room/1/notification"}
	body := `{"color":"green","message":"` + strings.Repeat("x", 150) + `"}`
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	for name, h := range map[string]http.Handler{"bare": handler, "watched": l.Watch(handler)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			w := httptest.NewRecorder()
			for b.Loop() {
				r := http.Request{Method: "POST", URL: &nowhere, Body: io.NopCloser(strings.NewReader(body))}
				h.ServeHTTP(w, &r)
			}
		})
	}
}

// BenchmarkRow is what writing down costs the processor, away from who calls.
func BenchmarkRow(b *testing.B) {
	l := New(Config{Rooms: noRooms{}})
	c := &call{
		method: "POST", path: "/v2/room/1/notification", query: "auth_token=pl4nted-s3cret-of-forty-characters", route: "/v2/room/{room}/notification",
		asked: http.Header{"Content-Type": {"application/json"}, "User-Agent": {"curl/8"}, "Accept": {"*/*"}, "Content-Length": {"190"}},
		body:  tee{kept: []byte(`{"color":"green","message":"` + strings.Repeat("x", 150) + `"}`)}, status: 204,
	}
	b.ReportAllocs()
	for b.Loop() {
		l.row(b.Context(), c)
	}
}
