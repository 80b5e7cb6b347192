package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
)

// privateConversation is the one that nobody may read.
const privateConversation = 666

// memoryLog is a log and the access to it.
type memoryLog struct {
	mu     sync.Mutex
	events map[int64][]chat.Event
	barred map[int64]bool // conversations that nobody may read any more
	ended  map[int64]bool // people whose credentials are not good any more
	fails  error
	pages  int // read

	failOnce atomic.Bool // with the next page
}

// read is how many pages were read.
func (l *memoryLog) read() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pages
}

// takeBack leaves nothing of what an event says.
func (l *memoryLog) takeBack(conversation, seq int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events[conversation][seq-1].Body = ""
}

func (l *memoryLog) append(conversation int64) chat.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	seq := int64(len(l.events[conversation])) + 1
	e := chat.Event{
		ID: strconv.FormatInt(seq, 10), ConversationID: conversation, Kind: chat.KindMessage,
		Sender: "Ann", Body: fmt.Sprintf("line %d", seq), Format: chat.FormatText, Seq: seq,
	}
	l.events[conversation] = append(l.events[conversation], e)
	return e
}

func (l *memoryLog) EventsAfter(_ context.Context, conversation, seq int64, limit int) ([]chat.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages++
	if l.failOnce.Swap(false) {
		return nil, errors.New("not now")
	}
	events := l.events[conversation]
	if l.fails != nil || seq >= int64(len(events)) {
		return nil, l.fails
	}
	return append([]chat.Event(nil), events[seq:min(int64(len(events)), seq+int64(limit))]...), nil
}

func (l *memoryLog) Heads(_ context.Context, conversations []int64) (map[int64]int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	heads := map[int64]int64{}
	for _, id := range conversations {
		heads[id] = int64(len(l.events[id]))
	}
	return heads, l.fails
}

func (l *memoryLog) CanRead(_ context.Context, _ *chat.Principal, conversation int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails != nil {
		return l.fails
	}
	if conversation == privateConversation || l.barred[conversation] {
		return chat.Errorf(chat.NotFound, "Conversation %d not found", conversation)
	}
	return nil
}

func (l *memoryLog) good(p *chat.Principal) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.ended[p.UserID()], l.fails
}

func (l *memoryLog) CanLook(ctx context.Context, p *chat.Principal, conversation int64) error {
	return l.CanRead(ctx, p, conversation)
}

// feed is a hub behind a real HTTP server. Requests say with ?user=N who they are; 0 is an integration.
type feed struct {
	t      testing.TB
	log    *memoryLog
	bus    *bus.Bus
	hub    *realtime.Hub
	server *http.Server
	url    string
	client *http.Client // nil: over TCP
}

func newFeed(t testing.TB, bounds realtime.Bounds) *feed {
	f := newHub(t, bounds)
	f.listen()
	return f
}

func (f *feed) listen() {
	t := f.t
	s := httptest.NewServer(f.server.Handler)
	f.url = s.URL
	t.Cleanup(s.Close)
	t.Cleanup(f.shutdown)
}

func newHub(t testing.TB, bounds realtime.Bounds) *feed {
	return newHubOn(t, &memoryLog{events: map[int64][]chat.Event{}}, bus.New(), bounds)
}

func newHubOn(t testing.TB, log *memoryLog, b *bus.Bus, bounds realtime.Bounds) *feed {
	f := &feed{t: t, log: log, bus: b}
	f.hub = realtime.New(realtime.Config{
		Log: f.log, Access: f.log, Bus: f.bus, Bounds: bounds, Good: f.log.good, Logger: slog.New(slog.DiscardHandler),
	})
	f.server = &http.Server{Handler: http.HandlerFunc(f.serve)}
	return f
}

func (f *feed) serve(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.FormValue("user"), 10, 64)
	p := &chat.Principal{Class: chat.ClassRoomClient}
	if id != 0 {
		p = &chat.Principal{Class: chat.ClassUser, User: &chat.User{ID: id}}
	}
	f.hub.Serve(w, r, p, r.FormValue("cookie") != "")
}

