package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// openSealer takes the key that is given, or that of the data directory, or one for this run alone.
func (a *App) openSealer() (*auth.Sealer, error) {
	switch {
	case a.cfg.SecretKey != "":
		return auth.GiveSealer(a.cfg.SecretKey)
	case a.cfg.Data != "":
		return auth.OpenSealer(filepath.Join(a.cfg.Data, "secret.key"))
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return auth.NewSealer(key)
}

// errOtherKey is why a server does not start.
var errOtherKey = errors.New("the secret key is not the one of this database: give this server that one, in secret.key in its data directory or by --secret-key, as all nodes of a cluster have it")

// checkKey refuses to start with another key than the one that secrets in the database are sealed with: every add-on would
// be told that its secret is wrong, and some then forget that they were installed.
func (a *App) checkKey(ctx context.Context) error {
	all, err := a.store.Installations(ctx, chat.InstallationFilter{})
	if err != nil {
		return err
	}
	if len(all) > 0 {
		if _, err := a.sealer.Open(all[0].SealedSecret); err != nil {
			return fmt.Errorf("%w: %w", errOtherKey, err)
		}
	}
	if a.cfg.SecretKey == "" && a.cfg.Data == "" {
		return nil // the key is for this run alone
	}
	kept, err := a.store.KeyCheck(ctx, a.sealer.Seal("stoa"))
	if err != nil {
		return err
	}
	if _, err := a.sealer.Open(kept); err != nil {
		return fmt.Errorf("%w: %w", errOtherKey, err)
	}
	return nil
}
