package oauth_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/oauth"
)

// away is a database that does not answer.
type away struct{ oauth.Store }

func (away) Installation(context.Context, int64) (chat.Installation, error) {
	return chat.Installation{}, chat.ErrAway
}

func TestAClientThatCannotBeReadIsNotOneThatIsGone(t *testing.T) {
	s := oauth.New(away{}, nil, nil, nil, nil, nil)
	if c, err := s.Client(t.Context(), 1); !errors.Is(err, chat.ErrAway) {
		t.Errorf("%v, %v", c, err)
	}
}
