package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/bench"
	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
)

// TestMain lets the test program be the floor's process too.
func TestMain(m *testing.M) {
	if os.Getenv("STOA_TEST_FLOOR") == "" {
		_ = os.Setenv("STOA_TEST_FLOOR", "1") // for the processes that tests start
		os.Exit(m.Run())
	}
	address := os.Getenv("STOA_TEST_FLOOR")
	if address == "1" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", l.Addr())
	if err := bench.ServeFloor(context.Background(), l); err != nil {
		panic(err)
	}
}

// room is as much of Stoa as the scenarios need: the real live feed over a log that forgets.
type room struct {
	hub *realtime.Hub
	bus *bus.Bus

	client http.Client

	mu      sync.Mutex
	posts   int64          // the log's seq
	authed  map[string]int // posts by Authorization
	hooks   []string
	removed int // webhooks
	after   func(posts int64)
}

func (r *room) EventsAfter(context.Context, int64, int64, int) ([]chat.Event, error) {
	return nil, fmt.Errorf("the history was asked for")
}

func (r *room) Heads(_ context.Context, conversations []int64) (map[int64]int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	heads := map[int64]int64{}
	for _, id := range conversations {
		heads[id] = r.posts
	}
	return heads, nil
}

func (r *room) CanRead(context.Context, *chat.Principal, int64) error { return nil }

func (r *room) CanLook(context.Context, *chat.Principal, int64) error { return nil }

func (r *room) notify(w http.ResponseWriter, q *http.Request) {
	var in struct{ Message string }
	if err := json.NewDecoder(q.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	r.authed[q.Header.Get("Authorization")]++
	e := chat.Event{ConversationID: 7, Seq: r.posts, Body: in.Message}
	frame, err := e.Frame()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	r.bus.Publish(bus.Ring{ConversationID: 7, Seq: e.Seq, Frame: chat.FinishFrame(frame, e.Seq)})
	for _, u := range r.hooks {
		go r.deliver(u, in.Message)
	}
	if r.after != nil {
		r.after(r.posts)
	}
	w.WriteHeader(http.StatusNoContent)
}

// deliver gives up what its receiver does not take: some hang.
func (r *room) deliver(url, message string) {
	res, err := r.client.Post(url, "application/json", strings.NewReader(fmt.Sprintf(`{"message":%q}`, message)))
	if err == nil {
		_ = res.Body.Close()
	}
}

func (r *room) createWebhook(w http.ResponseWriter, q *http.Request) {
	var in hipchat.WebhookRequest
	if err := json.NewDecoder(q.Body).Decode(&in); err != nil || q.Header.Get("Authorization") != "Bearer person" {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hooks = append(r.hooks, in.URL)
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, `{"id":%d}`, len(r.hooks))
}

func newRoom(t *testing.T) (*room, string) {
	r := &room{bus: bus.New(), authed: map[string]int{}}
	r.hub = realtime.New(realtime.Config{Log: r, Access: r, Bus: r.bus, Logger: slog.New(slog.DiscardHandler)})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /stoa/v2/room/{room}/notification", r.notify)
	mux.HandleFunc("POST /stoa/v2/room/{room}/webhook", r.createWebhook)
	mux.HandleFunc("DELETE /stoa/v2/room/{room}/webhook/{id}", func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.removed++
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /stoa/api/ws", func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") != "Bearer person" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		r.hub.Serve(w, q, &chat.Principal{Class: chat.ClassUser, User: &chat.User{ID: 3}}, false)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = r.hub.Shutdown(ctx) // the sockets are gone without a word: it may have to cut them off
	})
	return r, s.URL + "/stoa"
}

