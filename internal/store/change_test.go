package store_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// changes makes a change of an event as the service would.
func changes(e chat.Event, user int64, what chat.Change, apply func(*chat.Event) (bool, error)) chat.Append {
	a := said(e.ConversationID, user, "")
	a.Event.Kind, a.Event.Change, a.Event.Target = chat.KindChange, what, e.ID
	a.Apply = apply
	return a
}

// edits puts other words into an event.
func edits(e chat.Event, body string, mentions ...chat.UserRef) chat.Append {
	a := changes(e, e.UserID, chat.ChangeEdit, func(e *chat.Event) (bool, error) {
		changed := e.Body != body
		e.Body, e.Mentions, e.Edited = body, mentions, time.Unix(1, 0).UTC()
		return changed, nil
	})
	for _, u := range mentions {
		if !slices.Contains(e.Mentions, u) {
			a.Event.Mentions = append(a.Event.Mentions, u)
		}
	}
	return a
}

func deletes(e chat.Event) chat.Append {
	return changes(e, e.UserID, chat.ChangeDelete, func(e *chat.Event) (bool, error) {
		e.Body, e.Mentions, e.Deleted = "", nil, true
		return true, nil
	})
}

func TestAChangeIsInTheLogAndItsSubjectIsAsItIsNow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var told []chat.Append
		s := storetest.OpenWith(t, store.Config{URL: url, Announce: func(batch []chat.Append) { told = append(told, batch...) }})
		room := mustRoom(t, s, "Ops", 0)
		first := mustAppend(t, s, said(room.ConversationID, 1, "helo"))
		second := mustAppend(t, s, said(room.ConversationID, 2, "hi"))
		edit := mustAppend(t, s, edits(first, "hello"))
		again := mustAppend(t, s, edits(first, "hello, all"))
		if edit.Seq != 3 || again.Seq != 4 || edit.Of.Body != "hello" || again.Of.Body != "hello, all" || again.Of.Seq != 1 {
			t.Errorf("answered %+v of %+v, then %+v of %+v", edit, edit.Of, again, again.Of)
		}
		var frame struct{ Event chat.Event }
		if err := json.Unmarshal(chat.FinishFrame(told[2].Frame, told[2].Event.Seq), &frame); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(edit, frame.Event); diff != "" {
			t.Errorf("told (-answered +told):\n%s", diff)
		}
		log, err := s.EventsAfter(t.Context(), room.ConversationID, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		edit.Of = nil // only the last change of the page carries it
		if diff := cmp.Diff([]chat.Event{*again.Of, second, edit, again}, log); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		newest, err := s.EventsBefore(t.Context(), room.ConversationID, 0, 2)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]chat.Event{edit, again}, newest); diff != "" {
			t.Errorf("newest (-want +got):\n%s", diff)
		}
		history, err := s.History(t.Context(), chat.HistoryQuery{ConversationID: room.ConversationID, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]chat.Event{second, *again.Of}, history); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
	})
}

func TestWhatChangesNothingIsNotInTheLog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		told := 0
		s := storetest.OpenWith(t, store.Config{URL: url, Announce: func(batch []chat.Append) { told += len(batch) }})
		room, other := mustRoom(t, s, "Ops", 0), mustRoom(t, s, "Dev", 0)
		e := mustAppend(t, s, said(room.ConversationID, 1, "hello"))
		same := mustAppend(t, s, edits(e, "hello"))
		if same.Seq != 0 || same.Of == nil || same.Of.Body != "hello" || !same.Of.Edited.Equal(time.Unix(1, 0)) {
			t.Errorf("answered %+v of %+v", same, same.Of)
		}
		refusal := errors.New("no")
		_, err := s.Append(t.Context(), changes(e, 1, chat.ChangeEdit, func(*chat.Event) (bool, error) { return true, refusal }))
		wantErr(t, "a change that is refused", err, refusal)
		elsewhere := edits(e, "x")
		elsewhere.Event.ConversationID = other.ConversationID
		_, err = s.Append(t.Context(), elsewhere)
		wantErr(t, "of another conversation's event", err, chat.ErrNotFound)
		e.ID = "nothing"
		_, err = s.Append(t.Context(), edits(e, "x"))
		wantErr(t, "of nothing", err, chat.ErrNotFound)
		next := mustAppend(t, s, said(room.ConversationID, 1, "next"))
		if next.Seq != 2 || told != 2 {
			t.Errorf("the next event has seq %d, and %d were told", next.Seq, told)
		}
	})
}

func TestChangesInOneBatchBuildOnEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := newBatcher(t, url)
		room := mustRoom(t, b.store, "Ops", 0)
		e := mustAppend(t, b.store, said(room.ConversationID, 1, "x"))
		twin := said(room.ConversationID, 1, "an id that is taken")
		twin.Event.ID = e.ID
		longer := func(e *chat.Event) (bool, error) { e.Body += "x"; return true, nil }
		batch := []chat.Append{
			changes(e, 1, chat.ChangeEdit, longer), changes(e, 2, chat.ChangeEdit, longer), twin,
			changes(e, 3, chat.ChangeEdit, func(*chat.Event) (bool, error) { return false, nil }),
			changes(e, 3, chat.ChangeEdit, longer),
		}
		answers, errs := b.append(batch)
		wantErr(t, "event id that is taken", errs[2], chat.ErrDuplicate)
		if !strings.Contains(b.log.String(), "one by one") {
			t.Error("the batch was not refused as a whole first: the test tests nothing")
		}
		for i, want := range map[int]string{0: "xx", 1: "xxx", 3: "xxx", 4: "xxxx"} {
			if errs[i] != nil || answers[i].Of.Body != want {
				t.Errorf("change %d: %v, %+v", i, errs[i], answers[i].Of)
			}
		}
		if answers[4].Seq != 4 {
			t.Errorf("the last change has seq %d", answers[4].Seq)
		}
	})
}

func TestADeletedMessageIsNotCountedNorFoundByWhoDoesNotWantIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		room := mustRoom(t, s, "Ops", 0)
		if _, err := s.JoinRoom(t.Context(), room.ID, bo.ID); err != nil {
			t.Fatal(err)
		}
		unread := func(step string, wantUnread, wantMentions int) {
			t.Helper()
			c, err := s.Conversation(t.Context(), bo.ID, room.ConversationID)
			if err != nil || c.Unread != wantUnread || c.Mention != wantMentions {
				t.Errorf("%s: unread %d, mentions %d, %v", step, c.Unread, c.Mention, err)
			}
		}
		e := mustAppend(t, s, said(room.ConversationID, ada.ID, "hello"))
		kept := mustAppend(t, s, said(room.ConversationID, ada.ID, "@ada"))
		unread("said", 2, 0)
		edit := mustAppend(t, s, edits(e, "hello @bo", bo.Ref()))
		unread("edited so that it mentions", 2, 1)
		mustAppend(t, s, edits(*edit.Of, "hello again @bo", bo.Ref()))
		unread("edited once more", 2, 1)
		mustAppend(t, s, deletes(e))
		unread("deleted", 1, 0)
		correction := said(room.ConversationID, ada.ID, "s/ada/bo/")
		mustAppend(t, s, correction)
		unread("corrected", 1, 0)
		for without, want := range map[bool][]string{false: {correction.Event.ID, kept.ID, e.ID}, true: {correction.Event.ID, kept.ID}} {
			got, err := s.History(t.Context(), chat.HistoryQuery{ConversationID: room.ConversationID, Limit: 10, WithoutDeleted: without})
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, e := range got {
				ids = append(ids, e.ID)
			}
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Errorf("without deleted %v (-want +got):\n%s", without, diff)
			}
		}
	})
}

func TestAMentionThatWasThereBeforeAnEditIsCountedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		room := mustRoom(t, s, "Ops", 0)
		for _, u := range []chat.User{ada, bo} {
			if _, err := s.JoinRoom(t.Context(), room.ID, u.ID); err != nil {
				t.Fatal(err)
			}
		}
		mentions := func(u chat.User) int {
			c, err := s.Conversation(t.Context(), u.ID, room.ConversationID)
			if err != nil {
				t.Fatal(err)
			}
			return c.Mention
		}
		a := said(room.ConversationID, 99, "@ada")
		a.Event.Mentions = []chat.UserRef{ada.Ref()}
		e := mustAppend(t, s, a)
		e = *mustAppend(t, s, edits(e, "@bo @ada", bo.Ref(), ada.Ref())).Of
		if mentions(ada) != 1 || mentions(bo) != 1 {
			t.Errorf("ada is mentioned %d times, bo %d", mentions(ada), mentions(bo))
		}
		mustAppend(t, s, edits(e, "@bo", bo.Ref()))
		if mentions(ada) != 0 || mentions(bo) != 1 {
			t.Errorf("after the second edit ada is mentioned %d times, bo %d", mentions(ada), mentions(bo))
		}
	})
}
