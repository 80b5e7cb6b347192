package store_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// queues is a store with a room, in which a test speaks to webhooks.
type queues struct {
	*store.Store
	t    *testing.T
	room chat.Room
	now  time.Time
}

func eachQueues(t *testing.T, f func(t *testing.T, q *queues)) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		q := &queues{Store: storetest.Open(t, url), t: t, now: time.Now().Add(time.Minute)}
		q.room = mustRoom(t, q.Store, "Ops", 0)
		f(t, q)
	})
}

// owe makes a delivery for each of the webhooks and answers their ids.
func (q *queues) owe(hooks ...chat.Webhook) []int64 {
	q.t.Helper()
	var before int64
	if list := q.all(chat.DeliveryFilter{Limit: 1}); len(list) > 0 {
		before = list[0].ID
	}
	var to []int64
	for _, h := range hooks {
		to = append(to, h.ID)
	}
	owe(q.t, q.Store, q.room.ConversationID, to...)
	var ids []int64
	for _, d := range q.all(chat.DeliveryFilter{Limit: len(hooks)}) {
		if d.ID > before {
			ids = append(ids, d.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func (q *queues) all(f chat.DeliveryFilter) []chat.Delivery {
	q.t.Helper()
	list, err := q.Deliveries(context.Background(), f)
	if err != nil {
		q.t.Fatal(err)
	}
	return list
}

func (q *queues) settle(id int64, state chat.DeliveryState) {
	q.t.Helper()
	if err := settled(q.Store, id, state, 500, "", q.now); err != nil {
		q.t.Fatal(err)
	}
}

// claimed checks what is claimed now.
func (q *queues) claimed(what string, want ...int64) {
	q.t.Helper()
	if got := claimIDs(q.t, q.Store, q.now, 100); !slices.Equal(got, want) {
		q.t.Errorf("%s: claimed %v, want %v", what, got, want)
	}
}

func TestOneInstallationsDeliveriesToOneHostShareAQueue(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		a := mustWebhook(t, q.Store, chat.Webhook{InstallationID: 7, URL: "https://One.example/a?x=1"})
		b := mustWebhook(t, q.Store, chat.Webhook{InstallationID: 7, URL: "https://one.example/b"})
		other := mustWebhook(t, q.Store, chat.Webhook{InstallationID: 7, URL: "https://two.example/"})
		another := mustWebhook(t, q.Store, chat.Webhook{InstallationID: 8, URL: "https://one.example/"})
		mine, yours := mustWebhook(t, q.Store, chat.Webhook{URL: "https://one.example/"}), mustWebhook(t, q.Store, chat.Webhook{URL: "https://one.example/"})
		ids := q.owe(b, a, other, another, mine, yours)
		q.claimed("the second of the shared queue waits", ids[0], ids[2], ids[3], ids[4], ids[5])
		q.settle(ids[0], chat.DeliveryDone)
		q.claimed("its turn", ids[1])
	})
}

func TestDeliveryThatIsSetAsideNoLongerHoldsBackItsQueue(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{})
		first, second := q.owe(hook)[0], q.owe(hook)[0]
		q.claimed("the first", first)
		aside := []chat.Settlement{{DeliveryID: first, Claim: 1, State: chat.DeliveryPending, Next: q.now.Add(time.Hour), Aside: true}}
		if err := q.SettleDeliveries(t.Context(), aside); err != nil {
			t.Fatal(err)
		}
		q.claimed("the queue goes on", second)
		backlogs, err := q.Backlogs(t.Context(), []int64{hook.ID})
		if b := backlogs[hook.ID]; err != nil || b.Pending != 2 || b.Aside != 1 || b.Oldest.IsZero() {
			t.Errorf("%+v, %v", b, err)
		}
		if n, oldest, err := q.AsideOf(t.Context(), hook.ID); n != 1 || oldest.IsZero() || err != nil {
			t.Errorf("%d aside since %v, %v", n, oldest, err)
		}
	})
}

