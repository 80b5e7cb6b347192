package store_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// born is when the rooms of these benchmarks begin; they have an event a minute.
var born = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// minute is the moment of an event.
func minute(seq int64) time.Time { return born.Add(time.Duration(seq) * time.Minute) }

// fill makes a room of that many events. Of every ten, five are people who come and go; in the fifth and in the last
// tenth of its life nobody says anything, they only come and go.
func fill(b testing.TB, s *store.Store, events int64) chat.Room {
	b.Helper()
	room := mustRoom(b, s, fmt.Sprint("room of ", events), 0)
	reader := mustUser(b, s, fmt.Sprint("reader", events))
	if _, err := s.JoinRoom(context.Background(), room.ID, reader.ID); err != nil {
		b.Fatal(err)
	}
	tenth := events / 10
	err := s.Fill(context.Background(), fmt.Sprintf(`INSERT INTO event
		(conversation_id, seq, id, at, kind, user_id, client_id, mentioned, body, data)
		WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < %[2]d)
		SELECT %[1]d, i, 'e%[1]d-' || i, %[3]d + i * 60000000,
			CASE WHEN i / %[4]d IN (4, 9, 10) OR i %% 2 = 0 THEN 'enter' WHEN i %% 50 = 1 THEN 'topic'
				WHEN i %% 10 = 3 THEN 'notification' ELSE 'message' END,
			%[5]d, '', '', 'what somebody said, about as long as people write', '{"sender":"Ada","format":"text"}'
		FROM n`, room.ConversationID, events, born.UnixMicro(), tenth, 1<<40),
		fmt.Sprintf(`UPDATE conversation SET last_seq = %d WHERE id = %d`, events, room.ConversationID),
		`ANALYZE`)
	if err != nil {
		b.Fatal(err)
	}
	return room
}

// historyQueries are the pages that must not cost more in an old room than in a young one.
func historyQueries(conversationID, events int64) map[string]chat.HistoryQuery {
	place := func(seq int64) chat.Position { return chat.Position{Time: minute(seq), Seq: seq} }
	all := map[string]chat.HistoryQuery{
		"latest":             {Limit: 75},
		"date=now":           {Until: minute(events + 1), Limit: 101},
		"date=middle":        {Until: minute(events / 2), Limit: 101},
		"date=oldest":        {Until: minute(events / 100), Limit: 101},
		"end-date":           {Since: minute(events/2 - 200), Until: minute(events / 2), Limit: 101},
		"quiet window":       {Since: minute(events*45/100 - 50), Until: minute(events * 45 / 100), Limit: 101},
		"not-before":         {NotBefore: place(events*9/10 - 200), Limit: 75},
		"cursor far back":    {Until: minute(events), NotAfter: place(events / 20), Limit: 101},
		"v1 day":             {Kinds: []chat.Kind{chat.KindMessage, chat.KindNotification}, Since: minute(events / 2), Until: minute(events/2 + 1440), Limit: 10_000},
		"v1 recent":          {Kinds: []chat.Kind{chat.KindMessage, chat.KindNotification}, Limit: 75},
		"start-index=1000":   {Until: minute(events), Offset: 1000, Limit: 101},
		"start-index in 35%": {Until: minute(events), Offset: int(events * 35 / 100), Limit: 101},
	}
	for name, q := range all {
		q.ConversationID = conversationID
		all[name] = q
	}
	return all
}

// BenchmarkHistory reads pages of a young room and of one with a million events, half of them people who come and go.
func BenchmarkHistory(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkHistory(b, storetest.SQLite) })
	b.Run("PostgreSQL", func(b *testing.B) { benchmarkHistory(b, storetest.PostgreSQL) })
}

func benchmarkHistory(b *testing.B, url func(testing.TB) string) {
	ctx := context.Background()
	s := storetest.Open(b, url(b))
	for _, events := range []int64{10_000, 1_000_000} {
		room := fill(b, s, events)
		for name, q := range historyQueries(room.ConversationID, events) {
			b.Run(fmt.Sprintf("%s/events=%d", name, events), func(b *testing.B) {
				fastest(b, func() error { _, err := s.History(ctx, q); return err })
			})
		}
		b.Run(fmt.Sprintf("how much is older than its half/events=%d", events), func(b *testing.B) {
			fastest(b, func() error {
				_, err := s.CountHistory(ctx, minute(events/2), chat.Logs{RoomID: room.ID})
				return err
			})
		})
		reader, err := s.Joined(ctx, room.ID)
		if err != nil {
			b.Fatal(err)
		}
		for name, seq := range map[string]int64{"unread from the beginning": 0, "unread in silence": events * 9 / 10} {
			if err := s.MarkRead(ctx, reader[0], room.ConversationID, seq); err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%s/events=%d", name, events), func(b *testing.B) {
				fastest(b, func() error { _, err := s.Conversation(ctx, reader[0], room.ConversationID); return err })
			})
		}
	}
}

// fastest reports beside the mean how long the fastest read took: on a machine with other work that is the figure to
// compare.
func fastest(b *testing.B, read func() error) {
	best := time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		if err := read(); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(best)/1e3, "fastest-µs")
}
