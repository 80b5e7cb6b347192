package main

import (
	"context"
	"fmt"

	"github.com/stoachat/stoa/hipchat"
)

type addonLevelCmd struct {
	installed
	CompatLevel string `arg:"" name:"level" help:"${enum}." enum:"1.3,2.0,2.2,latest"`
}

// Help is shown below the flags.
func (c *addonLevelCmd) Help() string {
	return "Example: stoa addon level org.example.tides 1.3 --room Ops\n\nMethods, cards and the life of tokens follow at once; the descriptor is read anew by the next update."
}

func (c *addonLevelCmd) Run(ctx context.Context) error {
	client, in, err := c.find(ctx)
	if err != nil {
		return err
	}
	if in, err = client.SetAddonLevel(ctx, in.ID, hipchat.Level(c.CompatLevel)); err != nil {
		return err
	}
	return c.show(in, func() { fmt.Printf("%s (%s) is shown HipChat Server %s\n", in.Name, in.Key, in.Level) })
}
