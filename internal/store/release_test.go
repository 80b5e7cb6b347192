package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// releases is a store in which one of two webhooks that share a queue is owed more than one transaction releases, all of
// it held.
type releases struct {
	*queues
	url         string
	in          chat.Installation
	hook, other chat.Webhook
	ids         []int64 // what is held, the oldest first
	rings       int
}

const manyHeld = 2*store.AgainAtOnce + 3

func newReleases(t *testing.T, url string) *releases {
	t.Helper()
	r := &releases{url: url}
	s, err := store.Open(t.Context(), store.Config{URL: url, Left: func() { r.rings++ }})
	if err != nil {
		t.Fatal(err)
	}
	r.queues = &queues{Store: s, t: t, now: time.Now().Add(time.Minute)}
	t.Cleanup(func() { _ = r.Close() })
	r.room = mustRoom(t, s, "Ops", 0)
	r.in = mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", RoomID: r.room.ID, OAuthID: "1", Active: true})
	r.hook = mustWebhook(t, s, chat.Webhook{InstallationID: r.in.ID, RoomID: r.room.ID, URL: "http://a.test/1"})
	r.other = mustWebhook(t, s, chat.Webhook{InstallationID: r.in.ID, RoomID: r.room.ID, URL: "http://a.test/2"})
	r.pause()
	a := said(r.room.ConversationID, 1, "much")
	for range manyHeld {
		a.Owed = append(a.Owed, chat.Delivery{WebhookID: r.hook.ID, InstallationID: r.in.ID, Payload: []byte("{}")})
	}
	mustAppend(t, s, a)
	for _, d := range r.all(chat.DeliveryFilter{Limit: manyHeld}) {
		r.ids = append(r.ids, d.ID)
	}
	slices.Reverse(r.ids)
	return r
}

func (r *releases) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *releases) pause() {
	r.t.Helper()
	_, err := r.PauseWebhook(r.t.Context(), r.hook.ID, "410", r.now)
	r.must(err)
}

func (r *releases) resume() {
	r.t.Helper()
	r.must(r.ResumeWebhook(r.t.Context(), r.hook.ID, r.now))
}

func (r *releases) piece() {
	r.t.Helper()
	if more, err := r.ClearLeftover(r.t.Context()); !more || err != nil {
		r.t.Fatalf("a piece: %t, %v", more, err)
	}
}

// clear does all pieces that there are, and finds nothing left.
func (r *releases) clear() {
	r.t.Helper()
	r.must(clearAll(r.t.Context(), r.Store))
	if left := rowsLeft(r.t, r.Store, "leftover"); left["leftover"] != "0" {
		r.t.Errorf("left: %v", left)
	}
}

// take has so many of what was held be taken, from the one that is claimed on.
func (r *releases) take(from, to int) {
	r.t.Helper()
	r.claimed("the next", r.ids[from])
	r.must(r.Fill(r.t.Context(), fmt.Sprintf(`UPDATE delivery SET state = 'done', leased_until = 0
		WHERE state = 'pending' AND id BETWEEN %d AND %d`, r.ids[from], r.ids[to-1])))
}

func (r *releases) backlog(when string, pending, held int64) {
	r.t.Helper()
	b, err := r.Backlogs(r.t.Context(), []int64{r.hook.ID})
	if got := b[r.hook.ID]; err != nil || got.Pending != pending || got.Held != held {
		r.t.Errorf("%s: %+v, %v", when, got, err)
	}
}

