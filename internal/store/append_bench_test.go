package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stoachat/stoa/internal/store/storetest"
)

// BenchmarkAppend measures durable appends of a 200-byte message to one of ten rooms, by the number of senders that
// each wait for their answer.
func BenchmarkAppend(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkAppend(b, storetest.SQLite) })
	b.Run("PostgreSQL", func(b *testing.B) { benchmarkAppend(b, storetest.PostgreSQL) })
}

func benchmarkAppend(b *testing.B, url func(testing.TB) string) {
	body := strings.Repeat("0123456789", 20)
	for _, senders := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			s := storetest.Open(b, url(b))
			var rooms []int64
			for i := range 10 {
				rooms = append(rooms, mustRoom(b, s, fmt.Sprint("room ", i), 0).ConversationID)
			}
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for range senders {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if _, err := s.Append(context.Background(), said(rooms[n%10], n, body)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
		})
	}
}
