package app

import (
	"fmt"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/signin"
)

// buildSources connects who vouches for people from outside.
func (a *App) buildSources() error {
	file, err := signin.ReadFile(a.cfg.SignIn)
	if err != nil {
		return fmt.Errorf("--sign-in: %w", err)
	}
	a.sources = signin.New(signin.Config{
		Store: a.store, Chat: a.chat, Tokens: a.tokens, Steps: a.steps, Entrances: auth.NewEntrances(a.store, a.sealer, a.base, a.cfg.Now),
		Sealer: a.sealer, Outbound: a.outbound, File: file, Base: a.base, Now: a.cfg.Now, Log: a.log,
	})
	a.passwords.Asking(a.sources)
	return nil
}
