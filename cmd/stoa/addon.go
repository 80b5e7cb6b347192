package main

import (
	"context"
	"fmt"

	"github.com/stoachat/stoa/hipchat"
)

type addonCmd struct {
	Install   addonInstallCmd   `cmd:"" help:"Install an add-on from the URL of its descriptor."`
	List      addonListCmd      `cmd:"" help:"List installed add-ons."`
	Directory addonDirectoryCmd `cmd:"" help:"List the add-ons to choose from."`
	Level     addonLevelCmd     `cmd:"" help:"Show an add-on an older release of HipChat Server."`
	Remove    addonRemoveCmd    `cmd:"" help:"Remove an add-on."`
	Update    addonUpdateCmd    `cmd:"" help:"Look whether an add-on's descriptor has changed, and update it."`
	Disable   addonDisableCmd   `cmd:"" help:"Stop an add-on without forgetting anything of it."`
	Enable    addonEnableCmd    `cmd:"" help:"Let a disabled add-on go on."`
	Rotate    addonRotateCmd    `cmd:"" help:"Give an add-on a new OAuth secret."`
}

type addonInstallCmd struct {
	target
	Descriptor string `arg:"" name:"url" help:"The descriptor's URL."`
	Room       string `help:"Install into this room only; the whole group when empty."`

	CompatLevel string `name:"compat-level" help:"Show it that release of HipChat Server: 1.3, 2.0, 2.2 or latest. Empty: the one that it has there, else the latest." enum:",1.3,2.0,2.2,latest" default:""`
}

// Help is shown below the flags.
func (c *addonInstallCmd) Help() string {
	return "Example: stoa addon install https://addon.example.org/atlassian-connect.json --room Ops"
}

func (c *addonInstallCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	p, err := client.PreviewAddonAt(ctx, c.Descriptor, c.Room, hipchat.Level(c.CompatLevel))
	if err != nil {
		return err
	}
	in, err := client.InstallAddon(ctx, p, c.Room)
	if err != nil {
		return err
	}
	return c.show(in, func() {
		if in.Active {
			fmt.Printf("Installed %s (%s). It may:\n", in.Name, in.Key)
		} else {
			fmt.Printf("%s (%s) is not installed before its own page has been opened. It may then:\n", in.Name, in.Key)
		}
		for _, s := range p.Scopes {
			fmt.Printf("  %s: %s\n", s.Name, s.Description)
		}
		printNeeds(p.Needs)
		printAdvice(p)
		printOpen(in)
	})
}

type addonListCmd struct {
	target
	Room string `help:"Those of this room; the whole group's when empty."`
}

func (c *addonListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.Addons(ctx, c.Room)
	if err != nil {
		return err
	}
	return c.show(all, func() {
		rows := make([][]any, 0, len(all))
		for _, in := range all {
			rows = append(rows, append([]any{in.ID, in.Key, in.Name, in.Level, stateOf(in)}, connectivity(in)...))
		}
		table("ID KEY NAME LEVEL STATE CONNECTIVITY WHY", rows)
	})
}

type addonRemoveCmd struct{ installed }

func (c *addonRemoveCmd) Run(ctx context.Context) error {
	client, in, err := c.find(ctx)
	if err != nil {
		return err
	}
	open, err := client.RemoveAddon(ctx, in.ID)
	if err == nil && open != "" {
		fmt.Printf("Open this in your browser to finish:\n%s\n", open)
	}
	return err
}
