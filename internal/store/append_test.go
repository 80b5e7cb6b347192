package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// said makes a message as the service would.
func said(conversation, user int64, body string) chat.Append {
	return chat.Append{Event: chat.Event{
		ID:             uuid.Must(uuid.NewV7()).String(),
		ConversationID: conversation,
		Time:           time.Now().UTC().Truncate(time.Microsecond),
		Kind:           chat.KindMessage,
		UserID:         user,
		Sender:         "Ada Brook",
		Body:           body,
		Format:         chat.FormatText,
	}}
}

func mustAppend(t testing.TB, s *store.Store, a chat.Append) chat.Event {
	t.Helper()
	e, err := s.Append(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustUser(t testing.TB, s *store.Store, name string) chat.User {
	t.Helper()
	u, err := s.CreateUser(t.Context(), chat.User{Name: name, MentionName: name, Email: name + "@example.org"}, "")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func mustRoom(t testing.TB, s *store.Store, name string, owner int64) chat.Room {
	t.Helper()
	r, err := s.CreateRoom(t.Context(), chat.Room{Name: name, OwnerID: owner}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestEventIsReadAsItWasAppended(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		a := said(room.ConversationID, 7, "build <b>failed</b> ünïcode 🎉")
		e := &a.Event
		e.Kind, e.Format, e.Color, e.Notify = chat.KindNotification, chat.FormatHTML, "red", true
		e.MentionName, e.InstallationID, e.AddonKey = "ada", 3, "com.example.ci"
		e.Mentions = []chat.UserRef{{ID: 5, Name: "Bo", MentionName: "bo"}}
		e.MentionAll, e.MentionHere, e.AttachTo = true, true, "earlier"
		e.Card, e.ClientID = []byte(`{"style":"link"}`), "c1"
		answered := mustAppend(t, s, a)
		want := a.Event
		want.Seq = 1
		if diff := cmp.Diff(want, answered); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
		read, err := s.EventByID(t.Context(), room.ConversationID, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
		_, err = s.EventByID(t.Context(), room.ConversationID+1, want.ID)
		wantErr(t, "in another conversation", err, chat.ErrNotFound)
	})
}

func TestSeqIsGapFreeUnderManyWriters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		const writers, each = 32, 20
		s := storetest.Open(t, url)
		rooms := []chat.Room{mustRoom(t, s, "A", 0), mustRoom(t, s, "B", 0), mustRoom(t, s, "C", 0)}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				last := make(map[int64]int64)
				for i := range each {
					conversation := rooms[(w+i)%len(rooms)].ConversationID
					e, err := s.Append(context.Background(), said(conversation, int64(w), fmt.Sprint(w, i)))
					if err != nil {
						t.Error(err)
					}
					if e.Seq <= last[conversation] {
						t.Errorf("a writer's later event got seq %d after %d", e.Seq, last[conversation])
					}
					last[conversation] = e.Seq
				}
			})
		}
		wg.Wait()
		total := 0
		for _, r := range rooms {
			events, err := s.EventsAfter(t.Context(), r.ConversationID, 0, writers*each)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range events {
				if e.Seq != int64(i+1) {
					t.Fatalf("event %d of room %s has seq %d", i, r.Name, e.Seq)
				}
			}
			got, err := s.Room(t.Context(), r.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got.LastSeq != int64(len(events)) || got.LastActive.IsZero() {
				t.Errorf("room %s: last seq %d, last active %v after %d events", r.Name, got.LastSeq, got.LastActive, len(events))
			}
			total += len(events)
		}
		if total != writers*each {
			t.Errorf("%d events in the log, want %d", total, writers*each)
		}
	})
}

func TestTwoNodesShareOneSequence(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	const each = 100
	nodes := []*store.Store{storetest.Open(t, url), storetest.Open(t, url)}
	rooms := []chat.Room{mustRoom(t, nodes[0], "A", 0), mustRoom(t, nodes[0], "B", 0)}
	var wg sync.WaitGroup
	for n, s := range nodes {
		for range 4 {
			wg.Go(func() {
				for i := range each {
					if _, err := s.Append(context.Background(), said(rooms[i%2].ConversationID, int64(n), "x")); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	for _, r := range rooms {
		events, err := nodes[1].EventsAfter(t.Context(), r.ConversationID, 0, 10*each)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) != 4*each || events[len(events)-1].Seq != 4*each {
			t.Errorf("room %s: %d events, the last with seq %d", r.Name, len(events), events[len(events)-1].Seq)
		}
	}
}

func TestAnnouncedEventsAreReadableAndInOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var s *store.Store
		told := make(map[int64][]int64) // the writer's alone until all appends have returned
		var unreadable []string
		s = storetest.OpenWith(t, store.Config{URL: url, Announce: func(batch []chat.Append) {
			for _, a := range batch {
				e := a.Event
				told[e.ConversationID] = append(told[e.ConversationID], e.Seq)
				if got, err := s.EventByID(context.Background(), e.ConversationID, e.ID); err != nil || got.Seq != e.Seq {
					unreadable = append(unreadable, fmt.Sprintf("%s: seq %d, %v", e.ID, got.Seq, err))
				}
			}
		}})
		rooms := []chat.Room{mustRoom(t, s, "A", 0), mustRoom(t, s, "B", 0)}
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for i := range 10 {
					if _, err := s.Append(context.Background(), said(rooms[i%2].ConversationID, 1, "x")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if len(unreadable) > 0 {
			t.Errorf("announced before they could be read: %v", unreadable)
		}
		for _, r := range rooms {
			if got := told[r.ConversationID]; len(got) != 80 || !slices.IsSorted(got) {
				t.Errorf("room %s was told %d events: %v", r.Name, len(got), got)
			}
		}
	})
}

func TestAppendIsAnnouncedBeforeItReturns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var told []chat.Append
		s := storetest.OpenWith(t, store.Config{URL: url, Announce: func(batch []chat.Append) { told = append(told, batch...) }})
		room := mustRoom(t, s, "Ops", 0)
		a := said(room.ConversationID, 1, "hello")
		a.Frame = []byte("frame")
		e := mustAppend(t, s, a)
		if len(told) != 1 || string(told[0].Frame) != "frame" {
			t.Fatalf("told %+v", told)
		}
		if diff := cmp.Diff(e, told[0].Event); diff != "" {
			t.Errorf("(-answered +told):\n%s", diff)
		}
	})
}

