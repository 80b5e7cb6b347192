package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// claimIDs claims and answers the ids.
func claimIDs(t *testing.T, s *store.Store, now time.Time, limit int) []int64 {
	t.Helper()
	claimed, err := s.ClaimDeliveries(context.Background(), "a", now, time.Minute, limit, limit)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, d := range claimed {
		ids = append(ids, d.ID)
	}
	return ids
}

// settled notes how the one attempt ended. It answers chat.ErrNotFound when there is no such delivery.
func settled(s *store.Store, id int64, state chat.DeliveryState, status int, why string, next time.Time) error {
	d, err := s.Delivery(context.Background(), id)
	if err != nil {
		return err
	}
	ended := []chat.Settlement{{DeliveryID: id, Claim: d.Claim, State: state, Status: status, Error: why, Next: next, At: time.Now()}}
	if err := s.SettleDeliveries(context.Background(), ended); err != nil {
		return err
	}
	if ended[0].Gone {
		return chat.ErrNotFound
	}
	return nil
}

func TestOwedDeliveryIsReadAsItWasAppended(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room, hook := mustRoom(t, s, "Ops", 0), mustWebhook(t, s, chat.Webhook{})
		a := said(room.ConversationID, 1, "x")
		a.Owed = []chat.Delivery{{WebhookID: hook.ID, InstallationID: 2, RoomID: room.ID, ActorID: 1, UID: "0198-x", Payload: []byte(`{"a":1}`)}}
		e := mustAppend(t, s, a)
		want := a.Owed[0]
		want.ID, want.EventID, want.ConversationID, want.State = 1, e.ID, room.ConversationID, chat.DeliveryPending
		want.Created, want.NextAttempt, want.Since, want.Queue = e.Time, e.Time, e.Time, fmt.Sprintf("w%d", hook.ID)
		got, err := s.Delivery(t.Context(), 1)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		_, err = s.Delivery(t.Context(), 99)
		wantErr(t, "no such delivery", err, chat.ErrNotFound)
	})
}

func TestClaimsKeepTheOrderOfEachWebhook(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		room := mustRoom(t, s, "Ops", 0)
		a, b := mustWebhook(t, s, chat.Webhook{}), mustWebhook(t, s, chat.Webhook{})
		for range 3 {
			owe(t, s, room.ConversationID, a.ID, b.ID) // ids 1, 3, 5 for a and 2, 4, 6 for b
		}
		now := time.Now().Add(time.Second)
		finish := func(id int64, state chat.DeliveryState, next time.Time) {
			t.Helper()
			if err := settled(s, id, state, 500, "answered 500", next); err != nil {
				t.Fatal(err)
			}
		}
		want := func(what string, got, want []int64) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%s: claimed %v, want %v", what, got, want)
			}
		}
		want("not due yet", claimIDs(t, s, now.Add(-time.Hour), 10), nil)
		want("the limit", claimIDs(t, s, now, 1), []int64{1})
		want("one per webhook", claimIDs(t, s, now, 10), []int64{2})
		want("all leased", claimIDs(t, s, now, 10), nil)
		finish(1, chat.DeliveryPending, now.Add(10*time.Second))
		finish(2, chat.DeliveryDone, time.Time{})
		want("the retry holds back its queue", claimIDs(t, s, now, 10), []int64{4})
		want("the retry is due", claimIDs(t, s, now.Add(10*time.Second), 10), []int64{1})
		finish(1, chat.DeliveryFailed, time.Time{})
		want("the next after a failure", claimIDs(t, s, now.Add(10*time.Second), 10), []int64{3})
		want("leases run out", claimIDs(t, s, now.Add(time.Hour), 10), []int64{3, 4})
		if err := s.ClearLeases(ctx); err != nil {
			t.Fatal(err)
		}
		want("leases cleared", claimIDs(t, s, now, 10), []int64{3, 4})
		d, err := s.Delivery(ctx, 1)
		if err != nil || d.Attempts != 2 || d.State != chat.DeliveryFailed || d.LastStatus != 500 || d.LastError != "answered 500" {
			t.Errorf("delivery 1: %+v, %v", d, err)
		}
		list, err := s.Deliveries(ctx, chat.DeliveryFilter{WebhookID: a.ID, Limit: 2})
		if err != nil || len(list) != 2 || list[0].ID != 5 || list[1].ID != 3 {
			t.Errorf("newest of a: %+v, %v", list, err)
		}
		wantErr(t, "finish nothing", settled(s, 99, chat.DeliveryDone, 200, "", now), chat.ErrNotFound)
	})
}

