package store_test

import (
	"fmt"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// BenchmarkConversations lists what somebody in five hundred rooms is shown, of which each tenth or each one has something
// that they have not read.
func BenchmarkConversations(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkConversations(b, storetest.SQLite) })
	b.Run("PostgreSQL", func(b *testing.B) { benchmarkConversations(b, storetest.PostgreSQL) })
}

func benchmarkConversations(b *testing.B, url func(testing.TB) string) {
	const rooms, events, unread = 500, 400, 20
	ctx := b.Context()
	s := storetest.Open(b, url(b))
	reader := mustUser(b, s, "reader")
	for n := range rooms {
		room := mustRoom(b, s, fmt.Sprint("room ", n), 0)
		if _, err := s.JoinRoom(ctx, room.ID, reader.ID); err != nil {
			b.Fatal(err)
		}
	}
	err := s.Fill(ctx, fmt.Sprintf(`INSERT INTO event (conversation_id, seq, id, at, kind, user_id, client_id, mentioned, body, data)
		WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		SELECT conversation.id, i, 'e' || conversation.id || '-' || i, %d + i * 60000000, CASE WHEN i %% 2 = 0 THEN 'enter' ELSE 'message' END,
			7, '', CASE WHEN i %% 50 = 1 THEN ',*,' ELSE '' END, 'what somebody said, about as long as people write', '{}'
		FROM n, conversation`, events, born.UnixMicro()), fmt.Sprintf(`UPDATE conversation SET last_seq = %d`, events), `ANALYZE`)
	if err != nil {
		b.Fatal(err)
	}
	for _, each := range []int{10, 1} {
		err := s.Fill(ctx, fmt.Sprintf(`UPDATE reader SET read_seq = CASE WHEN conversation_id %% %d = 0 THEN %d ELSE %d END`, each, events-unread, events))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("one room in %d unread", each), func(b *testing.B) {
			fastest(b, func() error {
				list, err := s.Conversations(ctx, reader.ID)
				if err == nil && (len(list) != rooms || unreadOf(list) != rooms/each*unread/2) {
					b.Fatalf("%d rooms with %d unread", len(list), unreadOf(list))
				}
				return err
			})
		})
	}
}

func unreadOf(list []chat.Conversation) (n int) {
	for _, c := range list {
		n += int(c.Unread)
	}
	return n
}
