package chat_test

import (
	"context"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// interrupted is a store in which something happens after a setting has been read, and before it is answered.
type interrupted struct {
	*store.Store
	once func()
}

func (s *interrupted) Setting(ctx context.Context, key string) (string, error) {
	text, err := s.Store.Setting(ctx, key)
	if f := s.once; f != nil {
		s.once = nil
		f()
	}
	return text, err
}

func TestPreferencesThatAreChangedWhileTheyAreReadHold(t *testing.T) {
	s, ctx := &interrupted{Store: storetest.Open(t, storetest.SQLite(t))}, t.Context()
	h := chat.New(chat.Config{Store: s})
	owner := auth.PersonPrincipal(chat.User{ID: 1, Name: "Ada", Owner: true, Admin: true})
	s.once = func() {
		_, err := h.ChangeGroupPreferences(ctx, owner, func(g *chat.GroupPreferences) error {
			g.CreateRooms = chat.OnlyAdmins
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if _, err := h.GroupPreferences(ctx); err != nil {
		t.Fatal(err)
	}
	if g, err := h.GroupPreferences(ctx); err != nil || g.CreateRooms != chat.OnlyAdmins {
		t.Errorf("%+v, %v", g, err)
	}
}