func startFloor(t *testing.T) string {
	floor, err := bench.StartFloor(t.Context(), os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(floor.Stop)
	return floor.URL
}

func small(server, floor string) bench.Config {
	return bench.Config{
		Duration: 200 * time.Millisecond, Server: server, Floor: floor, Token: "of the room", Room: "Dev Ops",
		WSToken: "person", Conversation: 7, Connections: []int{1, 3}, Sockets: 10, Receivers: 5, Hanging: 2, People: 2, Rate: 50,
		Messages: 200, PID: os.Getpid(),
	}
}

func TestWithoutAFloorThereIsNoRatio(t *testing.T) {
	t.Parallel()
	_, server := newRoom(t)
	c := small(server, "")
	c.Scenario = bench.Notify
	report, err := bench.Run(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if report.Ratio != 0 || report.Notify[0].Floor != nil || report.Fanout != nil || report.Idle != nil {
		t.Errorf("%+v", report)
	}
	encoded, _ := json.Marshal(report)
	if strings.Contains(string(encoded), "ratio") || strings.Contains(string(encoded), "floor") {
		t.Errorf("JSON: %s", encoded)
	}
}

func TestARefusalEndsTheMeasurementAndSaysWhy(t *testing.T) {
	t.Parallel()
	limited := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		http.Error(w, "slow down", http.StatusTooManyRequests)
	}))
	t.Cleanup(limited.Close)
	for scenario, want := range map[string]string{
		bench.Notify:   "notify: the server answered 429 (run the server without rate limits): slow down",
		bench.Fanout:   "fanout: the live feed answered 401 Unauthorized",
		bench.Idle:     "idle: the live feed answered 401 Unauthorized",
		bench.Steady:   "steady: the live feed answered 401 Unauthorized",
		bench.Chat:     "chat: make an account: %s answered 429 Too Many Requests, and not as Stoa does",
		bench.History:  "history: make a room: %s answered 429 Too Many Requests, and not as Stoa does",
		bench.Webhooks: "webhooks: make a webhook: create_webhook: hipchat: 429 Too Many Requests: slow down",
	} {
		c := small(limited.URL, "")
		c.Scenario = scenario
		want = strings.ReplaceAll(want, "%s", limited.URL)
		if _, err := bench.Run(t.Context(), c, io.Discard); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", scenario, err, want)
		}
	}
}

func TestASocketThatIsLostEndsTheMeasurement(t *testing.T) {
	t.Parallel()
	r, server := newRoom(t)
	c := small(server, "")
	c.Scenario, c.Duration = bench.Fanout, time.Hour
	r.after = func(posts int64) {
		if posts == 50 {
			r.hub.DisconnectUser(3, nil)
		}
	}
	if _, err := bench.Run(t.Context(), c, io.Discard); err == nil || !strings.Contains(err.Error(), "closed a socket with code 4001") {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*bench.Config){
		"scenario \"nap\"":  func(c *bench.Config) { c.Scenario = "nap" },
		"server's address":  func(c *bench.Config) { c.Server = "" },
		"http://":           func(c *bench.Config) { c.Server = "chat.example:8080" },
		"room":              func(c *bench.Config) { c.Room = "" },
		"live feed":         func(c *bench.Config) { c.WSToken = "" },
		"may hang":          func(c *bench.Config) { c.Hanging = 5 },
		"receivers may":     func(c *bench.Config) { c.Hanging = -1 },
		"posts a second":    func(c *bench.Config) { c.Rate = -1 },
		"are for notify":    func(c *bench.Config) { c.Scenario, c.Nodes = bench.Fanout, 2 },
		"1 to 16 nodes":     func(c *bench.Config) { c.Nodes = 17 },
		"1 to 1000 rooms":   func(c *bench.Config) { c.Rooms = 1001 },
		"a room of history": func(c *bench.Config) { c.Messages = 5 },
		"descriptors":       func(c *bench.Config) { c.Sockets = 1 << 40 },
		"how to start":      func(c *bench.Config) { c.Scenario = bench.Start },
		"have {{text}}":     func(c *bench.Config) { c.Peer = bench.Peer{Hook: "http://127.0.0.1:1", Body: "mute"} },
		"other server's":    func(c *bench.Config) { c.Peer = bench.Peer{Hook: "127.0.0.1:1"} },
		"process id":        func(c *bench.Config) { c.Scenario, c.PID = bench.Idle, 0 },
	} {
		c := small("http://127.0.0.1:1", "")
		change(&c)
		if _, err := bench.Run(t.Context(), c, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want something about %s", err, want)
		}
	}
}
