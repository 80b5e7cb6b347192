package chat_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func TestRepliesStandInAThreadAndAreSummedUpAtItsBeginning(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	room := h.room.ConversationID
	first, err := h.Post(ctx, h.owner, chat.ToConversation(room), chat.Draft{Kind: chat.KindNotification, Body: "the build failed"})
	if err != nil {
		t.Fatal(err)
	}
	one, err := h.Reply(ctx, h.bob, room, first.ID, "looking", "c1", false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.Reply(ctx, h.bob, room, first.ID, "looking", "c1", false)
	if err != nil || again.ID != one.ID {
		t.Errorf("the repeat is %+v, %v", again, err)
	}
	two, err := h.Reply(ctx, h.owner, room, one.ID, "thanks", "", true) // a reply to a reply is in the same thread
	if err != nil {
		t.Fatal(err)
	}
	wire, err := h.Post(ctx, h.bob, chat.ToConversation(room), chat.Draft{Kind: chat.KindMessage, Body: "fixed", ReplyTo: first.ID})
	if err != nil {
		t.Fatal(err)
	}
	if one.Thread != first.ID || two.Thread != first.ID || wire.Thread != first.ID || wire.ReplyTo != first.ID || one.InFlow() || !two.InFlow() {
		t.Errorf("%+v\n%+v\n%+v", one, two, wire)
	}
	root, replies, more, err := h.Thread(ctx, h.owner, room, two.ID, 0, 2)
	if err != nil || !more || len(replies) != 2 || replies[0].ID != two.ID || replies[1].ID != wire.ID {
		t.Errorf("the newest two: %+v, more %v, %v", replies, more, err)
	}
	want := &chat.Replies{Count: 3, Last: wire.Time, Users: []int64{h.owner.User.ID, h.bob.User.ID}}
	if diff := cmp.Diff(want, root.Replies); diff != "" {
		t.Errorf("summed up (-want +got):\n%s", diff)
	}
	if _, replies, more, err = h.Thread(ctx, h.owner, room, first.ID, two.Seq, 2); err != nil || more || len(replies) != 1 || replies[0].ID != one.ID {
		t.Errorf("the one before: %+v, more %v, %v", replies, more, err)
	}
	for name, id := range map[string]string{"nothing": "nosuch", "a NUL": "\x00"} {
		if _, err := h.Reply(ctx, h.bob, room, id, "x", "", false); code(t, err) != chat.NotFound {
			t.Errorf("a reply to %s: %v", name, err)
		}
	}
	if err := h.SetTopic(ctx, h.owner, "Ops", "new", ""); err != nil {
		t.Fatal(err)
	}
	topic, err := h.History(ctx, chat.HistoryQuery{ConversationID: room, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Reply(ctx, h.bob, room, topic[0].ID, "x", "", false); code(t, err) != chat.Invalid {
		t.Errorf("a reply to a line about the room: %v", err)
	}
	plain, err := h.Post(ctx, h.bob, chat.ToConversation(room), chat.Draft{Kind: chat.KindMessage, Body: "nice", ReplyTo: topic[0].ID})
	if err != nil || plain.Thread != "" || plain.ReplyTo != topic[0].ID {
		t.Errorf("API v2's reply to it: %+v, %v", plain, err)
	}
}

func TestThreadsAreUnreadForThoseWhoTakePart(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	room := h.room.ConversationID
	eve, err := h.CreateUser(ctx, h.owner, chat.User{Name: "Eve", Email: "eve@example.test"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []chat.User{*h.bob.User, eve} {
		if _, err := h.store.JoinRoom(ctx, h.room.ID, u.ID); err != nil {
			t.Fatal(err)
		}
	}
	first, err := h.Say(ctx, h.owner, room, "shall we?", "")
	if err != nil {
		t.Fatal(err)
	}
	reply := func(p *chat.Principal, body string) chat.Event {
		e, err := h.Reply(ctx, p, room, first.ID, body, "", false)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	unread := func(step string, want string) {
		t.Helper()
		got := ""
		for _, u := range []chat.User{*h.owner.User, *h.bob.User, eve} {
			threads, err := h.store.Threads(ctx, u.ID, chat.ThreadFilter{Unread: true, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, state := range threads {
				got += fmt.Sprintf("%s %d ", u.Name, state.Unread)
			}
		}
		if got != want {
			t.Errorf("%s: unread are %q, want %q", step, got, want)
		}
	}
	last := reply(h.bob, "yes")
	unread("a reply", "Ada Brook 1 ")
	c, err := h.Conversation(ctx, h.owner, room)
	if err != nil || c.Unread != 0 {
		t.Errorf("the room itself has %d unread, %v", c.Unread, err)
	}
	if err := h.MarkThreadRead(ctx, h.owner, room, first.ID, last.Seq); err != nil {
		t.Fatal(err)
	}
	unread("read", "")
	reply(h.owner, "what does @eve say?")
	unread("a mention", "Bob 1 Eve 1 ")
	last = reply(h.bob, "never mind")
	unread("replied", "Ada Brook 1 Eve 2 ")
	if _, err := h.Delete(ctx, h.bob, room, last.ID); err != nil {
		t.Fatal(err)
	}
	unread("deleted", "Eve 1 ")
	if err := h.MarkThreadRead(ctx, h.bob, room, "nosuch", 1); code(t, err) != chat.NotFound {
		t.Errorf("a thread that is not there: %v", err)
	}
	if err := h.MarkThreadRead(ctx, h.bob, room, first.ID, -1); code(t, err) != chat.Invalid {
		t.Errorf("a seq below 0: %v", err)
	}
	states, firsts, err := h.Threads(ctx, h.bob, chat.ThreadFilter{ConversationID: room, Limit: 10})
	if err != nil || len(states) != 1 || firsts[first.ID].Replies.Count != 3 {
		t.Errorf("threads of the room: %+v, %+v, %v", states, firsts, err)
	}
}

func TestPinsAreKeptByThoseInTheRoom(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	room := h.room.ConversationID
	var said []chat.Event
	for range chat.MaxPins + 1 {
		e, err := h.Say(ctx, h.owner, room, "hello", "")
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, e)
	}
	if _, err := h.Pin(ctx, h.bob, room, said[0].ID); code(t, err) != chat.Forbidden {
		t.Errorf("by who is not in the room: %v", err)
	}
	if _, err := h.store.JoinRoom(ctx, h.room.ID, h.bob.User.ID); err != nil {
		t.Fatal(err)
	}
	for _, e := range said[:chat.MaxPins] {
		if _, err := h.Pin(ctx, h.bob, room, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Pin(ctx, h.bob, room, said[chat.MaxPins].ID); code(t, err) != chat.Invalid {
		t.Errorf("one more than may be: %v", err)
	}
	if _, err := h.Unpin(ctx, h.owner, room, said[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Delete(ctx, h.owner, room, said[1].ID); err != nil {
		t.Fatal(err)
	}
	pins, err := h.Pins(ctx, h.bob, room)
	if err != nil || len(pins) != chat.MaxPins-2 || pins[0].ID != said[chat.MaxPins-1].ID || pins[0].Pinned.By != h.bob.User.ID {
		t.Errorf("%d pins, the first %+v, %v", len(pins), pins[0], err)
	}
}

func TestAPageOfChangesAloneReadsOn(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	room := h.room.ConversationID
	var first chat.Event
	for range 5 {
		e, err := h.Say(ctx, h.owner, room, "hello", "")
		if err != nil {
			t.Fatal(err)
		}
		first = e
	}
	for i := range 40 {
		do := h.React
		if i%2 == 1 {
			do = h.Unreact
		}
		if _, err := do(ctx, h.owner, room, first.ID, "👍"); err != nil {
			t.Fatal(err)
		}
	}
	page, err := h.Page(ctx, h.owner, room, false, 0, 4)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for i, e := range page {
		if e.InFlow() {
			shown++
		}
		if i > 0 && e.Seq != page[i-1].Seq+1 {
			t.Errorf("a gap before seq %d", e.Seq)
		}
	}
	if shown != 4 || page[len(page)-1].Seq != 45 {
		t.Errorf("the page has %d events, %d of them in the conversation", len(page), shown)
	}
}
