package push

import (
	"context"
	"errors"
	"fmt"
	"sync"

	webpush "github.com/SherClockHolmes/webpush-go"

	"github.com/stoachat/stoa/internal/chat"
)

// keys is the pair that push services know the server by, once it has been read or made.
type keys struct {
	mu sync.Mutex
	*pair
}

type pair struct{ public, private string }

// get reads the pair, and makes it when there is none. Of two that are made at once the first is kept.
func (k *keys) get(ctx context.Context, store Store, sealer Sealer) (pair, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pair != nil {
		return *k.pair, nil
	}
	public, sealed, err := store.VAPID(ctx)
	if errors.Is(err, chat.ErrNotFound) {
		public, sealed, err = newPair(ctx, store, sealer)
	}
	if err != nil {
		return pair{}, fmt.Errorf("keys for pushes: %w", err)
	}
	private, err := sealer.Open(sealed)
	if err != nil {
		return pair{}, fmt.Errorf("keys for pushes: %w", err)
	}
	k.pair = &pair{public, private}
	return *k.pair, nil
}

func newPair(ctx context.Context, store Store, sealer Sealer) (string, []byte, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return "", nil, err
	}
	if err := store.SetVAPID(ctx, public, sealer.Seal(private)); err != nil {
		return "", nil, err
	}
	return store.VAPID(ctx)
}

// PublicKey is what browsers are told to ask their push service with.
func (p *Pusher) PublicKey(ctx context.Context) (string, error) {
	k, err := p.keys.get(ctx, p.Store, p.Sealer)
	return k.public, err
}
