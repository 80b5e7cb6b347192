package main

import (
	"context"
	"strings"
)

type addonDirectoryCmd struct {
	target
	All bool `help:"Those as well that are not known to work on self-hosted servers."`
}

// Help is shown below the flags.
func (c *addonDirectoryCmd) Help() string {
	return "Example: stoa addon directory\n\nCALLS tells whether the add-on calls the server, REACHES what the server must reach for it."
}

func (c *addonDirectoryCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.Directory(ctx, c.All)
	if err != nil {
		return err
	}
	return c.show(all, func() {
		rows := make([][]any, 0, len(all))
		for _, e := range all {
			rows = append(rows, []any{e.Key, e.Name, e.Inbound, strings.Join(e.Outbound, ","), e.Descriptor})
		}
		table("KEY NAME CALLS REACHES DESCRIPTOR", rows)
	})
}
