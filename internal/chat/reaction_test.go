package chat_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func TestReactionsAreCountedOncePerPersonInTheirOrder(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	e, err := h.Say(ctx, h.owner, h.room.ConversationID, "hello", "")
	if err != nil {
		t.Fatal(err)
	}
	ada, bob := h.owner.User.ID, h.bob.User.ID
	for i, step := range []struct {
		do    func(context.Context, *chat.Principal, int64, string, string) (chat.Event, error)
		who   *chat.Principal
		emoji string
		want  []chat.Reaction
	}{
		{h.React, h.bob, "👍", []chat.Reaction{{Emoji: "👍", Users: []int64{bob}}}},
		{h.React, h.bob, "👍", []chat.Reaction{{Emoji: "👍", Users: []int64{bob}}}},
		{h.React, h.owner, "🎉", []chat.Reaction{{Emoji: "👍", Users: []int64{bob}}, {Emoji: "🎉", Users: []int64{ada}}}},
		{h.React, h.owner, "👍", []chat.Reaction{{Emoji: "👍", Users: []int64{bob, ada}}, {Emoji: "🎉", Users: []int64{ada}}}},
		{h.Unreact, h.bob, "🎉", []chat.Reaction{{Emoji: "👍", Users: []int64{bob, ada}}, {Emoji: "🎉", Users: []int64{ada}}}},
		{h.Unreact, h.bob, "👍", []chat.Reaction{{Emoji: "👍", Users: []int64{ada}}, {Emoji: "🎉", Users: []int64{ada}}}},
		{h.Unreact, h.owner, "👍", []chat.Reaction{{Emoji: "🎉", Users: []int64{ada}}}},
		{h.Unreact, h.owner, "\xff", []chat.Reaction{{Emoji: "🎉", Users: []int64{ada}}}},
	} {
		got, err := step.do(ctx, step.who, h.room.ConversationID, e.ID, step.emoji)
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if diff := cmp.Diff(step.want, got.Reactions); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
	}
	log, err := h.store.EventsAfter(ctx, h.room.ConversationID, e.Seq, 100)
	if err != nil || len(log) != 5 {
		t.Errorf("%d changes are in the log, want 5; %v", len(log), err)
	}
}

func TestReactionsAreBounded(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	e, err := h.Say(ctx, h.owner, h.room.ConversationID, "hello", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", "(no such emoticon)", "()", "👍👍", "<script>"} {
		if _, err := h.React(ctx, h.bob, h.room.ConversationID, e.ID, bad); code(t, err) != chat.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := h.React(ctx, h.bob, h.room.ConversationID, e.ID, "(nosuch)"); code(t, err) != chat.NotFound {
		t.Errorf("an emoticon that is not there: %v", err)
	}
	for i := range chat.MaxReactions {
		if _, err := h.React(ctx, h.bob, h.room.ConversationID, e.ID, string(rune(0x1f600+i))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.React(ctx, h.owner, h.room.ConversationID, e.ID, "🎉"); code(t, err) != chat.Invalid {
		t.Errorf("one more: %v", err)
	}
	if _, err := h.React(ctx, h.owner, h.room.ConversationID, e.ID, "😀"); err != nil {
		t.Errorf("one that is there: %v", err)
	}
}
