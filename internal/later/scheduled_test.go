package later_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/later"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// office is a room of a real database with two people, and a clock that is put forward.
type office struct {
	t     *testing.T
	db    *store.Store
	chat  *chat.Service
	clock *stoatest.Clock
	log   *slog.Logger
	room  chat.Room
	owner *chat.Principal
	bob   *chat.Principal
}

func newOffice(t *testing.T, database string) *office {
	t.Helper()
	o := &office{t: t, db: storetest.Open(t, database), clock: stoatest.NewClock(), log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	o.chat = chat.New(chat.Config{Store: o.db, Now: o.clock.Now, Log: o.log})
	owner, err := o.chat.CreateOwner(t.Context(), "", chat.User{Name: "Olga Owner", Email: "olga@example.test"}, "")
	if err != nil {
		t.Fatal(err)
	}
	bob, err := o.db.CreateUser(t.Context(), chat.User{Name: "Bob", MentionName: "bob", Email: "bob@example.test"}, "")
	if err != nil {
		t.Fatal(err)
	}
	o.owner, o.bob = auth.PersonPrincipal(owner), auth.PersonPrincipal(bob)
	if o.room, err = o.chat.CreateRoom(t.Context(), o.owner, chat.Room{Name: "Ops", Private: true}); err != nil {
		t.Fatal(err)
	}
	if err := o.db.AddMember(t.Context(), o.room.ID, bob.ID, chat.RoleMember); err != nil {
		t.Fatal(err)
	}
	return o
}

// desk is a node's, over a store that may be one that fails.
func (o *office) desk(s later.Store) *later.Desk {
	return later.New(later.Config{Store: s, Chat: o.chat, Now: o.clock.Now, Log: o.log})
}

// schedule has Bob send something in an hour.
func (o *office) schedule(d *later.Desk, body string) chat.Scheduled {
	o.t.Helper()
	m, err := d.Schedule(o.t.Context(), o.bob, o.room.ConversationID, later.Draft{Body: body, At: o.clock.Now().Add(time.Hour)})
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

func (o *office) wantSaid(want ...string) {
	o.t.Helper()
	all, err := o.db.EventsAfter(o.t.Context(), o.room.ConversationID, 0, 100)
	if err != nil {
		o.t.Fatal(err)
	}
	var said []string
	for _, e := range all {
		if e.Kind == chat.KindMessage {
			said = append(said, e.Sender+": "+e.Body)
		}
	}
	if diff := cmp.Diff(want, said); diff != "" {
		o.t.Errorf("said: %s", diff)
	}
}

// wantWaiting tells what waits of Bob's, and why it was not sent.
func (o *office) wantWaiting(want ...string) {
	o.t.Helper()
	all, err := o.db.Scheduled(o.t.Context(), o.bob.User.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	var waiting []string
	for _, m := range all {
		waiting = append(waiting, strings.TrimSuffix(m.Body+": "+m.Problem, ": "))
	}
	if diff := cmp.Diff(want, waiting); diff != "" {
		o.t.Errorf("waiting: %s", diff)
	}
}

func TestAMessageIsSentInItsPersonsNameWhenItsTimeHasCome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		o := newOffice(t, database)
		d := o.desk(o.db)
		o.schedule(d, "one  \n")
		o.schedule(d, "two")
		d.Do(t.Context())
		o.clock.Advance(59 * time.Minute)
		d.Do(t.Context())
		o.wantSaid()
		o.clock.Advance(2 * time.Minute)
		d.Do(t.Context())
		o.wantSaid("Bob: one", "Bob: two")
		o.wantWaiting()
	})
}