func (f *feed) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := f.hub.Shutdown(ctx); err != nil {
		f.t.Errorf("shut down: %v", err)
	}
}

// ring publishes an event as the store does after a commit.
func (f *feed) ring(e chat.Event) {
	frame, err := e.Frame()
	if err != nil {
		f.t.Fatal(err)
	}
	f.bus.Publish(bus.Ring{ConversationID: e.ConversationID, Seq: e.Seq, Frame: chat.FinishFrame(frame, e.Seq)})
}

func (f *feed) post(conversation int64) { f.ring(f.log.append(conversation)) }

// frame is any frame of the live feed.
type frame struct {
	Type         string      `json:"type"`
	UserID       int64       `json:"user_id"`
	Conversation int64       `json:"conversation"`
	Seq          int64       `json:"seq"`
	Online       bool        `json:"online"`
	Show         string      `json:"show"`
	Mobile       bool        `json:"mobile"`
	Message      string      `json:"message"`
	Event        *chat.Event `json:"event"`
	Parts        []string    `json:"parts"`
	Alike        []alike     `json:"alike"`
}

// alike is people whose presence is the same.
type alike struct {
	UserIDs []int64 `json:"user_ids"`
	Online  bool    `json:"online"`
	Show    string  `json:"show"`
	Mobile  bool    `json:"mobile"`
}

// page is a client of the feed: somebody else's WebSocket library.
type page struct {
	t    testing.TB
	conn *websocket.Conn
}

// open connects and reads the greeting.
func (f *feed) open(user int64) *page {
	f.t.Helper()
	return f.openWith(user, websocket.DialOptions{})
}

func (f *feed) openWith(user int64, options websocket.DialOptions) *page {
	f.t.Helper()
	options.HTTPClient = f.client
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, f.url+"/api/ws?user="+strconv.FormatInt(user, 10), &options)
	if err != nil {
		f.t.Fatalf("dial: %v", err)
	}
	conn.SetReadLimit(1 << 20)
	f.t.Cleanup(func() { conn.CloseNow() })
	p := &page{f.t, conn}
	if got := p.read(); got.Type != "hello" || got.UserID != user {
		f.t.Fatalf("the first frame is %+v, want hello to %d", got, user)
	}
	return p
}

func (p *page) next() (frame, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return p.nextBefore(ctx)
}

// forever is next without a limit of time.
func (p *page) forever() (frame, error) { return p.nextBefore(context.Background()) }

func (p *page) nextBefore(ctx context.Context) (frame, error) {
	_, b, err := p.conn.Read(ctx)
	if err != nil {
		return frame{}, err
	}
	var got frame
	if err := json.Unmarshal(b, &got); err != nil {
		return frame{}, fmt.Errorf("frame %q: %w", b, err)
	}
	return got, nil
}

// read answers the next frame, whatever its type.
func (p *page) read() frame {
	p.t.Helper()
	got, err := p.next()
	if err != nil {
		p.t.Fatalf("read: %v", err)
	}
	return got
}

// await answers the next frame that is not about presence, which comes when it likes.
func (p *page) await() frame {
	p.t.Helper()
	for {
		if got := p.read(); got.Type != "presence" {
			return got
		}
	}
}

func (p *page) send(format string, args ...any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := p.conn.Write(ctx, websocket.MessageText, fmt.Appendf(nil, format, args...)); err != nil {
		p.t.Fatalf("write: %v", err)
	}
}

// watch begins to watch and reads up to the answer.
func (p *page) watch(conversation, after int64) frame {
	p.t.Helper()
	p.send(`{"type":"watch","conversation":%d,"after":%d}`, conversation, after)
	return p.await()
}

// closed reads until the connection is closed and answers the code.
func (p *page) closed() websocket.StatusCode {
	p.t.Helper()
	for {
		if _, err := p.next(); err != nil {
			if websocket.CloseStatus(err) == -1 {
				p.t.Logf("no close frame: %v", err)
			}
			return websocket.CloseStatus(err)
		}
	}
}
