package chat_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

// spec: product, 4.4 Editing, deleting
func TestWhoMayChangeAMessageAndForHowLong(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	now := time.Now().Truncate(time.Microsecond)
	h.Service = chat.New(chat.Config{Store: h.store, Now: func() time.Time { return now }})
	say := func(p *chat.Principal) string {
		e, err := h.Say(ctx, p, h.room.ConversationID, "hello", "")
		if err != nil {
			t.Fatal(err)
		}
		return e.ID
	}
	direct, err := h.store.DirectChat(ctx, h.owner.User.ID, h.bob.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	inDirect, err := h.Say(ctx, h.bob, direct, "hello", "")
	if err != nil {
		t.Fatal(err)
	}
	notification, err := h.Post(ctx, h.bob, chat.ToConversation(h.room.ConversationID), chat.Draft{Kind: chat.KindNotification, Body: "built"})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(p *chat.Principal, conversation int64, id string) error {
		_, err := h.Edit(ctx, p, conversation, id, "other words")
		return err
	}
	remove := func(p *chat.Principal, conversation int64, id string) error {
		_, err := h.Delete(ctx, p, conversation, id)
		return err
	}
	room := h.room.ConversationID
	for _, tt := range []struct {
		name         string
		change       func(*chat.Principal, int64, string) error
		who          *chat.Principal
		conversation int64
		id           string
		after        time.Duration
		want         chat.Code
	}{
		{"their own", edit, h.bob, room, say(h.bob), 24 * time.Hour, 0},
		{"their own too late", edit, h.bob, room, say(h.bob), 24*time.Hour + time.Second, chat.Forbidden},
		{"another's", edit, h.bob, room, say(h.owner), 0, chat.Forbidden},
		{"another's by the room's owner", edit, h.owner, room, say(h.bob), 0, chat.Forbidden},
		{"a notification, edited", edit, h.bob, room, notification.ID, 0, chat.Forbidden},
		{"of another conversation", edit, h.bob, direct, say(h.bob), 0, chat.NotFound},
		{"deleting their own", remove, h.bob, room, say(h.bob), 24 * time.Hour, 0},
		{"deleting their own too late", remove, h.bob, room, say(h.bob), 25 * time.Hour, chat.Forbidden},
		{"deleting another's", remove, h.bob, room, say(h.owner), 0, chat.Forbidden},
		{"deleting another's in a one-to-one chat", remove, h.owner, direct, inDirect.ID, 0, chat.Forbidden},
		{"deleting a notification", remove, h.bob, room, notification.ID, 0, chat.Forbidden},
		{"the room's owner deleting a notification", remove, h.owner, room, notification.ID, 48 * time.Hour, 0},
		{"the room's owner deleting what they said long ago", remove, h.owner, room, say(h.owner), 48 * time.Hour, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := now
			now = now.Add(tt.after)
			if got := code(t, tt.change(tt.who, tt.conversation, tt.id)); got != tt.want {
				t.Errorf("code %v, want %v", got, tt.want)
			}
			now = said
		})
	}
}

func TestADeletedMessageSaysNothingAndStaysSo(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	e, err := h.Say(ctx, h.bob, h.room.ConversationID, "see https://a.test/cat.png @ada", "c1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Delete(ctx, h.bob, h.room.ConversationID, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := chat.Event{
		ID: e.ID, ConversationID: e.ConversationID, Time: e.Time, Kind: e.Kind, UserID: e.UserID, Sender: "Bob",
		MentionName: e.MentionName, Format: chat.FormatText, ClientID: "c1", Seq: e.Seq, Deleted: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := h.Edit(ctx, h.bob, h.room.ConversationID, e.ID, "back"); code(t, err) != chat.NotFound {
		t.Errorf("editing it: %v", err)
	}
	if _, err := h.Delete(ctx, h.bob, h.room.ConversationID, e.ID); code(t, err) != chat.NotFound {
		t.Errorf("deleting it again: %v", err)
	}
}

func TestAnEditFindsMentionsAndLinksAnew(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	e, err := h.Say(ctx, h.owner, h.room.ConversationID, "see https://a.test/cat.png @bob", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Edit(ctx, h.owner, h.room.ConversationID, e.ID, " "); code(t, err) != chat.Invalid {
		t.Errorf("to nothing: %v", err)
	}
	got, err := h.Edit(ctx, h.owner, h.room.ConversationID, e.ID, "see @all")
	if err != nil {
		t.Fatal(err)
	}
	if got.Edited.IsZero() || len(got.Mentions) != 0 || !got.MentionAll || got.Links != nil || got.Body != "see @all" {
		t.Errorf("%+v", got)
	}
	log, err := h.store.EventsAfter(ctx, h.room.ConversationID, e.Seq, 10)
	if err != nil || len(log) != 1 {
		t.Fatalf("%v, %v", log, err)
	}
	if c := log[0]; c.Kind != chat.KindChange || c.Change != chat.ChangeEdit || c.Target != e.ID || !c.MentionAll || c.UserID != h.owner.User.ID {
		t.Errorf("%+v", c)
	}
}

func TestNothingIsChangedInAnArchivedRoomOrByAStranger(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	e, err := h.Say(ctx, h.bob, h.room.ConversationID, "hello", "")
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	if _, err := h.store.UpdateRoom(ctx, h.room.ID, chat.RoomPatch{Archived: &yes}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Edit(ctx, h.bob, h.room.ConversationID, e.ID, "x"); code(t, err) != chat.Invalid {
		t.Errorf("archived: %v", err)
	}
	private, err := h.CreateRoom(ctx, h.owner, chat.Room{Name: "Secret", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	if e, err = h.Say(ctx, h.owner, private.ConversationID, "hello", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Delete(ctx, h.bob, private.ConversationID, e.ID); code(t, err) != chat.NotFound {
		t.Errorf("a room that is not theirs: %v", err)
	}
}

func TestCorrectionsAreRecognised(t *testing.T) {
	for body, want := range map[string]bool{
		"s/a/b/": true, "s/a/b": true, "s/a//": true, "s/a/": true, "s//b/": false, "s/a/b/c": false, "s/a": false,
		"see s/a/b/": false, "s/a/b/ ": false, "s/": false, "S/a/b/": false,
	} {
		e := chat.Event{Kind: chat.KindMessage, UserID: 1, Body: body}
		if e.Corrects() != want {
			t.Errorf("%q corrects: %v", body, !want)
		}
	}
}
