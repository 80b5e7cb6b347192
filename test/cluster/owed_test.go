package cluster_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// killWhoDelivers kills a node in the middle of a delivery. The others do not wait for the end of its claim.
func killWhoDelivers(t *testing.T, h *house, s *scene) {
	calls := make(chan time.Time, 10) // when they came: what a test waits for besides says nothing about them
	first := make(chan struct{}, 1)
	first <- struct{}{}
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server notices that its caller is gone when it reads
		calls <- time.Now()
		select {
		case <-first:
			<-r.Context().Done()
		default:
		}
	}))
	defer receiver.Close()
	room := s.newRoom(t, fmt.Sprintf("Owed %d", s.now()))
	var made json.RawMessage
	s.must(t, "POST", fmt.Sprintf("/v2/room/%d/webhook", room.id), fmt.Sprintf(`{"url":%q,"event":"room_message"}`, receiver.URL), &made)
	s.must(t, "POST", fmt.Sprintf("/api/conversations/%d/events", room.conversation), `{"body":"to be delivered","client_id":"owed"}`, &made)
	arrive(t, calls, "it is delivered for the first time")

	db, err := pgx.Connect(t.Context(), h.database.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	var address string
	var until int64
	err = db.QueryRow(t.Context(), `SELECT n.address, d.leased_until FROM delivery d JOIN node n ON n.id = d.holder WHERE d.room_id = $1`, room.id).Scan(&address, &until)
	if err != nil {
		t.Fatal(err)
	}
	killed := 0
	for killed < len(h.nodes)-1 && !strings.HasSuffix(h.nodes[killed].URL, address) {
		killed++
	}
	h.nodes[killed].Kill(t)
	s.until(t, after) // the others go on
	h.nodes[killed].Restart(t)
	if late := arrive(t, calls, "it is delivered again").Sub(time.UnixMicro(until)); late > 0 {
		t.Errorf("what a killed node had claimed came %s after the end of its claim", late)
	}
}

func arrive(t *testing.T, calls <-chan time.Time, what string) (came time.Time) {
	t.Helper()
	eventually(t, what, func() bool {
		select {
		case came = <-calls:
			return true
		default:
			return false
		}
	})
	return came
}