func TestRepeatedSendIsAnsweredWithTheFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		told := 0
		s := storetest.OpenWith(t, store.Config{URL: url, Announce: func(batch []chat.Append) { told += len(batch) }})
		room, other := mustRoom(t, s, "Ops", 0), mustRoom(t, s, "Dev", 0)
		send := func(conversation, user int64, client string) chat.Event {
			a := said(conversation, user, client)
			a.Event.ClientID = client
			return mustAppend(t, s, a)
		}
		first := send(room.ConversationID, 1, "c1")
		if diff := cmp.Diff(first, send(room.ConversationID, 1, "c1")); diff != "" {
			t.Errorf("the repeat was answered differently (-first +repeat):\n%s", diff)
		}
		for what, e := range map[string]chat.Event{
			"another user":      send(room.ConversationID, 2, "c1"),
			"another room":      send(other.ConversationID, 1, "c1"),
			"another client id": send(room.ConversationID, 1, "c2"),
			"no client id":      send(room.ConversationID, 1, ""),
			"again none":        send(room.ConversationID, 1, ""),
		} {
			if e.ID == first.ID {
				t.Errorf("%s was taken for a repeat", what)
			}
		}
		if told != 6 {
			t.Errorf("%d events were announced, want 6", told)
		}
	})
}

func TestRepeatsInOneBatchAreStoredOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := newBatcher(t, url)
		room := mustRoom(t, b.store, "Ops", 0)
		var batch []chat.Append
		for range 10 {
			a := said(room.ConversationID, 1, "again")
			a.Event.ClientID = "c1"
			batch = append(batch, a)
		}
		answers, errs := b.append(batch)
		for i, e := range answers {
			if errs[i] != nil || e.ID != answers[0].ID || e.Seq != answers[0].Seq {
				t.Errorf("answer %d is %s seq %d, %v; the first was %s", i, e.ID, e.Seq, errs[i], answers[0].ID)
			}
		}
		if got := b.told(); len(got) != 1 {
			t.Errorf("%d events were announced, want 1", len(got))
		}
		if b.log.Len() > 0 {
			t.Errorf("the database had to refuse them: %s", b.log.String())
		}
	})
}

func TestBadAppendFailsAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := newBatcher(t, url)
		room := mustRoom(t, b.store, "Ops", 0)
		good := said(room.ConversationID, 1, "first")
		gone := said(room.ConversationID+1000, 1, "nowhere")
		twin := said(room.ConversationID, 1, "an id that is taken")
		twin.Event.ID, twin.Event.ClientID = good.Event.ID, "c1"
		last := said(room.ConversationID, 1, "last")
		last.Event.ClientID = "c1" // a repeat, if twin had been stored
		answers, errs := b.append([]chat.Append{good, gone, twin, last})
		wantErr(t, "conversation that is gone", errs[1], chat.ErrNotFound)
		wantErr(t, "event id that is taken", errs[2], chat.ErrDuplicate)
		if errs[0] != nil || errs[3] != nil {
			t.Fatalf("the good ones failed too: %v, %v", errs[0], errs[3])
		}
		if answers[0].Seq != 1 || answers[3].Seq != 2 {
			t.Errorf("the good ones got seq %d and %d", answers[0].Seq, answers[3].Seq)
		}
		if got := b.told(); !slices.Equal(got, []string{"first", "last"}) {
			t.Errorf("announced: %q", got)
		}
		if !strings.Contains(b.log.String(), "one by one") {
			t.Error("the batch was not refused as a whole first: the test tests nothing")
		}
	})
}

func TestTopicIsSetWithItsEvent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		a := said(room.ConversationID, 1, "steam on")
		a.Event.Kind, a.Topic = chat.KindTopic, &a.Event.Body
		mustAppend(t, s, a)
		got, err := s.Room(t.Context(), room.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Topic != "steam on" || got.Version == room.Version {
			t.Errorf("topic %q, version %s → %s", got.Topic, room.Version, got.Version)
		}
		if !got.LastActive.IsZero() {
			t.Errorf("a topic counted as activity at %v", got.LastActive)
		}
	})
}

func TestCancelledAppendIsNotQueued(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Append(ctx, said(room.ConversationID, 1, "late"))
		wantErr(t, "append", err, context.Canceled)
		if events, err := s.EventsAfter(t.Context(), room.ConversationID, 0, 10); err != nil || len(events) != 0 {
			t.Errorf("log: %v, %v", events, err)
		}
	})
}
