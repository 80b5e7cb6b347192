package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestDirectChatIsOneForBothOrders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		ids := make(chan int64, 8)
		for i := range cap(ids) {
			a, b := ada.ID, bo.ID
			if i%2 == 1 {
				a, b = b, a
			}
			go func() {
				id, err := s.DirectChat(ctx, a, b)
				if err != nil {
					t.Error(err)
				}
				ids <- id
			}()
		}
		first := <-ids
		for range cap(ids) - 1 {
			if id := <-ids; id != first {
				t.Errorf("conversations %d and %d", first, id)
			}
		}
		if a, b, err := s.DirectChatOf(ctx, first); a != ada.ID || b != bo.ID || err != nil {
			t.Errorf("chat of %d and %d, %v", a, b, err)
		}
		_, _, err := s.DirectChatOf(ctx, mustRoom(t, s, "Ops", 0).ConversationID)
		wantErr(t, "a room's log", err, chat.ErrNotFound)
		_, err = s.DirectChat(ctx, ada.ID, 99)
		wantErr(t, "with nobody", err, chat.ErrNotFound)
	})
}

func TestUnreadCountsWhatOthersSaidSinceTheJoin(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		room := mustRoom(t, s, "Ops", ada.ID)
		mustAppend(t, s, said(room.ConversationID, ada.ID, "before bo came"))
		if _, err := s.JoinRoom(ctx, room.ID, bo.ID); err != nil {
			t.Fatal(err)
		}
		check := func(what string, unread, mention int, read int64) {
			t.Helper()
			c, err := s.Conversation(ctx, bo.ID, room.ConversationID)
			if err != nil {
				t.Fatal(err)
			}
			if c.Unread != unread || c.Mention != mention || c.ReadSeq != read {
				t.Errorf("%s: %d unread, %d mentions after %d; want %d, %d after %d",
					what, c.Unread, c.Mention, c.ReadSeq, unread, mention, read)
			}
		}
		check("just joined", 0, 0, 1)
		mention := func(user int64, change func(*chat.Event)) {
			a := said(room.ConversationID, user, "look")
			change(&a.Event)
			mustAppend(t, s, a)
		}
		mention(ada.ID, func(e *chat.Event) { e.Mentions = []chat.UserRef{bo.Ref()} })
		mention(ada.ID, func(e *chat.Event) { e.Mentions = []chat.UserRef{{ID: bo.ID * 10}, {ID: bo.ID + 10}} })
		mention(ada.ID, func(e *chat.Event) { e.MentionAll = true })
		mention(0, func(e *chat.Event) { e.Kind, e.MentionHere = chat.KindNotification, true })
		mention(bo.ID, func(e *chat.Event) { e.MentionAll = true })
		mention(ada.ID, func(e *chat.Event) { e.Kind = chat.KindEnter })
		check("after six events", 4, 3, 1)
		for _, step := range []struct {
			mark, read      int64
			unread, mention int
		}{{3, 3, 2, 2}, {2, 3, 2, 2}, {1000, 7, 0, 0}} {
			if err := s.MarkRead(ctx, bo.ID, room.ConversationID, step.mark); err != nil {
				t.Fatal(err)
			}
			check("after a mark", step.unread, step.mention, step.read)
		}
		for range 103 {
			mention(ada.ID, func(e *chat.Event) { e.MentionAll = true })
		}
		check("after very many", 100, 100, 7)
		wantErr(t, "mark a room not joined", s.MarkRead(ctx, bo.ID, 99, 1), chat.ErrNotFound)
	})
}

func TestConversationsAreRoomsThenChatsWithEvents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo, eve := mustUser(t, s, "ada"), mustUser(t, s, "bo"), mustUser(t, s, "eve")
		direct, err := s.DirectChat(ctx, bo.ID, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		silent, err := s.DirectChat(ctx, ada.ID, eve.ID)
		if err != nil {
			t.Fatal(err)
		}
		room := mustRoom(t, s, "Ops", ada.ID)
		mustRoom(t, s, "Not joined", bo.ID)
		mustAppend(t, s, said(direct, bo.ID, "hello"))
		all, err := s.Conversations(ctx, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].Room == nil || all[0].Room.ID != room.ID || all[0].Other != nil ||
			all[1].Room != nil || all[1].Other == nil || all[1].Other.ID != bo.ID || all[1].ID != direct || all[1].Unread != 1 {
			t.Errorf("conversations: %+v", all)
		}
		c, err := s.Conversation(ctx, ada.ID, silent)
		if err != nil || c.Other == nil || c.Other.ID != eve.ID || c.LastSeq != 0 {
			t.Errorf("the chat without events: %+v, %v", c, err)
		}
		_, err = s.Conversation(ctx, eve.ID, direct)
		wantErr(t, "a chat of others", err, chat.ErrNotFound)
	})
}

func TestPostgreSQLCompilesNothingUnlessTheURLSaysSo(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	joint := "?"
	if strings.Contains(url, "?") {
		joint = "&"
	}
	for added, want := range map[string]string{"": "off", joint + "jit=on": "on"} {
		got, err := storetest.Open(t, url+added).Texts(t.Context(), `SELECT current_setting('jit')`)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("with %q it is %q, %v; want %q", added, got, err, want)
		}
	}
}
