package search

import (
	"context"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// interrupted is a store in which something happens just before a piece of a log is taken.
type interrupted struct {
	*store.Store
	first func()
}

func (s *interrupted) IndexSearch(ctx context.Context, b chat.SearchBatch) (bool, error) {
	if f := s.first; f != nil {
		s.first = nil
		f()
	}
	return s.Store.IndexSearch(ctx, b)
}

func TestASearchThatIsBuiltAnewWhileItFollowsLacksNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := &interrupted{Store: storetest.Open(t, url)}, t.Context()
		room, err := s.CreateRoom(ctx, chat.Room{Name: "Ops", Slug: "ops"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := NewFollower(s, func() bool { return true }, slog.New(slog.DiscardHandler))
		for n := range 3 {
			e := chat.Event{ID: strconv.Itoa(n), ConversationID: room.ConversationID, Time: time.Unix(int64(n), 0), Kind: chat.KindMessage, Body: "hello"}
			frame, err := e.Frame()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Append(ctx, chat.Append{Event: e, Frame: frame}); err != nil {
				t.Fatal(err)
			}
			f.Ring(room.ConversationID)
			if n == 2 {
				s.first = func() {
					if err := f.Rebuild(ctx); err != nil {
						t.Error(err)
					}
				}
			}
			if err := f.round(ctx); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.Search(ctx, chat.SearchQuery{Reader: chat.SearchReader{All: true}, Parts: []chat.SearchPart{part(false, "hello")}, Limit: 10})
		if err != nil || len(found) != 3 {
			t.Errorf("%d found, %v", len(found), err)
		}
	})
}
