package cluster_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/cluster/history"
)

// scene is a load on a house, and all that is seen of it: rooms of its own, with people and integrations that post, clients
// at sockets, readers at each node, and webhooks.
type scene struct {
	house     *house
	token     string
	rooms     []*room
	senders   []*sender
	clients   []*client
	receivers []*receiver
	client    *http.Client
	pace      time.Duration // of each sender, see usualPace

	began        time.Time
	working      context.Context // while senders and readers work
	rest         context.CancelFunc
	open         context.Context // while anything does
	shut         context.CancelFunc
	atWork       sync.WaitGroup
	watching     sync.WaitGroup
	acknowledged atomic.Int64
	failed       atomic.Int64

	mu       sync.Mutex
	seen     history.History
	failures map[string]int // answers that acknowledge nothing, by what they were
}

type room struct {
	id, conversation int64
	token            string // of its notifications
}

const (
	rooms       = 2
	people      = 3 // who post by the page's API in each room, with ids of their own for what they say
	integration = 3 // that post notifications by API v2 in each room
	watchers    = 3 // clients at sockets
	// usualPace is the least time between two posts of a sender: what is owed to a webhook is delivered one by one.
	usualPace = 40 * time.Millisecond
	// answerWithin bounds one try of a request.
	answerWithin = 5 * time.Second
	tryAgain     = 100 * time.Millisecond
)

// begin makes rooms, puts everybody in place and lets them work.
func begin(t *testing.T, h *house, pace time.Duration) *scene {
	t.Helper()
	s := &scene{
		house: h, token: h.nodes[0].Admin, pace: pace, began: time.Now(), failures: map[string]int{},
		client: &http.Client{Timeout: answerWithin, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
	s.working, s.rest = context.WithCancel(context.Background())
	s.open, s.shut = context.WithCancel(context.Background())
	t.Cleanup(s.end)
	for n := range rooms {
		s.rooms = append(s.rooms, s.newRoom(t, fmt.Sprintf("Scene %d %d", rand.Uint32(), n)))
	}
	s.addReceivers(t)
	for n := range watchers {
		c := &client{scene: s, name: fmt.Sprint("client ", n), last: map[int64]int64{}}
		s.clients = append(s.clients, c)
		s.watching.Go(c.run)
	}
	for i, r := range s.rooms {
		for n := range people + integration {
			w := &sender{scene: s, room: r, name: fmt.Sprintf("sender %d of room %d", n, i), page: n < people, keys: n == people}
			s.senders = append(s.senders, w)
			s.atWork.Go(w.run)
		}
	}
	for n := range h.nodes {
		s.atWork.Go(func() { s.readFrom(n) })
	}
	return s
}

// end stops whatever still runs.
func (s *scene) end() {
	s.rest()
	s.shut()
	s.atWork.Wait()
	s.watching.Wait()
	for _, r := range s.receivers {
		r.server.Close()
	}
	s.client.CloseIdleConnections()
}

// until waits until n more posts have been acknowledged.
func (s *scene) until(t *testing.T, n int64) {
	t.Helper()
	enough := s.acknowledged.Load() + n
	eventually(t, fmt.Sprint(n, " more posts are acknowledged"), func() bool { return s.acknowledged.Load() >= enough })
}

// failing waits until calls fail, a dozen of them.
func (s *scene) failing(t *testing.T) {
	t.Helper()
	enough := s.failed.Load() + 12
	eventually(t, "posts are not acknowledged", func() bool { return s.failed.Load() >= enough })
}

// finish lets everything come to rest, and fails the test when the history is not clean.
func (s *scene) finish(t *testing.T) {
	t.Helper()
	s.house.ready(t)
	s.rest()
	s.atWork.Wait()
	s.seen.Logs = map[int64][]history.Event{}
	for _, r := range s.rooms {
		s.seen.Logs[r.conversation] = s.wholeLog(t, r.conversation)
		for n := range s.house.nodes {
			s.read(context.Background(), n, r.conversation)
		}
	}
	s.settle(t)
	s.end()
	for _, c := range s.clients {
		s.seen.Feeds = append(s.seen.Feeds, c.feeds()...)
	}
	for _, r := range s.receivers {
		s.seen.Queues = append(s.seen.Queues, r.queue())
	}
	found := history.Check(&s.seen)
	for _, f := range found[:min(len(found), 20)] {
		t.Error(f)
	}
	t.Logf("%d posts (%d acknowledged), %d edits, %d reads, %d findings; what acknowledged nothing: %v",
		len(s.seen.Posts), s.acknowledged.Load(), len(s.seen.Edits), len(s.seen.Reads), len(found), s.failures)
}

// settle waits until clients and webhooks have all that they are still owed. What never comes is a finding afterwards.
func (s *scene) settle(t *testing.T) {
	t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !s.settled() {
		select {
		case <-end:
			t.Errorf("clients or webhooks did not get everything within %v", patience)
			return
		case <-tick.C:
		}
	}
}

func (s *scene) settled() bool {
	for _, r := range s.rooms {
		log := s.seen.Logs[r.conversation]
		for _, c := range s.clients {
			if c.seq(r.conversation) < int64(len(log)) {
				return false
			}
		}
		for _, w := range s.receivers {
			if w.room == r && !w.has(log) {
				return false
			}
		}
	}
	return true
}

// now is the time of the scene's clock.
func (s *scene) now() time.Duration { return time.Since(s.began) }

// note writes into what was seen.
func (s *scene) note(write func(h *history.History)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(&s.seen)
}

// fail counts an answer that acknowledges nothing.
func (s *scene) fail(what string) {
	s.failed.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[what]++
}

func (s *scene) newRoom(t *testing.T, name string) *room {
	t.Helper()
	var made struct {
		ID           int64 `json:"id"`
		Conversation int64 `json:"conversation"`
	}
	s.must(t, "POST", "/v2/room", fmt.Sprintf(`{"name":%q}`, name), &made)
	s.must(t, "GET", fmt.Sprintf("/api/rooms/%d", made.ID), "", &made)
	var token struct {
		V2 struct{ Token string }
	}
	s.must(t, "POST", fmt.Sprintf("/api/rooms/%d/tokens", made.ID), `{"name":"load","v1":false}`, &token)
	return &room{id: made.ID, conversation: made.Conversation, token: token.V2.Token}
}

// wholeLog reads a conversation's log from its beginning, through the balancer.
func (s *scene) wholeLog(t *testing.T, conversation int64) []history.Event {
	t.Helper()
	var log []history.Event
	for {
		var page struct{ Items []history.Event }
		s.must(t, "GET", fmt.Sprintf("/api/conversations/%d/events?after=%d&limit=50", conversation, len(log)), "", &page)
		if len(page.Items) == 0 {
			return log
		}
		log = append(log, page.Items...)
	}
}

// must calls the balancer as the administrator and decodes the answer.
func (s *scene) must(t *testing.T, method, path, body string, into any) {
	t.Helper()
	status, answer, err := s.call(context.Background(), method, s.house.front.url+path, s.token, body)
	if err == nil && status/100 == 2 {
		err = json.Unmarshal(answer, into)
	}
	if err != nil || status/100 != 2 {
		t.Fatalf("%s %s: %d %s, %v", method, path, status, answer, err)
	}
}

func (s *scene) call(ctx context.Context, method, url, token, body string) (status int, answer []byte, err error) {
	return s.callWith(ctx, method, url, token, body, "")
}

// callWith is call with a key of idempotency, if there is one.
func (s *scene) callWith(ctx context.Context, method, url, token, body, key string) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	res, err := s.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, 16<<20))
	return res.StatusCode, answer, err
}