func TestAttemptIsCountedBeforeTheCall(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		room, hook := mustRoom(t, s, "Ops", 0), mustWebhook(t, s, chat.Webhook{})
		owe(t, s, room.ConversationID, hook.ID)
		claimed, err := s.ClaimDeliveries(ctx, "a", time.Now().Add(time.Second), time.Minute, 10, 10)
		if err != nil || len(claimed) != 1 || claimed[0].Attempts != 1 {
			t.Fatalf("claimed %+v, %v", claimed, err)
		}
		if d, err := s.Delivery(ctx, claimed[0].ID); d.Attempts != 1 || err != nil {
			t.Errorf("%d attempts on disk, %v", d.Attempts, err)
		}
	})
}

func TestTwoClaimersNeverShareADelivery(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		const hooks, each = 5, 12
		nodes := []*store.Store{storetest.Open(t, url), storetest.Open(t, url)}
		room := mustRoom(t, nodes[0], "Ops", 0)
		var ids []int64
		for range hooks {
			ids = append(ids, mustWebhook(t, nodes[0], chat.Webhook{}).ID)
		}
		for range each {
			owe(t, nodes[0], room.ConversationID, ids...)
		}
		now := time.Now().Add(time.Second)
		var mu sync.Mutex
		done := make(map[int64][]int64) // by webhook
		var wg sync.WaitGroup
		for _, s := range nodes {
			wg.Go(func() {
				for range 2 * hooks * each {
					claimed, err := s.ClaimDeliveries(context.Background(), "a", now, time.Minute, 2, 2)
					if err != nil {
						t.Error(err)
					}
					for _, d := range claimed {
						mu.Lock()
						done[d.WebhookID] = append(done[d.WebhookID], d.ID)
						mu.Unlock()
						if d.Attempts != 1 {
							t.Errorf("delivery %d is at its attempt %d", d.ID, d.Attempts)
						}
						if err := settled(s, d.ID, chat.DeliveryDone, 200, "", now); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if got := done[id]; len(got) != each || !slices.IsSorted(got) {
				t.Errorf("webhook %d: %s", id, fmt.Sprint(len(got), got))
			}
		}
	})
}

func TestWhatADeadNodeHadClaimedIsDueAtOnce(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		ctx := t.Context()
		claim := func(node string) (ids []int64) {
			t.Helper()
			got, err := q.ClaimDeliveries(ctx, node, q.now, time.Minute, 10, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range got {
				ids = append(ids, d.ID)
			}
			return ids
		}
		one, two := q.owe(mustWebhook(t, q.Store, chat.Webhook{}))[0], int64(0)
		if got := claim("dead"); !slices.Equal(got, []int64{one}) {
			t.Fatalf("claimed %v", got)
		}
		two = q.owe(mustWebhook(t, q.Store, chat.Webhook{}))[0]
		if got := claim("alive"); !slices.Equal(got, []int64{two}) {
			t.Fatalf("claimed %v", got)
		}
		if n, err := q.ReleaseClaims(ctx, "dead"); n != 1 || err != nil {
			t.Fatalf("released %d, %v", n, err)
		}
		if got := claim("alive"); !slices.Equal(got, []int64{one}) {
			t.Errorf("then it claimed %v", got)
		}
		// The dead one was only frozen, and says how its call has ended.
		late := []chat.Settlement{{DeliveryID: one, Claim: 1, State: chat.DeliveryFailed, At: q.now}, {DeliveryID: two, Claim: 1, State: chat.DeliveryDone, At: q.now}}
		if err := q.SettleDeliveries(ctx, late); err != nil || !late[0].Gone || late[1].Gone {
			t.Errorf("%+v, %v", late, err)
		}
		if d, err := q.Delivery(ctx, one); err != nil || d.State != chat.DeliveryPending {
			t.Errorf("it has become %s, %v", d.State, err)
		}
		if got := claim("another"); got != nil {
			t.Errorf("%v can be claimed twice", got)
		}
		if err := q.SettleDeliveries(ctx, []chat.Settlement{{DeliveryID: one, Claim: 2, State: chat.DeliveryDone, At: q.now}}); err != nil {
			t.Fatal(err)
		}
		if d, err := q.Delivery(ctx, one); err != nil || d.State != chat.DeliveryDone || d.Attempts != 2 {
			t.Errorf("in the end it is %s after %d attempts, %v", d.State, d.Attempts, err)
		}
	})
}