// What the desk of a server runs by itself is seen here, with nothing that asks it to.
func TestARunningDeskSendsWhatIsDueAlsoWhatWaitedBeforeItRan(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t))
	o.schedule(o.desk(o.db), "before a restart")
	d := o.desk(o.db)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { d.Run(ctx) })
	defer running.Wait()
	defer stop()
	o.schedule(d, "after it")
	o.clock.Advance(time.Hour + time.Minute)
	late, look := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer look.Stop()
	for {
		all, err := o.db.Scheduled(t.Context(), o.bob.User.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 {
			break
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%d still wait", len(all))
		}
	}
	o.wantSaid("Bob: before a restart", "Bob: after it")
}

func TestNodesThatRaceSendEachMessageOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		o := newOffice(t, database)
		desks := []*later.Desk{o.desk(o.db), o.desk(o.db), o.desk(o.db)}
		var want []string
		for i := range 20 {
			o.schedule(desks[i%3], fmt.Sprint(i))
			want = append(want, fmt.Sprintf("Bob: %d", i))
		}
		o.clock.Advance(2 * time.Hour)
		var nodes sync.WaitGroup
		for _, d := range desks {
			nodes.Go(func() { d.Do(t.Context()) })
		}
		nodes.Wait()
		o.wantWaiting()
		all, err := o.db.EventsAfter(t.Context(), o.room.ConversationID, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		said := make(map[string]int)
		for _, e := range all {
			said[e.Sender+": "+e.Body]++
		}
		for _, m := range want {
			if said[m] != 1 {
				t.Errorf("%s was said %d times", m, said[m])
			}
		}
	})
}

// dying is a store whose node is killed when it has claimed, or when it has posted and before it has noted that.
type dying struct {
	later.Store
	claimed bool
}

var errKilled = errors.New("killed")

func (d dying) ClaimScheduled(ctx context.Context, now, until time.Time) ([]chat.Scheduled, error) {
	all, err := d.Store.ClaimScheduled(ctx, now, until)
	if d.claimed {
		return nil, errors.Join(err, errKilled)
	}
	return all, err
}

func (dying) EndScheduled(context.Context, chat.Scheduled) error { return errKilled }

func TestAMessageWhoseNodeWasKilledIsSentOnceByAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		o := newOffice(t, database)
		for _, killed := range []dying{{claimed: true}, {}} {
			killed.Store = o.db
			m := o.schedule(o.desk(o.db), fmt.Sprintf("claimed only: %t", killed.claimed))
			o.clock.Advance(2 * time.Hour)
			o.desk(killed).Do(t.Context())
			other := o.desk(o.db)
			other.Do(t.Context())
			o.wantWaiting(m.Body) // the claim holds
			if _, err := other.Change(t.Context(), o.bob, m.ID, &m.Body, new(o.clock.Now().Add(time.Hour))); !conflicts(err) {
				t.Errorf("what may be said already is changed: %v", err)
			}
			if err := other.Drop(t.Context(), o.bob, m.ID); !conflicts(err) {
				t.Errorf("what may be said already is deleted: %v", err)
			}
			o.clock.Advance(time.Minute)
			other.Do(t.Context())
			o.wantWaiting()
		}
		o.wantSaid("Bob: claimed only: true", "Bob: claimed only: false")
	})
}

func conflicts(err error) bool {
	var known *chat.Error
	return errors.As(err, &known) && known.Code == chat.Conflict
}

// failing is a store that does not tell who somebody is, so that nothing can be said in their name.
type failing struct {
	*store.Store
	err error
}

func (f failing) User(context.Context, int64) (chat.User, error) { return chat.User{}, f.err }

