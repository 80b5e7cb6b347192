package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// planner is somebody who has messages sent later.
type planner struct {
	t    *testing.T
	s    *store.Store
	id   int64
	from time.Time
}

func newPlanner(t *testing.T, s *store.Store, name string) planner {
	return planner{t, s, mustUser(t, s, name).ID, time.Now().UTC().Truncate(time.Second)}
}

// at is a moment so many minutes from the beginning.
func (p planner) at(minutes int) time.Time { return p.from.Add(time.Duration(minutes) * time.Minute) }

func (p planner) schedule(conversation int64, body string, minutes, limit int) (chat.Scheduled, error) {
	return p.s.Schedule(p.t.Context(), chat.Scheduled{
		UserID: p.id, ConversationID: conversation, Body: body, Nonce: "nonce of " + body, At: p.at(minutes), Created: p.from,
	}, limit)
}

func (p planner) mustSchedule(conversation int64, body string, minutes int) chat.Scheduled {
	p.t.Helper()
	m, err := p.schedule(conversation, body, minutes, 9)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

// claim answers what a node gets that looks at a moment, and has it for a minute.
func (p planner) claim(minutes int) (bodies []string, all []chat.Scheduled) {
	p.t.Helper()
	all, err := p.s.ClaimScheduled(p.t.Context(), p.at(minutes), p.at(minutes+1))
	if err != nil {
		p.t.Fatal(err)
	}
	return bodiesOf(all), all
}

func (p planner) wantClaim(minutes int, want ...string) []chat.Scheduled {
	p.t.Helper()
	got, all := p.claim(minutes)
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Errorf("claimed after %d minutes: %s", minutes, diff)
	}
	return all
}

func (p planner) wantList(want ...string) {
	p.t.Helper()
	all, err := p.s.Scheduled(p.t.Context(), p.id)
	if err != nil {
		p.t.Fatal(err)
	}
	if diff := cmp.Diff(want, bodiesOf(all)); diff != "" {
		p.t.Errorf("scheduled: %s", diff)
	}
}

func (p planner) wantNext(minutes int) {
	p.t.Helper()
	if next, err := p.s.NextScheduled(p.t.Context()); err != nil || !next.Equal(p.at(minutes)) {
		p.t.Errorf("the next is at %s, %v, want %s", next, err, p.at(minutes))
	}
}

// bodiesOf tells the words, and why they were not sent.
func bodiesOf(all []chat.Scheduled) (bodies []string) {
	for _, m := range all {
		body := m.Body
		if m.Problem != "" {
			body += ": " + m.Problem
		}
		bodies = append(bodies, body)
	}
	return bodies
}

