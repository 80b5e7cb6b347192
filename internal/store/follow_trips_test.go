package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestWhatFollowsPostsIsWrittenForAllOfThemAtOnce counts what PostgreSQL is asked for fifty posts after they were said.
func TestWhatFollowsPostsIsWrittenForAllOfThemAtOnce(t *testing.T) {
	t.Parallel()
	url, wire := storetest.Tap(t, storetest.PostgreSQL(t))
	s := storetest.Open(t, url)
	room := mustRoom(t, s, "Ops", 0)
	const posts = 50
	entries := func(after int64) (b chat.SearchBatch) {
		b = chat.SearchBatch{ConversationID: room.ConversationID, After: after, Seq: after + posts}
		for n := range int64(posts) {
			b.Entries = append(b.Entries, chat.SearchEntry{
				ConversationID: room.ConversationID, Seq: after + n + 1, Time: time.Unix(after, 1000*n), Words: []string{"word", fmt.Sprint(n)},
			})
		}
		return b
	}
	calls := make([]chat.Call, posts)
	for i := range calls {
		calls[i] = chat.Call{At: time.Unix(0, 0), Method: "POST", Path: "/v2/", RequestHeader: map[string][]string{"A": {"b"}}}
	}
	for _, tt := range []struct {
		name       string
		do         func(round int64) error
		statements int
	}{
		{"the search", func(round int64) error {
			taken, err := s.IndexSearch(t.Context(), entries(1+round*posts))
			if err == nil && !taken && round > 0 {
				err = fmt.Errorf("round %d was not taken", round)
			}
			return err
		}, 4}, // BEGIN, the cursor, the entries, COMMIT
		{"the log of calls", func(round int64) error { return s.AddCalls(t.Context(), calls[round:]) }, 1},
	} {
		if _, err := s.IndexSearch(t.Context(), chat.SearchBatch{ConversationID: room.ConversationID, Seq: 1}); err != nil {
			t.Fatal(err)
		}
		for round := range int64(2) { // the first prepares the statements
			wire.Taken()
			if err := tt.do(round); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		if statements, trips := wire.Taken(); len(statements) != tt.statements || trips != tt.statements {
			t.Errorf("%s took %d statements in %d round trips, want %d:\n%s", tt.name, len(statements), trips, tt.statements,
				strings.Join(statements, "\n"))
		}
	}
}