// What happens while what is held is released piece by piece changes neither that all of it is sent once nor in which order.
func TestWhatIsHeldIsReleasedPieceByPiece(t *testing.T) {
	t.Parallel()
	const first = store.AgainAtOnce
	for _, c := range []struct {
		name string
		do   func(r *releases, ctx context.Context)
	}{
		{"nothing", func(r *releases, ctx context.Context) {}},
		{"resumed again", func(r *releases, ctx context.Context) {
			r.resume()
			r.backlog("another piece at once", 2*first-500, manyHeld-2*first)
		}},
		{"paused and resumed", func(r *releases, ctx context.Context) {
			r.pause()
			r.backlog("paused", 0, manyHeld-500)
			r.clear()
			r.backlog("nothing is released", 0, manyHeld-500)
			r.resume()
		}},
		{"paused and resumed before the next piece", func(r *releases, ctx context.Context) { r.pause(); r.resume() }},
		{"disabled and enabled", func(r *releases, ctx context.Context) {
			r.must(r.DisableInstallation(ctx, r.in.ID, true, r.now))
			r.backlog("disabled", 0, manyHeld-500)
			r.clear()
			r.resume()
			r.backlog("nothing is released", 0, manyHeld-500)
			r.must(r.DisableInstallation(ctx, r.in.ID, false, r.now))
		}},
		{"the server stops", func(r *releases, ctx context.Context) {
			r.must(r.Close())
			r.Store = storetest.Open(r.t, r.url)
		}},
		{"what is old is deleted", func(r *releases, ctx context.Context) {
			later := time.Now().Add(time.Hour)
			r.must(r.DeleteDeliveries(ctx, time.Time{}, later))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, url string) {
				r := newReleases(t, url)
				r.resume()
				r.backlog("a first piece", first, manyHeld-first)
				if f, err := r.QueueFacts(t.Context()); err != nil || f.Leftover != 0 || r.rings != 1 {
					t.Errorf("%d are being deleted, %d rings, %v", f.Leftover, r.rings, err)
				}
				r.take(0, 500)
				c.do(r, t.Context())
				r.piece()
				r.clear()
				r.backlog("in the end", manyHeld-500, 0)
				r.take(500, manyHeld)
				if done := r.all(chat.DeliveryFilter{State: chat.DeliveryDone, Limit: manyHeld + 1}); len(done) != manyHeld {
					t.Errorf("%d of %d were taken", len(done), manyHeld)
				}
			})
		})
	}
}

// A deleted room's webhook is sent what was being released, also when the first piece of that has been taken already.
func TestWhatIsReleasedIsStillOwedWhenTheRoomIsDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		r := newReleases(t, url)
		r.resume()
		r.take(0, store.AgainAtOnce)
		r.must(r.DeleteRoom(t.Context(), r.room.ID, nil))
		if leaving, err := r.Leaving(t.Context()); err != nil || len(leaving) != 0 {
			t.Errorf("the add-on is told although it is owed something: %+v, %v", leaving, err)
		}
		r.clear()
		r.backlog("in the end", manyHeld-store.AgainAtOnce, 0)
		r.take(store.AgainAtOnce, manyHeld)
		if leaving, err := r.Leaving(t.Context()); err != nil || len(leaving) != 1 {
			t.Errorf("it is told of the end: %+v, %v", leaving, err)
		}
	})
}

// What is said meanwhile waits behind what is held, also what another webhook is owed in the same queue.
func TestWhatIsNewDoesNotOvertakeWhatIsReleased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		r := newReleases(t, url)
		before := r.owe(r.other)[0] // in the queue already
		elsewhere := mustWebhook(t, r.Store, chat.Webhook{InstallationID: r.in.ID, URL: "http://b.test/"})
		r.resume()
		r.take(0, store.AgainAtOnce)
		during := r.owe(r.hook)[0]
		r.claimed("the first piece has been taken")
		if err := r.QueueOneAgain(t.Context(), r.ids[0], r.now); err != nil {
			t.Fatal(err)
		}
		theirs := r.owe(elsewhere)[0]
		r.claimed("what is made again stands beside, and others do", r.ids[0], theirs)
		r.settle(r.ids[0], chat.DeliveryDone)
		r.settle(theirs, chat.DeliveryDone)
		r.clear()
		r.take(store.AgainAtOnce, manyHeld)
		for _, id := range []int64{before, during} {
			r.claimed("in order", id)
			r.settle(id, chat.DeliveryDone)
		}
	})
}

