package auth

import (
	"cmp"
	"context"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/writebehind"
)

// V1UseStore keeps what tokens of API v1 are used for.
type V1UseStore interface {
	AddV1Uses(ctx context.Context, uses []chat.V1Use) error
	V1Uses(ctx context.Context) ([]chat.V1Use, error)
}

// V1Uses counts what tokens of API v1 are used for. See Run, without which nothing is written down.
type V1Uses struct {
	store V1UseStore
	*writebehind.Buffer[v1Key, chat.V1Use]
}

// v1Key is what is counted apart. There are no more than good tokens have methods.
type v1Key struct {
	token  int64
	method string
}

// NewV1Uses makes a V1Uses.
func NewV1Uses(store V1UseStore) *V1Uses {
	return &V1Uses{store, writebehind.New(writebehind.Config[v1Key, chat.V1Use]{
		What: "uses of API v1", Join: chat.V1Use.Join, Write: store.AddV1Uses,
		Order: func(a, b v1Key) int { return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(a.method, b.method)) },
	})}
}

// Note counts one call.
func (v *V1Uses) Note(u chat.V1Use) {
	u.Agent, u.Calls = strings.ToValidUTF8(hipchat.Abridge(u.Agent), "\uFFFD"), 1
	v.Buffer.Note(v1Key{u.TokenID, u.Method}, u)
}

// All answers what all tokens of API v1 have been used for, up to this moment.
func (v *V1Uses) All(ctx context.Context) ([]chat.V1Use, error) {
	if err := v.Flush(ctx); err != nil {
		return nil, err
	}
	return v.store.V1Uses(ctx)
}
