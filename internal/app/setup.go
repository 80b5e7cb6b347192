package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// nobody tells whether the server has no accounts yet.
func (a *App) nobody(ctx context.Context) (bool, error) {
	n, err := a.store.CountUsers(ctx)
	return n == 0, err
}

// prepareSetup makes the first administrator that is configured, or the link for whoever is to be it.
func (a *App) prepareSetup(ctx context.Context) error {
	empty, err := a.nobody(ctx)
	if err != nil {
		return err
	}
	token := ""
	switch {
	case empty && a.cfg.AdminEmail != "":
		if err := a.createAdmin(ctx); err != nil {
			return fmt.Errorf("first administrator: %w", err)
		}
	case empty:
		if token, err = a.setupToken(ctx); err != nil {
			return err
		}
	}
	a.setup = api.NewSetup(token, a.nobody)
	return nil
}

// createAdmin makes the administrator, unless another node has been faster.
func (a *App) createAdmin(ctx context.Context) error {
	hash, err := a.passwords.Hash(ctx, a.cfg.AdminPassword)
	if err != nil {
		return err
	}
	_, err = a.chat.CreateOwner(ctx, "", chat.User{Name: "Administrator", MentionName: "admin", Email: a.cfg.AdminEmail}, hash)
	var known *chat.Error
	if errors.As(err, &known) && known.Code == chat.Conflict {
		return nil
	}
	return err
}

const setupKey = "setup.token"

// setupToken is good once. Nodes have the same one, so that a link that one of them prints may be opened on any.
func (a *App) setupToken(ctx context.Context) (string, error) {
	token := auth.RandomText(40)
	if a.node.Alone() {
		return token, nil
	}
	err := a.store.ReplaceSetting(ctx, setupKey, "", token)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return "", err
	}
	return a.store.Setting(ctx, setupKey)
}
