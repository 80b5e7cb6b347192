package cluster_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/stoachat/stoa/test/cluster/history"
)

// receiver is where one queue of deliveries leads to.
type receiver struct {
	name   string
	room   *room
	kinds  []string
	server *httptest.Server

	mu      sync.Mutex
	arrived []history.Arrival
	bodies  map[string]bool
}

// addReceivers installs an add-on in the first room and registers a person's webhook in the second.
func (s *scene) addReceivers(t *testing.T) {
	t.Helper()
	addon := s.newReceiver("the add-on", s.rooms[0], "message", "notification")
	where := fmt.Sprintf(`,"room":%d`, addon.room.id)
	var preview struct{ Preview string }
	s.must(t, "POST", "/api/installations/preview", fmt.Sprintf(`{"url":%q%s}`, addon.server.URL, where), &preview)
	var made json.RawMessage
	s.must(t, "POST", "/api/installations", fmt.Sprintf(`{"preview":%q%s}`, preview.Preview, where), &made)
	person := s.newReceiver("the person's webhook", s.rooms[1], "notification")
	s.must(t, "POST", fmt.Sprintf("/v2/room/%d/webhook", person.room.id), fmt.Sprintf(`{"url":"%s/hook","event":"room_notification"}`, person.server.URL), &made)
}

func (s *scene) newReceiver(name string, at *room, kinds ...string) *receiver {
	r := &receiver{name: name, room: at, kinds: kinds, bodies: map[string]bool{}}
	mux := http.NewServeMux()
	r.server = httptest.NewServer(mux)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"key":"judge","name":"Judge","description":"d","links":{"self":"%[1]s"},"capabilities":{"installable":{"callbackUrl":"%[1]s/cb"},
			"webhook":[{"url":"%[1]s/hook","event":"room_message"},{"url":"%[1]s/hook","event":"room_notification"}]}}`, r.server.URL)
	})
	mux.HandleFunc("POST /cb", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /hook", r.take)
	s.receivers = append(s.receivers, r)
	return r
}

// take notes a delivery. One that is cut off in the middle is none.
func (r *receiver) take(w http.ResponseWriter, q *http.Request) {
	var call struct {
		Item struct{ Message struct{ Message string } }
	}
	if err := json.NewDecoder(q.Body).Decode(&call); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.arrived = append(r.arrived, history.Arrival{ID: q.Header.Get("Webhook-Id"), Body: call.Item.Message.Message})
	r.bodies[call.Item.Message.Message] = true
}

// has tells whether everything has arrived that the receiver is owed of a log.
func (r *receiver) has(log []history.Event) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, e := range log {
		if slices.Contains(r.kinds, e.Kind) {
			n++
		}
	}
	return len(r.bodies) >= n
}

func (r *receiver) queue() history.Queue {
	r.mu.Lock()
	defer r.mu.Unlock()
	return history.Queue{Receiver: r.name, Conversation: r.room.conversation, Kinds: r.kinds, Arrivals: r.arrived}
}
