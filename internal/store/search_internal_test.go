package store

import (
	"fmt"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stoachat/stoa/internal/chat"
)

// TestSQLiteGathersNothingForAWordThatManySaid asks as the page does, which takes a whole word for a beginning as well.
func TestSQLiteGathersNothingForAWordThatManySaid(t *testing.T) {
	s := openAlone(t)
	if s == nil {
		return
	}
	const messages = 30_000
	user, err := s.CreateUser(t.Context(), chat.User{Name: "Ada", MentionName: "ada", Email: "ada@example.org"}, "")
	if err != nil {
		t.Fatal(err)
	}
	room, err := s.CreateRoom(t.Context(), chat.Room{Name: "Ops", OwnerID: user.ID}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := chat.SearchBatch{ConversationID: room.ConversationID, Seq: messages}
	for seq := range int64(messages) {
		b.Entries = append(b.Entries, chat.SearchEntry{ConversationID: room.ConversationID, Seq: seq + 1, Time: time.UnixMicro(1e15 + seq*1e6),
			Words: []string{[]string{"deploy", "deployed", "deploys"}[seq%3], "again"}})
	}
	if taken, err := s.IndexSearch(t.Context(), b); err != nil || !taken {
		t.Fatalf("taken: %v, %v", taken, err)
	}
	for _, part := range []chat.SearchPart{
		{Words: []string{"again"}, Prefix: true},
		{Words: []string{"deploy"}, Prefix: true},
		{Words: []string{"deploys", "aga"}, Prefix: true},
	} {
		t.Run(fmt.Sprint(part.Words), func(t *testing.T) {
			least := int64(1 << 40)
			for range 5 { // the first fill the cache
				used, _ := sqliteStatus(sqlite3.SQLITE_STATUS_MEMORY_USED)
				forgetMost(sqlite3.SQLITE_STATUS_MEMORY_USED)
				hits, err := s.Search(t.Context(), chat.SearchQuery{Reader: chat.Reader{UserID: user.ID}, Parts: []chat.SearchPart{part}, Limit: 21})
				if err != nil || len(hits) != 21 {
					t.Fatal(hits, err)
				}
				_, most := sqliteStatus(sqlite3.SQLITE_STATUS_MEMORY_USED)
				least = min(least, most-used)
			}
			if t.Logf("%d bytes", least); least > 128<<10 {
				t.Errorf("a page of what %d messages say takes %d bytes", messages, least)
			}
		})
	}
}

// forgetMost has SQLite begin anew with the most that it has had.
func forgetMost(counter int32) {
	tls := libc.NewTLS()
	defer tls.Close()
	var values [2]int64
	var where runtime.Pinner
	where.Pin(&values)
	defer where.Unpin()
	sqlite3.Xsqlite3_status64(tls, counter, uintptr(unsafe.Pointer(&values[0])), uintptr(unsafe.Pointer(&values[1])), 1)
}
