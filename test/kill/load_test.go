package kill_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/process"
)

// load posts numbered messages through HTTP and remembers which of them were acknowledged.
type load struct {
	server *process.Server
	client *http.Client
	rooms  []*target
	next   [writers]int // the number of each writer's next message
}

// target is a room that is written to.
type target struct {
	id, conversation int64
	token            string // the room's notification token

	mu   sync.Mutex
	sent map[string]bool // body to acknowledged
}

func newLoad(t *testing.T, s *process.Server) *load {
	t.Helper()
	l := &load{server: s, client: &http.Client{
		Timeout:   60 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: writers},
	}}
	t.Cleanup(l.client.CloseIdleConnections)
	for n := range rooms {
		r := &target{sent: map[string]bool{}}
		var made struct {
			ID           int64 `json:"id"`
			Conversation int64 `json:"conversation"`
		}
		l.ask(t, "POST", "/v2/room", fmt.Sprintf(`{"name":"Kill %d"}`, n), &made)
		l.ask(t, "GET", fmt.Sprintf("/api/rooms/%d", made.ID), "", &made)
		r.id, r.conversation = made.ID, made.Conversation
		var token struct {
			V2 struct{ Token string }
		}
		l.ask(t, "POST", fmt.Sprintf("/api/rooms/%d/tokens", r.id), `{"name":"load","v1":false}`, &token)
		r.token = token.V2.Token
		l.rooms = append(l.rooms, r)
	}
	return l
}

// untilKilled lets all writers post until enough messages have been acknowledged, kills the server in the middle of
// it and gives the number of acknowledged messages of this round.
func (l *load) untilKilled(t *testing.T, enough int) int {
	t.Helper()
	acknowledged := make(chan struct{}, writers)
	var wg sync.WaitGroup
	for n := range writers {
		wg.Go(func() { l.write(n, acknowledged) })
	}
	finished := make(chan struct{})
	go func() {
		wg.Wait()
		close(finished)
	}()
	count := 0
	for count < enough {
		select {
		case <-acknowledged:
			count++
		case <-finished:
			t.Fatalf("all writers stopped after %d of %d messages, before the server was killed\n%s",
				count, enough, l.server.Log())
		}
	}
	go func() { // what is acknowledged from here on counts as well
		<-finished
		close(acknowledged)
	}()
	l.server.Kill(t)
	for range acknowledged {
		count++
	}
	return count
}

// write posts one message after the other until one is not acknowledged. Even writers speak as the administrator,
// odd ones post notifications.
func (l *load) write(n int, acknowledged chan<- struct{}) {
	r := l.rooms[n/2%rooms]
	method, token := "message", l.server.Admin
	if n%2 == 1 {
		method, token = "notification", r.token
	}
	url := fmt.Sprintf("%s/v2/room/%d/%s", l.server.URL, r.id, method)
	for {
		body := fmt.Sprintf("writer %d message %d", n, l.next[n])
		l.next[n]++
		r.record(body, false)
		if !l.post(url, token, body) {
			return
		}
		r.record(body, true)
		acknowledged <- struct{}{}
	}
}

func (r *target) record(body string, acknowledged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent[body] = acknowledged
}

// post tells whether the server acknowledged the message.
func (l *load) post(url, token, body string) bool {
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(fmt.Sprintf(`{"message":%q,"message_format":"text"}`, body)))
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	// The status alone acknowledges; the body is read so that the connection is used again.
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode == http.StatusNoContent || res.StatusCode == http.StatusCreated
}

// check reads the room's whole log, which it answers, and fails the test when an acknowledged message is not there
// exactly once, or the log has a gap.
func (l *load) check(t *testing.T, r *target) (log []entry) {
	t.Helper()
	for {
		var page struct {
			Items   []entry `json:"items"`
			LastSeq int64   `json:"last_seq"`
		}
		l.ask(t, "GET", fmt.Sprintf("/api/conversations/%d/events?after=%d&limit=50", r.conversation, len(log)), "", &page)
		log = append(log, page.Items...)
		if len(page.Items) == 0 {
			if page.LastSeq != int64(len(log)) {
				t.Errorf("room %d: last_seq is %d, the log has %d entries", r.id, page.LastSeq, len(log))
			}
			break
		}
	}
	wrong := faults(r.sent, log)
	for _, fault := range wrong[:min(len(wrong), 20)] {
		t.Errorf("room %d: %s", r.id, fault)
	}
	return log
}

// total gives the number of messages acknowledged so far.
func (l *load) total() int {
	n := 0
	for _, r := range l.rooms {
		for _, acknowledged := range r.sent {
			if acknowledged {
				n++
			}
		}
	}
	return n
}

// ask calls the server as its administrator and decodes the answer.
func (l *load) ask(t *testing.T, method, path, body string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, l.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+l.server.Admin)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := l.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, b)
	}
}
