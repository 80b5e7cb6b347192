package kill_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// TestWhatIsOwedArrivesInOrderFromAKilledServer kills the server while it sends what rooms say to an add-on in each, an
// add-on of the group, and what a person has registered. In every second round the receivers do not answer: all but the
// first delivery of each queue is killed between its commit and its sending. Started again, the server sends each
// receiver all that is in the logs, in order, and at most the one that was on its way for a second time.
func TestWhatIsOwedArrivesInOrderFromAKilledServer(t *testing.T) {
	binary := process.Build(t)
	storetest.Each(t, func(t *testing.T, url string) {
		c := process.Config{Binary: binary}
		if strings.HasPrefix(url, "postgres") {
			c.Database = url
		}
		s := process.Start(t, c)
		l := newLoad(t, s)
		all := newReceivers(t, l)
		for round := range rounds(t) {
			answers := round%2 == 0
			for _, r := range all {
				r.answer(answers)
			}
			l.untilKilled(t, 1+rand.IntN(longestRound/3)) // a queue sends one after the other
			sent := 0
			for _, r := range all {
				sent += r.count()
				r.answer(true)
			}
			s.Restart(t)
			logs := map[int64][]entry{}
			for _, room := range l.rooms {
				logs[room.id] = l.check(t, room)
			}
			for _, r := range all {
				r.check(t, logs)
			}
			if t.Failed() {
				t.Fatalf("round %d", round+1)
			}
			t.Logf("round %d (answered: %v): killed after %d deliveries, all %d owed arrived", round+1, answers, sent, total(all))
		}
	})
}

// TestOrderCheckSeesWhatIsWrong feeds the check of arrivals what breaks the promise.
func TestOrderCheckSeesWhatIsWrong(t *testing.T) {
	owed := []string{"a", "b", "c"}
	for name, got := range map[string][]string{
		"a lost one":       {"a", "c"},
		"the last lost":    {"a", "b"},
		"another order":    {"b", "a", "c"},
		"an old one again": {"a", "b", "a", "c"},
		"one too many":     {"a", "b", "c", "d"},
	} {
		if cmp.Equal(owed, once(got)) {
			t.Errorf("%s was not seen", name)
		}
	}
	if got := once([]string{"a", "b", "b", "c"}); !cmp.Equal(owed, got) {
		t.Errorf("the one on its way may come again: %v", got)
	}
}

// once takes out what came twice in a row.
func once(arrived []string) (list []string) {
	for i, a := range arrived {
		if i == 0 || a != arrived[i-1] {
			list = append(list, a)
		}
	}
	return list
}

// receiver is where one queue of deliveries leads to.
type receiver struct {
	name  string
	room  int64 // whose log it is owed; 0: all rooms'
	kinds []string
	url   string

	mu      sync.Mutex
	arrived map[int64][]string // bodies by room
	open    chan struct{}      // closed while calls are answered
	moved   chan struct{}
}

// newReceivers installs an add-on in each room and one in the group, and registers a person's webhooks in the first room.
func newReceivers(t *testing.T, l *load) []*receiver {
	t.Helper()
	var all []*receiver
	for _, room := range l.rooms {
		r := newReceiver(t, fmt.Sprintf("the add-on of room %d", room.id), room.id)
		r.install(t, l, fmt.Sprintf(`,"room":%d`, room.id))
		all = append(all, r)
	}
	group := newReceiver(t, "the add-on of the group", 0)
	group.install(t, l, "")
	person := newReceiver(t, "the person's webhook", l.rooms[0].id)
	person.kinds = []string{"notification"}
	var made json.RawMessage
	l.ask(t, "POST", fmt.Sprintf("/v2/room/%d/webhook", person.room), fmt.Sprintf(`{"url":"%s/hook","event":"room_notification"}`, person.url), &made)
	return append(all, group, person)
}

func newReceiver(t *testing.T, name string, room int64) *receiver {
	t.Helper()
	r := &receiver{name: name, room: room, kinds: []string{"message", "notification"}, arrived: map[int64][]string{}, moved: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(func() { r.answer(true) })
	r.url = s.URL
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"key":"kill","name":"Kill","description":"d","links":{"self":"%[1]s"},"capabilities":{"installable":{"callbackUrl":"%[1]s/cb"},
			"webhook":[{"url":"%[1]s/hook","event":"room_message"},{"url":"%[1]s/hook","event":"room_notification"}]}}`, r.url)
	})
	mux.HandleFunc("POST /cb", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /hook", func(_ http.ResponseWriter, q *http.Request) { r.take(t, q) })
	return r
}

func (r *receiver) install(t *testing.T, l *load, where string) {
	t.Helper()
	var preview struct{ Preview string }
	l.ask(t, "POST", "/api/installations/preview", fmt.Sprintf(`{"url":%q%s}`, r.url, where), &preview)
	var installed json.RawMessage
	l.ask(t, "POST", "/api/installations", fmt.Sprintf(`{"preview":%q%s}`, preview.Preview, where), &installed)
}

// take notes a delivery, and answers when calls are answered or nobody waits for it any more.
func (r *receiver) take(t *testing.T, q *http.Request) {
	var call struct {
		Item struct {
			Message struct{ Message string }
			Room    struct{ ID int64 }
		}
	}
	if err := json.NewDecoder(q.Body).Decode(&call); err != nil {
		return // cut off in the middle by the kill
	}
	if q.Header.Get("Webhook-Id") == "" {
		t.Error("a delivery without an id")
	}
	r.mu.Lock()
	r.arrived[call.Item.Room.ID] = append(r.arrived[call.Item.Room.ID], call.Item.Message.Message)
	open := r.open
	r.mu.Unlock()
	select {
	case r.moved <- struct{}{}:
	default:
	}
	select {
	case <-open:
	case <-q.Context().Done():
	}
}

// answer says whether calls are answered from now on; those that wait are, when it says yes.
func (r *receiver) answer(yes bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open != nil {
		select {
		case <-r.open:
		default:
			close(r.open)
		}
	}
	r.open = make(chan struct{})
	if yes {
		close(r.open)
	}
}

func (r *receiver) count() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, bodies := range r.arrived {
		n += len(bodies)
	}
	return n
}

// total is how many deliveries have arrived, each counted once.
func total(all []*receiver) (n int) {
	for _, r := range all {
		r.mu.Lock()
		for _, bodies := range r.arrived {
			n += len(once(bodies))
		}
		r.mu.Unlock()
	}
	return n
}

// check waits until as much has arrived as is owed, and fails the test unless it is that, in order.
func (r *receiver) check(t *testing.T, logs map[int64][]entry) {
	t.Helper()
	for room, log := range logs {
		owed := r.owed(room, log)
		for len(r.from(room)) < len(owed) && r.moves() {
		}
		if diff := cmp.Diff(owed, r.from(room)); diff != "" {
			t.Errorf("%s, from room %d (-owed +arrived):\n%s", r.name, room, diff)
		}
	}
}

// moves tells whether anything arrives.
func (r *receiver) moves() bool {
	select {
	case <-r.moved:
		return true
	case <-time.After(60 * time.Second):
		return false
	}
}

// owed are the bodies of a room's log that the receiver is owed.
func (r *receiver) owed(room int64, log []entry) (bodies []string) {
	if r.room != 0 && r.room != room {
		return nil
	}
	for _, e := range log {
		if slices.Contains(r.kinds, e.Kind) {
			bodies = append(bodies, e.Body)
		}
	}
	return bodies
}

// from is what has arrived from a room, without what came twice in a row.
func (r *receiver) from(room int64) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return once(r.arrived[room])
}
