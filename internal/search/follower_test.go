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

// grown is a store whose logs grow between a look at them and the reading.
type grown struct {
	*store.Store
	meanwhile func()
}

func (s *grown) SearchLag(ctx context.Context, conversations []int64) ([]chat.SearchLag, error) {
	all, err := s.Store.SearchLag(ctx, conversations)
	s.meanwhile()
	return all, err
}

// newRoom answers the conversation of a new room.
func newRoom(t *testing.T, s *store.Store) int64 {
	t.Helper()
	room, err := s.CreateRoom(t.Context(), chat.Room{Name: "Ops", Slug: "ops"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return room.ConversationID
}

// say has a message with this number be in the conversation's log.
func say(t *testing.T, s *store.Store, conversationID int64, n int) {
	t.Helper()
	e := chat.Event{ID: strconv.Itoa(n), ConversationID: conversationID, Time: time.Unix(int64(n), 0), Kind: chat.KindMessage, Body: "hello"}
	frame, err := e.Frame()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), chat.Append{Event: e, Frame: frame}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsSaidWhileASearchFollowsMakesItLackNoLessThanNothing(t *testing.T) {
	t.Parallel()
	s := &grown{Store: storetest.Open(t, storetest.SQLite(t))}
	room := newRoom(t, s.Store)
	say(t, s.Store, room, 1)
	s.meanwhile = func() { say(t, s.Store, room, 2) }
	f := NewFollower(s, func() bool { return true }, slog.New(slog.DiscardHandler))
	if err := f.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := f.Behind(); n != 0 {
		t.Errorf("%d events are missing", n)
	}
}

func TestASearchThatIsBuiltAnewWhileItFollowsLacksNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := &interrupted{Store: storetest.Open(t, url)}, t.Context()
		room := newRoom(t, s.Store)
		f := NewFollower(s, func() bool { return true }, slog.New(slog.DiscardHandler))
		for n := range 3 {
			say(t, s.Store, room, n)
			f.Ring(room)
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
		found, err := s.Search(ctx, chat.SearchQuery{Reader: chat.Reader{All: true}, Parts: []chat.SearchPart{part(false, "hello")}, Limit: 10})
		if err != nil || len(found) != 3 {
			t.Errorf("%d found, %v", len(found), err)
		}
	})
}