// What was noted as held by somebody who had not heard that the webhook is resumed is found and sent.
func TestAStragglerIsReleased(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook, paused := mustWebhook(t, q.Store, chat.Webhook{}), mustWebhook(t, q.Store, chat.Webhook{})
		first, second := q.owe(hook, paused)[0], q.owe(hook)[0]
		if _, err := q.PauseWebhook(t.Context(), paused.ID, "410", q.now); err != nil {
			t.Fatal(err)
		}
		q.claimed("the first", first)
		if err := q.SettleDeliveries(t.Context(), []chat.Settlement{{DeliveryID: first, Claim: 1, State: chat.DeliveryHeld, At: q.now}}); err != nil {
			t.Fatal(err)
		}
		if err := clearAll(t.Context(), q.Store); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{first, second} {
			q.claimed("in order, and nothing of what is paused", id)
			q.settle(id, chat.DeliveryDone)
		}
	})
}

// What was held beside its webhook's queue stands in it afterwards, at its place.
func TestWhatIsReleasedStandsInOneQueue(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{})
		again := q.owe(hook)[0]
		q.settle(again, chat.DeliveryDone)
		if _, err := q.PauseWebhook(t.Context(), hook.ID, "410", q.now); err != nil {
			t.Fatal(err)
		}
		if err := q.QueueOneAgain(t.Context(), again, q.now); err != nil {
			t.Fatal(err)
		}
		ids := []int64{again, q.owe(hook)[0]}
		if err := q.ResumeWebhook(t.Context(), hook.ID, q.now); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			q.claimed("one at a time", id)
			q.settle(id, chat.DeliveryDone)
		}
	})
}

// What was committed in the moment in which an add-on was disabled waits for its next attempt, and not any longer than until
// the add-on is enabled.
func TestWhatADisabledAddonMissedJustThenIsDueWhenItIsEnabled(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		in := mustInstallation(t, q.Store, chat.Installation{Key: "k", Name: "K", OAuthID: "1", Active: true})
		hook := mustWebhook(t, q.Store, chat.Webhook{InstallationID: in.ID, URL: "http://a.test/"})
		if err := q.DisableInstallation(t.Context(), in.ID, true, q.now); err != nil {
			t.Fatal(err)
		}
		id := q.owe(hook)[0]
		q.claimed("by somebody who had not heard of it", id)
		ended := []chat.Settlement{{DeliveryID: id, Claim: 1, State: chat.DeliveryPending, Next: q.now.Add(time.Minute)}}
		if err := q.SettleDeliveries(t.Context(), ended); err != nil {
			t.Fatal(err)
		}
		q.claimed("it waits")
		if err := q.DisableInstallation(t.Context(), in.ID, false, q.now); err != nil {
			t.Fatal(err)
		}
		q.claimed("enabled", id)
	})
}

// What stands in the queue does not wait for what will not be sent.
func TestWhatStaysHeldKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(r *releases, ctx context.Context)
	}{
		{"paused", func(r *releases, ctx context.Context) { r.pause() }},
		{"deleted", func(r *releases, ctx context.Context) { r.must(r.DeleteWebhook(ctx, r.hook.ID)) }},
		{"skipped", func(r *releases, ctx context.Context) {
			_, err := r.SkipDeliveries(ctx, r.hook.ID, true, "enough", r.now)
			r.must(err)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, url string) {
				r := newReleases(t, url)
				r.resume()
				r.take(0, store.AgainAtOnce)
				theirs := r.owe(r.other)[0]
				c.do(r, t.Context())
				r.claimed("at once", theirs)
				r.clear()
			})
		})
	}
}

// A piece waits for who is about to pause a webhook, or to disable its add-on, and releases nothing then.
func TestNothingIsReleasedThatHasJustToStay(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{`UPDATE webhook SET paused = 'because'`, `UPDATE installation SET disabled = TRUE`} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			r := newReleases(t, storetest.PostgreSQL(t))
			r.resume()
			conn := connect(t, r.url)
			if _, err := conn.Exec(t.Context(), `BEGIN; `+statement); err != nil {
				t.Fatal(err)
			}
			cleared := make(chan error, 1)
			go func() {
				_, err := r.ClearLeftover(t.Context())
				cleared <- err
			}()
			somebodyWaits(t, conn)
			if _, err := conn.Exec(t.Context(), `COMMIT`); err != nil {
				t.Fatal(err)
			}
			r.must(<-cleared)
			r.backlog("left as it is", store.AgainAtOnce, manyHeld-store.AgainAtOnce)
		})
	}
}