func TestWhatIsScheduledIsClaimedByOneWhenItsTimeHasCome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		ops := mustRoom(t, s, "Ops", 0).ConversationID
		ada, bob := newPlanner(t, s, "ada"), newPlanner(t, s, "bob")
		if _, err := s.NextScheduled(ctx); err == nil {
			t.Error("something is due, and nothing was scheduled")
		}
		ada.mustSchedule(ops, "third", 20)
		first := ada.mustSchedule(ops, "first", 10)
		ada.mustSchedule(ops, "second", 10)
		bob.mustSchedule(ops, "of somebody else", 30)
		ada.wantList("first", "second", "third")
		_, err := ada.schedule(ops, "fourth", 40, 3)
		wantErr(t, "one too many", err, chat.ErrLimit)
		_, err = ada.schedule(999, "nowhere", 40, 9)
		wantErr(t, "in no conversation", err, chat.ErrNotFound)

		ada.wantNext(10)
		ada.wantClaim(9)
		mine := ada.wantClaim(10, "first", "second")
		ada.wantClaim(10)
		_, err = s.ChangeScheduled(ctx, ada.id, first.ID, chat.ScheduledPatch{})
		wantErr(t, "change what is being sent", err, chat.ErrClaimed)
		_, err = s.DropScheduled(ctx, ada.id, first.ID)
		wantErr(t, "delete what is being sent", err, chat.ErrClaimed)
		_, err = s.ClaimOwnScheduled(ctx, ada.id, first.ID, ada.at(10), ada.at(11))
		wantErr(t, "send what is being sent", err, chat.ErrClaimed)
		ada.wantNext(11)
		late := mine[0]
		mine = ada.wantClaim(11, "first", "second") // whoever had them is dead
		for _, failed := range []error{s.EndScheduled(ctx, late), s.PutOffScheduled(ctx, late, "late", time.Time{})} {
			if failed != nil {
				t.Error(failed)
			}
		}
		ada.wantList("first", "second", "third") // and no longer theirs

		if err := s.EndScheduled(ctx, mine[0]); err != nil {
			t.Error(err)
		}
		if err := s.PutOffScheduled(ctx, mine[1], "", ada.at(15)); err != nil {
			t.Error(err)
		}
		ada.wantList("second", "third")
		ada.wantClaim(14)
		mine = ada.wantClaim(15, "second")
		if err := s.PutOffScheduled(ctx, mine[0], "the room is archived", time.Time{}); err != nil {
			t.Error(err)
		}
		ada.wantList("second: the room is archived", "third")
		ada.wantNext(20)
		ada.wantClaim(16)
		_, err = s.ClaimOwnScheduled(ctx, bob.id, mine[0].ID, bob.at(16), bob.at(17))
		wantErr(t, "of somebody else", err, chat.ErrNotFound)

		text, nonce, at := "second, in other words", "another", ada.at(17)
		for _, c := range []struct {
			patch chat.ScheduledPatch
			want  string
		}{{chat.ScheduledPatch{Body: &text, Nonce: &nonce}, text + ": the room is archived"}, {chat.ScheduledPatch{At: &at}, text}} {
			if _, err := s.ChangeScheduled(ctx, ada.id, mine[0].ID, c.patch); err != nil {
				t.Fatal(err)
			}
			ada.wantList(c.want, "third")
		}
		if mine = ada.wantClaim(17, text); len(mine) == 1 && mine[0].Nonce != nonce {
			t.Errorf("other words under the name of the first: %+v", mine[0])
		}
		if err := s.DeleteRoom(ctx, mustRoom(t, s, "Other", 0).ID, nil); err != nil {
			t.Fatal(err)
		}
		bob.wantList("of somebody else")
		all, err := s.Scheduled(ctx, bob.id)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := s.ClaimOwnScheduled(ctx, bob.id, all[0].ID, bob.at(5), bob.at(6)); err != nil || !m.At.Equal(bob.at(5)) || !m.Claimed.Equal(bob.at(6)) {
			t.Errorf("sent at once: %+v, %v", m, err)
		}
	})
}

func TestWhatIsScheduledGoesWithItsRoom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		doomed, ops := mustRoom(t, s, "Doomed", 0), mustRoom(t, s, "Ops", 0)
		ada := newPlanner(t, s, "ada")
		ada.mustSchedule(doomed.ConversationID, "gone", 1)
		kept := ada.mustSchedule(ops.ConversationID, "kept", 2)
		if err := s.DeleteRoom(t.Context(), doomed.ID, nil); err != nil {
			t.Fatal(err)
		}
		ada.wantList("kept")
		if _, err := s.DropScheduled(t.Context(), ada.id, kept.ID); err != nil {
			t.Error(err)
		}
		_, err := s.DropScheduled(t.Context(), ada.id, kept.ID)
		wantErr(t, "delete it again", err, chat.ErrNotFound)
		if left := rowsLeft(t, s, "scheduled")["scheduled"]; left != "0" {
			t.Errorf("%s rows are left", left)
		}
	})
}

func TestNodesThatLookAtOnceClaimEachMessageOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ops := mustRoom(t, s, "Ops", 0).ConversationID
		ada := newPlanner(t, s, "ada")
		for i := range 9 {
			ada.mustSchedule(ops, fmt.Sprint(i), 1)
		}
		var mu sync.Mutex
		times := make(map[string]int)
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				for range 3 {
					bodies, _ := ada.claim(2)
					mu.Lock()
					for _, b := range bodies {
						times[b]++
					}
					mu.Unlock()
				}
			})
		}
		nodes.Wait()
		for i := range 9 {
			if n := times[fmt.Sprint(i)]; n != 1 {
				t.Errorf("message %d was claimed %d times", i, n)
			}
		}
	})
}
