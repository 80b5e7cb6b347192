package webhook

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// slowly is a database that takes a second to say who listens.
type slowly struct {
	Registrations
	mu   sync.Mutex
	asks int
}

func (s *slowly) Installations(context.Context, chat.InstallationFilter) ([]chat.Installation, error) {
	return nil, nil
}

func (s *slowly) Webhooks(context.Context, chat.WebhookFilter) ([]chat.Webhook, error) {
	s.mu.Lock()
	s.asks++
	s.mu.Unlock()
	time.Sleep(time.Second)
	return []chat.Webhook{{Name: "one", Event: "room_message", RoomID: 1}}, nil
}

// A node that does not hear the others believes no list that it has kept. Those who post meanwhile do not wait for each other's.
func TestManyWhoPostWhileOtherNodesAreNotHeardShareOneReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store slowly
		r := NewRegistry(&store, slog.New(slog.DiscardHandler))
		r.heard = func() bool { return false }
		var posting sync.WaitGroup
		for range 100 {
			posting.Go(func() {
				if got := matched(t, r, 1, "room_message", ""); got != "one" {
					t.Errorf("%q is to hear of it", got)
				}
			})
		}
		posting.Wait()
		if store.asks > 2 {
			t.Errorf("a hundred who posted at once had the list read %d times", store.asks)
		}
	})
}
