package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
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
		Sealer: a.sealer, Outbound: a.outbound, File: file, Base: a.base, Keeps: a.keeps, Now: a.cfg.Now, Log: a.log,
	})
	a.passwords.Asking(a.sources)
	a.passwords.ForOwnerAlone(a.sources.OwnerAlone)
	return nil
}

// resetSecondStep turns a second step off that nobody on the page can.
func (a *App) resetSecondStep(ctx context.Context) error {
	if a.cfg.ResetSecondStep == "" {
		return nil
	}
	u, err := a.chat.User(ctx, a.cfg.ResetSecondStep)
	if err == nil {
		err = a.steps.TurnOff(ctx, u)
	}
	var known *chat.Error
	if errors.As(err, &known) {
		a.log.Warn("no second step was turned off", "account", a.cfg.ResetSecondStep, "why", known.Message)
		return nil
	}
	if err != nil {
		return fmt.Errorf("reset the second step: %w", err)
	}
	a.log.Warn("the second step was turned off: start without --reset-second-step from now on", "account", u.Email)
	return nil
}
