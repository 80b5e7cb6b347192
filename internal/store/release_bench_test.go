package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// BenchmarkRelease resumes a webhook that is owed 200,000 deliveries of 1,000 bytes, and posts one message after another
// meanwhile: how long do they take?
func BenchmarkRelease(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkRelease(b, storetest.SQLite) })
	b.Run("PostgreSQL", func(b *testing.B) { benchmarkRelease(b, storetest.PostgreSQL) })
}

func benchmarkRelease(b *testing.B, url func(testing.TB) string) {
	s, ctx := storetest.Open(b, url(b)), b.Context()
	room := mustRoom(b, s, "Ops", 0)
	hook := mustWebhook(b, s, chat.Webhook{URL: "http://a.test/"})
	if _, err := s.PauseWebhook(ctx, hook.ID, "410", time.Now()); err != nil {
		b.Fatal(err)
	}
	for range 200 {
		a := said(room.ConversationID, 1, "much")
		for range 1000 {
			a.Owed = append(a.Owed, chat.Delivery{WebhookID: hook.ID, Payload: []byte(strings.Repeat("0123456789", 100))})
		}
		mustAppend(b, s, a)
	}
	var resumed, released time.Duration
	var waited []time.Duration
	for b.Loop() {
		over := make(chan error, 1)
		began := time.Now()
		go func() {
			err := s.ResumeWebhook(ctx, hook.ID, time.Now())
			resumed = time.Since(began)
			for more := true; more && err == nil; {
				piece := time.Now()
				more, err = s.ClearLeftover(ctx)
				time.Sleep(time.Since(piece)) // as who clears does
			}
			released = time.Since(began)
			over <- err
		}()
		for done := false; !done; {
			at := time.Now()
			mustAppend(b, s, said(room.ConversationID, 1, "meanwhile"))
			waited = append(waited, time.Since(at))
			select {
			case err := <-over:
				if err != nil {
					b.Fatal(err)
				}
				done = true
			default:
			}
		}
		if _, err := s.PauseWebhook(ctx, hook.ID, "410", time.Now()); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(waited)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(resumed.Seconds()*1000, "ms-resume")
	b.ReportMetric(released.Seconds(), "s-released")
	b.ReportMetric(waited[len(waited)*99/100].Seconds()*1000, "ms-post-p99")
	b.ReportMetric(waited[len(waited)-1].Seconds()*1000, "ms-post-longest")
}
