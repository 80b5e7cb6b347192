package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// What is done with deliveries that wait, or that are over, leaves out one of which that has just become untrue.
func TestWhatChangesMeanwhileIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		was, turns chat.DeliveryState
		do         func(s *store.Store, ctx context.Context, h chat.Webhook) error
	}{
		{"an add-on disabled when it took something", chat.DeliveryPending, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			return s.DisableInstallation(ctx, h.InstallationID, true, time.Now())
		}},
		{"a webhook paused then", chat.DeliveryPending, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			_, err := s.PauseWebhook(ctx, h.ID, "because", time.Now())
			return err
		}},
		{"an add-on enabled then", chat.DeliveryHeld, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			return s.DisableInstallation(ctx, h.InstallationID, false, time.Now())
		}},
		{"a webhook resumed then", chat.DeliveryHeld, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			return s.ResumeWebhook(ctx, h.ID, time.Now())
		}},
		{"the oldest skipped then", chat.DeliveryPending, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			n, err := s.SkipDeliveries(ctx, h.ID, false, "because", time.Now())
			return none(n, err)
		}},
		{"all skipped then", chat.DeliveryPending, chat.DeliveryDone, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			n, err := s.SkipDeliveries(ctx, h.ID, true, "because", time.Now())
			return none(n, err)
		}},
		{"queued again by somebody else", chat.DeliveryFailed, chat.DeliveryHeld, func(s *store.Store, ctx context.Context, h chat.Webhook) error {
			n, err := s.QueueAgain(ctx, chat.DeliveryFilter{WebhookID: h.ID}, time.Now())
			return none(n, err)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := storetest.PostgreSQL(t)
			s, ctx := storetest.Open(t, url), t.Context()
			room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
			in := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "1", Active: true})
			hook := mustWebhook(t, s, chat.Webhook{InstallationID: in.ID, Event: "room_message", URL: "http://a.test/"})
			owe(t, s, room.ConversationID, hook.ID)
			conn := connect(t, url)
			for _, statement := range []string{`UPDATE delivery SET state = '` + string(c.was) + `'`, `BEGIN; UPDATE delivery SET state = '` + string(c.turns) + `'`} {
				if _, err := conn.Exec(ctx, statement); err != nil {
					t.Fatal(err)
				}
			}
			did := make(chan error, 1)
			go func() { did <- c.do(s, ctx, hook) }()
			somebodyWaits(t, conn)
			if _, err := conn.Exec(ctx, `COMMIT`); err != nil {
				t.Fatal(err)
			}
			if err := <-did; err != nil {
				t.Fatal(err)
			}
			if got := statesOf(t, s, hook.ID); len(got) != 1 || got[0] != c.turns {
				t.Errorf("it is %v", got)
			}
		})
	}
}

// What changes of the first piece while it is waited for is left out, all of it as well as one: those behind it are still done.
func TestWhatChangesMeanwhileEndsNoPieces(t *testing.T) {
	t.Parallel()
	const behind = 5
	for _, c := range []struct {
		name string
		was  chat.DeliveryState
		do   func(s *store.Store, ctx context.Context, h chat.Webhook) (int64, error)
	}{
		{"skip", chat.DeliveryPending, func(s *store.Store, ctx context.Context, h chat.Webhook) (int64, error) {
			return s.SkipDeliveries(ctx, h.ID, true, "because", time.Now())
		}},
		{"queue again", chat.DeliveryFailed, func(s *store.Store, ctx context.Context, h chat.Webhook) (int64, error) {
			return s.QueueAgain(ctx, chat.DeliveryFilter{WebhookID: h.ID}, time.Now())
		}},
	} {
		for _, changed := range []int{1, store.AgainAtOnce} {
			t.Run(fmt.Sprintf("%s, %d", c.name, changed), func(t *testing.T) {
				t.Parallel()
				url := storetest.PostgreSQL(t)
				s, ctx := storetest.Open(t, url), t.Context()
				room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
				hook := mustWebhook(t, s, chat.Webhook{Event: "room_message", URL: "http://a.test/"})
				a := said(room.ConversationID, 1, "hook me")
				for range store.AgainAtOnce + behind {
					a.Owed = append(a.Owed, chat.Delivery{WebhookID: hook.ID, Payload: []byte("{}")})
				}
				mustAppend(t, s, a)
				conn := connect(t, url)
				for _, statement := range []string{
					`UPDATE delivery SET state = '` + string(c.was) + `'`,
					fmt.Sprintf(`BEGIN; UPDATE delivery SET state = 'elsewhere' WHERE id IN (SELECT id FROM delivery ORDER BY id LIMIT %d)`, changed),
				} {
					if _, err := conn.Exec(ctx, statement); err != nil {
						t.Fatal(err)
					}
				}
				type answer struct {
					n   int64
					err error
				}
				did := make(chan answer, 1)
				go func() {
					n, err := c.do(s, ctx, hook)
					did <- answer{n, err}
				}()
				somebodyWaits(t, conn)
				if _, err := conn.Exec(ctx, `COMMIT`); err != nil {
					t.Fatal(err)
				}
				if got, want := <-did, int64(store.AgainAtOnce+behind-changed); got.err != nil || got.n != want {
					t.Errorf("%d, want %d; %v", got.n, want, got.err)
				}
			})
		}
	}
}

// none is an error when there were some.
func none(n int64, err error) error {
	if err == nil && n != 0 {
		return fmt.Errorf("%d deliveries", n)
	}
	return err
}