func TestMuchThatIsOwedIsHeldAndGivenUpPieceByPiece(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook, other := mustWebhook(t, q.Store, chat.Webhook{}), mustWebhook(t, q.Store, chat.Webhook{})
		a := said(q.room.ConversationID, 1, "much")
		for range 2500 {
			a.Owed = append(a.Owed, chat.Delivery{WebhookID: hook.ID, Payload: []byte("{}")})
		}
		a.Owed = append(a.Owed, chat.Delivery{WebhookID: other.ID, Payload: []byte("{}")})
		mustAppend(t, q.Store, a)
		want := func(when string, pending, held int64) {
			t.Helper()
			b, err := q.Backlogs(t.Context(), []int64{hook.ID, other.ID})
			if got := b[hook.ID]; err != nil || got.Pending != pending || got.Held != held || b[other.ID].Pending != 1 {
				t.Errorf("%s: %+v, %v", when, b, err)
			}
		}
		if _, err := q.PauseWebhook(t.Context(), hook.ID, "410", q.now); err != nil {
			t.Fatal(err)
		}
		want("paused", 0, 2500)
		if err := q.ResumeWebhook(t.Context(), hook.ID, q.now); err != nil {
			t.Fatal(err)
		}
		if err := clearAll(t.Context(), q.Store); err != nil {
			t.Fatal(err)
		}
		if err := q.HoldPaused(t.Context(), hook.ID); err != nil { // what was left of the pause when it was resumed
			t.Fatal(err)
		}
		want("resumed", 2500, 0)
		if _, err := q.PauseWebhook(t.Context(), hook.ID, "410", q.now); err != nil {
			t.Fatal(err)
		}
		if n, err := q.SkipDeliveries(t.Context(), hook.ID, false, "enough", q.now); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		want("without the oldest", 0, 2499)
		if n, err := q.SkipDeliveries(t.Context(), hook.ID, true, "enough", q.now); n != 2499 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		want("given up", 0, 0)
	})
}

func TestPausedWebhookIsOwedButNotSent(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{})
		before := q.owe(hook)[0]
		q.claimed("before the pause", before)
		for _, want := range []bool{true, false} {
			if first, err := q.PauseWebhook(t.Context(), hook.ID, "410", q.now); first != want || err != nil {
				t.Errorf("first %v, %v", first, err)
			}
		}
		q.settle(before, chat.DeliveryPending) // the call was on its way
		during := q.owe(hook)[0]
		q.claimed("paused")
		if got, err := q.Webhook(t.Context(), hook.ID); err != nil || got.Paused != "410" || !got.PausedAt.Equal(q.now.Truncate(time.Microsecond)) {
			t.Errorf("%+v, %v", got, err)
		}
		if b, err := q.Backlogs(t.Context(), []int64{hook.ID}); err != nil || b[hook.ID].Held != 2 || b[hook.ID].Pending != 0 {
			t.Errorf("%+v, %v", b, err)
		}
		if err := q.ResumeWebhook(t.Context(), hook.ID, q.now); err != nil {
			t.Fatal(err)
		}
		after := q.owe(hook)[0]
		for _, id := range []int64{before, during, after} {
			q.claimed("in order", id)
			q.settle(id, chat.DeliveryDone)
		}
	})
}

func TestSkippingGivesUpTheOldestOrAll(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{})
		var ids []int64
		for range 4 {
			ids = append(ids, q.owe(hook)...)
		}
		if n, err := q.SkipDeliveries(t.Context(), hook.ID, false, "skipped", q.now); n != 1 || err != nil {
			t.Errorf("skipped %d, %v", n, err)
		}
		q.claimed("the next", ids[1])
		if n, err := q.SkipDeliveries(t.Context(), hook.ID, true, "skipped", q.now); n != 3 || err != nil {
			t.Errorf("skipped %d, %v", n, err)
		}
		q.claimed("nothing")
		q.settle(ids[1], chat.DeliveryDone) // its call was on its way, and good
		for _, d := range q.all(chat.DeliveryFilter{Limit: 10}) {
			want := chat.DeliveryFailed
			if d.ID == ids[1] {
				want = chat.DeliveryDone
			}
			if d.State != want || d.Finished.IsZero() {
				t.Errorf("delivery %d: %+v", d.ID, d)
			}
		}
	})
}

func TestWhatIsQueuedAgainStandsBesideWhatIsLive(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook, other := mustWebhook(t, q.Store, chat.Webhook{}), mustWebhook(t, q.Store, chat.Webhook{})
		var old []int64
		for range 3 {
			ids := q.owe(hook, other)
			old = append(old, ids[0])
			for _, id := range ids {
				q.settle(id, chat.DeliveryDone)
			}
		}
		live := q.owe(hook)[0]
		n, err := q.QueueAgain(t.Context(), chat.DeliveryFilter{WebhookID: hook.ID}, q.now)
		if n != 3 || err != nil {
			t.Fatalf("%d queued again, %v", n, err)
		}
		q.claimed("both queues", old[0], live)
		q.settle(old[0], chat.DeliveryDone)
		q.claimed("the replay in order", old[1])
		q.settle(old[1], chat.DeliveryFailed)
		if err := q.QueueOneAgain(t.Context(), old[1], q.now); err != nil {
			t.Fatal(err)
		}
		wantErr(t, "one that is pending", q.QueueOneAgain(t.Context(), old[2], q.now), chat.ErrNotFound)
		if got := q.all(chat.DeliveryFilter{State: chat.DeliveryPending, Limit: 10}); len(got) != 3 || got[1].Attempts != 0 {
			t.Errorf("pending: %+v", got)
		}
	})
}

