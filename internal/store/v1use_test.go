package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestUsesOfV1AddUpAndGoWithTheirToken(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		token, err := s.CreateToken(ctx, chat.Token{Hash: hash(1), Kind: chat.TokenV1Admin, Name: "CI"})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
		use := func(id int64, method string, calls int64, agent string) chat.V1Use {
			return chat.V1Use{TokenID: id, Method: method, Calls: calls, Last: at, Agent: agent, Address: "192.0.2.1"}
		}
		earlier := func(u chat.V1Use) chat.V1Use {
			u.Last, u.Address = u.Last.Add(-time.Hour), "192.0.2.2"
			return u
		}
		for _, uses := range [][]chat.V1Use{
			{use(token.ID, "rooms/message", 2, "old"), use(token.ID, "rooms/list", 1, "curl"), use(token.ID+1, "rooms/list", 1, "of no token")},
			{use(token.ID, "rooms/message", 3, "new")},
			{},
			{earlier(use(token.ID, "rooms/message", 4, "of a server that was slow to write it down"))},
		} {
			if err := s.AddV1Uses(ctx, uses); err != nil {
				t.Fatal(err)
			}
		}
		want := []chat.V1Use{use(token.ID, "rooms/list", 1, "curl"), use(token.ID, "rooms/message", 9, "new")}
		got, err := s.V1Uses(ctx)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if err := s.DeleteToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := s.V1Uses(ctx); len(got) != 0 || err != nil {
			t.Errorf("after the token was revoked: %v, %v", got, err)
		}
	})
}
