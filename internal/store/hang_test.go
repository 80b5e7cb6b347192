package store_test

import (
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// A database whose processes are frozen keeps its connections and never answers.
func TestWhoAppendsToADatabaseThatHangsIsToldThatItIsAway(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "stoa-hang") // open to PostgreSQL's account, which the test's own directory is not
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	server := storetest.NewServer(t, dir)
	var failed atomic.Int64
	s := storetest.OpenWith(t, store.Config{URL: server.URL, Committed: func(_ int, _ time.Duration, err error) {
		if err != nil {
			failed.Add(1)
		}
	}}.WithHangLimit(time.Second))
	room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
	first := mustAppend(t, s, said(room.ConversationID, 1, "before"))

	const behind = store.MaxBatch // as many as there is room for
	answers := make(chan error)
	say := func(a chat.Append) {
		_, err := s.Append(t.Context(), a)
		answers <- err
	}
	go say(changes(first, 1, chat.ChangeEdit, func(*chat.Event) (bool, error) { // it is in the middle of its transaction
		for range behind {
			go say(said(room.ConversationID, 1, "meanwhile"))
		}
		s.WaitQueued(behind)
		server.Freeze(t)
		return true, nil
	}))
	for range behind + 1 {
		if err := <-answers; !errors.Is(err, chat.ErrAway) {
			t.Errorf("the answer is %v", err)
		}
	}
	if n := failed.Load(); n != 1 {
		t.Errorf("the database was waited for %d times, one after the other", n)
	}
	server.Thaw(t)
	for {
		_, err := s.Append(t.Context(), said(room.ConversationID, 1, "after"))
		if err == nil {
			break
		}
		wantErr(t, "while the database comes back", err, chat.ErrAway)
	}
	events, err := s.EventsAfter(t.Context(), room.ConversationID, 0, 2*behind)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d of the log has seq %d", i+1, e.Seq)
		}
	}
	if last := events[len(events)-1]; last.Body != "after" {
		t.Errorf("the log ends with %q", last.Body)
	}
}