func TestAMessageThatFailsIsTriedAgainAndGivenBackInTheEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want string // after an hour
	}{
		{"an error that stays", errors.New("broken"), "hello: The server could not send it. Its log has the reason."},
		{"a database that is away", fmt.Errorf("%w: refused", chat.ErrAway), "hello"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, storetest.SQLite(t))
			o.schedule(o.desk(o.db), "hello")
			ill := later.New(later.Config{Store: o.db, Chat: chat.New(chat.Config{Store: failing{o.db, c.err}, Now: o.clock.Now, Log: o.log}), Now: o.clock.Now, Log: o.log})
			o.clock.Advance(time.Hour + time.Minute)
			for range 2 {
				ill.Do(t.Context())
				o.wantWaiting("hello")
				o.clock.Advance(time.Minute)
			}
			o.clock.Advance(2 * time.Hour)
			ill.Do(t.Context())
			o.wantWaiting(c.want)
			o.clock.Advance(time.Minute)
			all, err := o.desk(o.db).Scheduled(t.Context(), o.bob)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			if all[0].Problem != "" {
				if _, err := o.desk(o.db).SendNow(t.Context(), o.bob, all[0].ID); err != nil {
					t.Error(err)
				}
			}
			o.desk(o.db).Do(t.Context())
			o.wantSaid("Bob: hello")
		})
	}
}

// What holds when the time has come decides. The words stay with their person, who is told why.
func TestWhatMayNotBeSaidThenIsKeptWithTheReason(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for _, c := range []struct {
		name         string
		change, mend func(*office) error
		problem      string
	}{
		{
			"archived",
			func(o *office) error {
				_, err := o.chat.UpdateRoom(t.Context(), o.owner, fmt.Sprint(o.room.ID), chat.RoomPatch{Archived: &yes})
				return err
			},
			func(o *office) error {
				_, err := o.chat.UpdateRoom(t.Context(), o.owner, fmt.Sprint(o.room.ID), chat.RoomPatch{Archived: &no})
				return err
			},
			"Room 'Ops' is archived: messages cannot be sent in archived rooms",
		},
		{
			"no member",
			func(o *office) error { return o.db.RemoveMember(t.Context(), o.room.ID, o.bob.User.ID) },
			func(o *office) error {
				return o.db.AddMember(t.Context(), o.room.ID, o.bob.User.ID, chat.RoleMember)
			},
			"You may no longer read the room that it was for",
		},
		{
			"deactivated",
			func(o *office) error {
				_, err := o.db.UpdateUser(t.Context(), o.bob.User.ID, chat.UserPatch{Deleted: &yes})
				return err
			},
			func(o *office) error {
				_, err := o.db.UpdateUser(t.Context(), o.bob.User.ID, chat.UserPatch{Deleted: &no})
				return err
			},
			"Your account was deactivated when it was due",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, database string) {
				o := newOffice(t, database)
				d := o.desk(o.db)
				m := o.schedule(d, "hello")
				if err := c.change(o); err != nil {
					t.Fatal(err)
				}
				o.clock.Advance(2 * time.Hour)
				d.Do(t.Context())
				o.wantSaid()
				o.wantWaiting("hello: " + c.problem)
				if _, err := d.SendNow(t.Context(), o.bob, m.ID); err == nil || err.Error() != c.problem {
					t.Errorf("sent at once: %v", err)
				}
				if c.name != "deactivated" { // who is, calls nobody
					if _, err := d.Change(t.Context(), o.bob, m.ID, nil, new(o.clock.Now().Add(time.Minute))); err == nil {
						t.Error("it waits again where it cannot be said")
					}
				}
				for _, body := range []string{"", strings.Repeat("x", chat.MaxTyped+1)} {
					if _, err := d.Change(t.Context(), o.bob, m.ID, &body, nil); err == nil {
						t.Errorf("it says %d characters", len(body))
					}
				}
				if _, err := d.Change(t.Context(), o.bob, m.ID, new("hello"), nil); err != nil {
					t.Error(err)
				}
				o.wantWaiting("hello: " + c.problem)
				if err := c.mend(o); err != nil {
					t.Fatal(err)
				}
				d.Do(t.Context())
				o.wantSaid() // it waits for its person
				if _, err := d.Change(t.Context(), o.bob, m.ID, nil, new(o.clock.Now().Add(time.Minute))); err != nil {
					t.Fatal(err)
				}
				o.clock.Advance(2 * time.Minute)
				d.Do(t.Context())
				o.wantSaid("Bob: hello")
				o.wantWaiting()
			})
		})
	}
}
