package auth

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/stoachat/stoa/internal/chat"
)

// KeyStore seals everything that is sealed in the database anew, in one transaction, and answers how much that was.
type KeyStore interface {
	Reseal(ctx context.Context, anew func(sealed []byte) ([]byte, error)) (int, error)
}

// KeyChange gives all that is sealed a new key. The new key's file stands beside the old one before anything is sealed with
// it, and the old one's until the next start: so whenever the server is killed, there is a key for everything, and the
// next start ends what was begun.
type KeyChange struct {
	mu     sync.Mutex // one change at a time
	sealer *Sealer
	store  KeyStore
	shared bool
}

// NewKeyChange makes a KeyChange.
func NewKeyChange(sealer *Sealer, store KeyStore) *KeyChange {
	return &KeyChange{sealer: sealer, store: store}
}

// Share says that other nodes have the same key, which then changes on all of them or on none.
func (k *KeyChange) Share() { k.shared = true }

// Change makes a new key and seals everything with it. What others seal with the old key meanwhile still opens, and is
// sealed anew at the next start.
func (k *KeyChange) Change(ctx context.Context) (resealed int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sealer.given || k.shared {
		return 0, chat.Errorf(chat.Conflict, "The key is given to the server from outside, or is shared by several nodes: set the new one before the old one in --secret-key on each node, and start them again")
	}
	ctx = context.WithoutCancel(ctx)
	if err := k.sealer.begin(); err != nil {
		return 0, fmt.Errorf("new key: %w", err)
	}
	if resealed, err = k.store.Reseal(ctx, k.sealer.reseal); err != nil {
		return 0, err
	}
	if err := k.sealer.promote(); err != nil {
		return 0, fmt.Errorf("new key: %w", err)
	}
	return resealed, nil
}

// Settle ends a change that the last run of the server began, and forgets the old key. Call it before anything is sealed.
func (k *KeyChange) Settle(ctx context.Context) error {
	if len(k.sealer.all()) == 1 {
		return k.sealer.settle()
	}
	if _, err := k.store.Reseal(ctx, k.sealer.reseal); err != nil {
		return err
	}
	return k.sealer.settle()
}

func (s *Sealer) reseal(sealed []byte) ([]byte, error) {
	text, err := s.Open(sealed)
	if err != nil {
		return nil, err
	}
	return s.Seal(text), nil
}

// begin makes the next key the one that seals. One that an earlier change has left is taken up again.
func (s *Sealer) begin() error {
	if s.path != "" {
		if _, err := os.Stat(s.next()); err == nil {
			return nil // it seals already
		}
	}
	key := newKey()
	if s.path != "" {
		if err := writeKey(s.next(), key); err != nil {
			return err
		}
	}
	aead, err := newAEAD(key)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = append([]cipher.AEAD{aead}, s.keys...)
	return nil
}

// promote puts the next key in the place of the key, which is kept as the former one.
func (s *Sealer) promote() error {
	if s.path == "" {
		return nil
	}
	if err := os.Remove(s.former()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Link(s.path, s.former()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(s.next(), s.path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(s.path))
}

// settle leaves the one key that seals, in its place.
func (s *Sealer) settle() error {
	if s.path == "" {
		return nil
	}
	if _, err := os.Stat(s.next()); err == nil {
		if err := s.promote(); err != nil {
			return fmt.Errorf("secret key: %w", err)
		}
	}
	if err := os.Remove(s.former()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("secret key: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = slices.Clone(s.keys[:1])
	return nil
}

// syncDirectory makes renames in it last.
func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