func TestDeliveriesAreFoundByWhatTheyAreAbout(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{RoomID: q.room.ID})
		a := said(q.room.ConversationID, 1, "x")
		a.Owed = []chat.Delivery{
			{WebhookID: hook.ID, InstallationID: 3, RoomID: q.room.ID, Payload: []byte(`{"say":"blåbær"}`)},
			{WebhookID: mustWebhook(t, q.Store, chat.Webhook{}).ID, Payload: []byte(`{"say":"100%"}`)},
		}
		e := mustAppend(t, q.Store, a)
		q.settle(1, chat.DeliveryFailed)
		for name, c := range map[string]struct {
			f    chat.DeliveryFilter
			want []int64
		}{
			"all":              {chat.DeliveryFilter{}, []int64{2, 1}},
			"one page":         {chat.DeliveryFilter{Limit: 1}, []int64{2}},
			"the next page":    {chat.DeliveryFilter{Before: 2}, []int64{1}},
			"webhook":          {chat.DeliveryFilter{WebhookID: hook.ID}, []int64{1}},
			"installation":     {chat.DeliveryFilter{InstallationID: 3}, []int64{1}},
			"room":             {chat.DeliveryFilter{RoomID: q.room.ID}, []int64{1}},
			"the room's hooks": {chat.DeliveryFilter{HookRoomID: q.room.ID}, []int64{1}},
			"state":            {chat.DeliveryFilter{State: chat.DeliveryPending}, []int64{2}},
			"status":           {chat.DeliveryFilter{Status: 500}, []int64{1}},
			"text":             {chat.DeliveryFilter{Text: "blåbær"}, []int64{1}},
			"no wildcard":      {chat.DeliveryFilter{Text: "10%"}, nil},
			"from":             {chat.DeliveryFilter{Since: e.Time}, []int64{2, 1}},
			"before":           {chat.DeliveryFilter{Until: e.Time}, nil},
		} {
			c.f.Limit = max(c.f.Limit, 10*(1-c.f.Limit))
			var got []int64
			for _, d := range q.all(c.f) {
				got = append(got, d.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}

func TestAttemptsAreKeptWithTheirDelivery(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{})
		id := q.owe(hook)[0]
		want := chat.Attempt{DeliveryID: id, At: q.now.UTC().Truncate(time.Microsecond), Took: 1500 * time.Microsecond, Status: 503,
			Error: "answered 503", URL: "https://one.example/", RequestHeader: http.Header{"Webhook-Id": {"x"}}, ResponseBody: "busy"}
		for _, state := range []chat.DeliveryState{chat.DeliveryPending, chat.DeliveryDone} {
			ended := []chat.Settlement{{DeliveryID: id, State: state, At: q.now, Attempt: &want}, {DeliveryID: 99, Attempt: &want}}
			if err := q.SettleDeliveries(t.Context(), ended); err != nil || ended[0].Gone || !ended[1].Gone {
				t.Fatalf("%+v, %v", ended, err)
			}
		}
		got, err := q.Attempts(t.Context(), id)
		if diff := cmp.Diff([]chat.Attempt{want, want}, got, cmpopts.IgnoreFields(chat.Attempt{}, "ID")); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if done, err := q.DoneSince(t.Context(), hook.ID, q.now); !done || err != nil {
			t.Errorf("done: %v, %v", done, err)
		}
		if done, err := q.DoneSince(t.Context(), hook.ID, q.now.Add(time.Minute)); done || err != nil {
			t.Errorf("done later: %v, %v", done, err)
		}
		later := q.now.Add(time.Minute)
		if err := q.DeleteDeliveries(t.Context(), later, later); err != nil {
			t.Fatal(err)
		}
		if got, err := q.Attempts(t.Context(), id); len(got) != 0 || err != nil {
			t.Errorf("left: %v, %v", got, err)
		}
	})
}

func TestWebhookSecretsAreMadeAndRotated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		n := 0
		sealed := func() []byte { n++; return fmt.Append(nil, "sealed ", n) }
		s := storetest.OpenWith(t, store.Config{URL: url, WebhookSecret: sealed})
		hook := mustWebhook(t, s, chat.Webhook{})
		until := time.Now().UTC().Truncate(time.Microsecond)
		if err := s.RotateWebhookSecret(t.Context(), hook.ID, sealed(), until); err != nil {
			t.Fatal(err)
		}
		if err := s.FillWebhookSecrets(t.Context(), sealed); err != nil { // it has one
			t.Fatal(err)
		}
		got, err := s.Webhook(t.Context(), hook.ID)
		if string(got.SealedSecret) != "sealed 2" || string(got.SealedFormer) != "sealed 1" || !got.FormerUntil.Equal(until) || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
