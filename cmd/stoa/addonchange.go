package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/stoachat/stoa/internal/remote"
)

// installed names an installed add-on.
type installed struct {
	target
	Key  string `arg:"" help:"The add-on's key, as list shows it."`
	Room string `help:"The one in this room; the whole group's when empty."`
}

func (i installed) find(ctx context.Context) (*remote.Client, remote.Installation, error) {
	client, err := i.client()
	if err != nil {
		return nil, remote.Installation{}, err
	}
	in, err := client.Addon(ctx, i.Key, i.Room)
	return client, in, err
}

// stateOf says in a word what an administrator would want to know.
func stateOf(in remote.Installation) string {
	switch {
	case in.Disabled:
		return "disabled"
	case in.Update != nil:
		return "update pending"
	}
	return "enabled"
}

type addonUpdateCmd struct {
	installed
	Allow bool `help:"Agree to scopes that the add-on did not have before."`
}

// Help is shown below the flags.
func (c *addonUpdateCmd) Help() string {
	return "Example: stoa addon update com.example.bot --room Ops\n\n" +
		"An update that asks for more scopes is shown, and made with --allow."
}

func (c *addonUpdateCmd) Run(ctx context.Context) error {
	client, in, err := c.find(ctx)
	if err != nil {
		return err
	}
	p, err := client.CheckAddon(ctx, in.ID)
	if err != nil {
		return err
	}
	if p.Update == nil || !p.Update.Changed {
		return c.show(in, func() { fmt.Printf("%s has not changed.\n", in.Name) })
	}
	if added := p.Update.AddedScopes; len(added) > 0 && !c.Allow {
		return fmt.Errorf("%s now also asks for %s: update it with --allow, if it may", in.Name, strings.Join(added, ", "))
	}
	in, err = client.InstallAddon(ctx, p, c.Room)
	if err != nil {
		return err
	}
	return c.show(in, func() {
		fmt.Printf("Updated %s.\n", in.Name)
		printOpen(in)
	})
}

type addonDisableCmd struct{ installed }

func (c *addonDisableCmd) Run(ctx context.Context) error { return c.set(ctx, true) }

type addonEnableCmd struct{ installed }

func (c *addonEnableCmd) Run(ctx context.Context) error { return c.set(ctx, false) }

func (i installed) set(ctx context.Context, disabled bool) error {
	client, in, err := i.find(ctx)
	if err != nil {
		return err
	}
	in, err = client.DisableAddon(ctx, in.ID, disabled)
	if err != nil {
		return err
	}
	return i.show(in, func() { fmt.Printf("%s is %s.\n", in.Name, stateOf(in)) })
}

type addonRotateCmd struct{ installed }

// Help is shown below the flags.
func (c *addonRotateCmd) Help() string {
	return "The add-on is installed anew with a new client and secret, and told that the old one is gone."
}

func (c *addonRotateCmd) Run(ctx context.Context) error {
	client, in, err := c.find(ctx)
	if err != nil {
		return err
	}
	in, err = client.RotateAddon(ctx, in.ID)
	if err != nil {
		return err
	}
	return c.show(in, func() {
		fmt.Printf("%s has a new secret.\n", in.Name)
		printOpen(in)
	})
}

// printOpen says what is left to do in a browser.
func printOpen(in remote.Installation) {
	if in.Open != "" {
		fmt.Printf("Open this within half an hour, once, in your browser:\n%s\n", in.Open)
	}
}
