package auth

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// V1UseStore keeps what tokens of API v1 are used for.
type V1UseStore interface {
	AddV1Uses(ctx context.Context, uses []chat.V1Use) error
	V1Uses(ctx context.Context) ([]chat.V1Use, error)
}

// V1Uses counts in memory what tokens of API v1 are used for, and writes it down now and then: calls do not wait for
// it, and a server that is killed loses no more than the last minute of it.
type V1Uses struct {
	store V1UseStore
	every time.Duration

	mu      sync.Mutex
	pending map[v1Key]chat.V1Use
}

type v1Key struct {
	token  int64
	method string
}

// NewV1Uses makes a V1Uses.
func NewV1Uses(store V1UseStore) *V1Uses {
	return &V1Uses{store: store, every: touchEvery, pending: make(map[v1Key]chat.V1Use)}
}

// Note counts one call. There are no more entries than good tokens have methods.
func (v *V1Uses) Note(u chat.V1Use) {
	u.Agent = strings.ToValidUTF8(hipchat.Abridge(u.Agent), "\uFFFD")
	key := v1Key{u.TokenID, u.Method}
	v.mu.Lock()
	defer v.mu.Unlock()
	u.Calls = v.pending[key].Calls + 1
	v.pending[key] = u
}

// Run writes down what was counted until ctx ends, and then once more.
func (v *V1Uses) Run(ctx context.Context) error {
	tick := time.NewTicker(v.every)
	defer tick.Stop()
	var failed error
	for {
		select {
		case <-ctx.Done():
			return errors.Join(failed, v.flush(context.WithoutCancel(ctx)))
		case <-tick.C:
			failed = v.flush(ctx)
		}
	}
}

// All answers what all tokens of API v1 have been used for, up to this moment.
func (v *V1Uses) All(ctx context.Context) ([]chat.V1Use, error) {
	if err := v.flush(ctx); err != nil {
		return nil, err
	}
	return v.store.V1Uses(ctx)
}

// flush writes down what was counted. What could not be written is counted again the next time.
func (v *V1Uses) flush(ctx context.Context) error {
	v.mu.Lock()
	counted := v.pending
	v.pending = make(map[v1Key]chat.V1Use)
	v.mu.Unlock()
	if len(counted) == 0 {
		return nil
	}
	uses := make([]chat.V1Use, 0, len(counted))
	for _, u := range counted {
		uses = append(uses, u)
	}
	// In one order on every server, so that two of them never wait for each other's rows.
	slices.SortFunc(uses, func(a, b chat.V1Use) int {
		return cmp.Or(cmp.Compare(a.TokenID, b.TokenID), cmp.Compare(a.Method, b.Method))
	})
	err := v.store.AddV1Uses(ctx, uses)
	if err != nil {
		v.putBack(uses)
	}
	return err
}

func (v *V1Uses) putBack(uses []chat.V1Use) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, u := range uses {
		key := v1Key{u.TokenID, u.Method}
		newer, there := v.pending[key]
		if !there {
			newer = u
			newer.Calls = 0
		}
		newer.Calls += u.Calls
		v.pending[key] = newer
	}
}
