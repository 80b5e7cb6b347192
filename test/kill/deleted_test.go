package kill_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// TestWhatADeletedRoomOwesSurvivesAKilledServer kills the server after it has deleted a room whose add-on cannot be
// reached. Started again, it sends the room's last message and its end, and then the add-on's removal.
func TestWhatADeletedRoomOwesSurvivesAKilledServer(t *testing.T) {
	binary := process.Build(t)
	storetest.Each(t, func(t *testing.T, url string) {
		c := process.Config{Binary: binary}
		if strings.HasPrefix(url, "postgres") {
			c.Database = url
		}
		s := process.Start(t, c)
		l := newLoad(t, s)
		room := fmt.Sprint(l.rooms[0].id)
		calls, up := make(chan string, 100), atomic.Bool{}
		addon := newAddon(t, calls, &up)
		var preview struct{ Preview string }
		l.ask(t, "POST", "/api/installations/preview", fmt.Sprintf(`{"url":%q,"room":%s}`, addon.URL, room), &preview)
		var installed json.RawMessage
		l.ask(t, "POST", "/api/installations", fmt.Sprintf(`{"preview":%q,"room":%s}`, preview.Preview, room), &installed)
		if !l.post(s.URL+"/v2/room/"+room+"/notification", l.rooms[0].token, "the last word") {
			t.Fatal("not posted")
		}
		if await(t, calls) != "refused" {
			t.Fatal("the add-on was reached")
		}
		l.delete(t, "/v2/room/"+room)
		s.Kill(t)
		up.Store(true)
		s.Restart(t)
		var told []string
		for len(told) < 3 {
			if got := await(t, calls); got != "refused" { // from before
				told = append(told, got)
			}
		}
		slices.Sort(told[:2]) // each webhook has a queue of its own
		if diff := cmp.Diff([]string{"room_deleted", "room_notification", "removed"}, told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// newAddon serves an add-on with one webhook for each of two events at the same address. It tells what it is sent, and
// refuses while it is not up.
func newAddon(t *testing.T, calls chan<- string, up *atomic.Bool) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"key":"last","name":"Last","description":"d","links":{"self":"%[1]s"},"capabilities":{"installable":{"callbackUrl":"%[1]s/cb"},
			"webhook":[{"url":"%[1]s/hook","event":"room_notification"},{"url":"%[1]s/hook","event":"room_deleted"}]}}`, s.URL)
	})
	mux.HandleFunc("POST /cb", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("DELETE /cb/{id}", func(http.ResponseWriter, *http.Request) { calls <- "removed" })
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, r *http.Request) {
		var call struct{ Event string }
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil || !up.Load() {
			calls <- "refused"
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		calls <- call.Event
	})
	return s
}

func await(t *testing.T, calls <-chan string) string {
	t.Helper()
	select {
	case got := <-calls:
		return got
	case <-time.After(60 * time.Second):
		t.Fatal("nothing was sent")
		panic("unreachable")
	}
}

func (l *load) delete(t *testing.T, path string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, l.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+l.server.Admin)
	res, err := l.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE %s: %d", path, res.StatusCode)
	}
}
