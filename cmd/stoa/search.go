package main

import (
	"context"
	"fmt"
)

type searchCmd struct {
	Rebuild searchRebuildCmd `cmd:"" help:"Read everything anew for the search."`
	State   searchStateCmd   `cmd:"" help:"Show how far the search is."`
}

type searchRebuildCmd struct{ target }

// Help is shown below the flags.
func (c *searchRebuildCmd) Help() string {
	return "The server forgets its index and reads every room and chat from the beginning, while it goes on serving. Until that\n" +
		"is done, searches find less. Example: stoa search rebuild && stoa search state"
}

func (c *searchRebuildCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if err := client.RebuildSearch(ctx); err != nil {
		return err
	}
	return c.show(map[string]bool{"started": true}, func() { fmt.Println("The server reads everything anew for its search.") })
}

type searchStateCmd struct{ target }

func (c *searchStateCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	behind, err := client.SearchBehind(ctx)
	if err != nil {
		return err
	}
	return c.show(map[string]int64{"behind": behind}, func() {
		if behind == 0 {
			fmt.Println("Everything can be found.")
			return
		}
		fmt.Printf("%d messages have not been read yet.\n", behind)
	})
}
