package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

type emoticonCmd struct {
	Add    emoticonAddCmd    `cmd:"" help:"Add an emoticon to the group."`
	List   emoticonListCmd   `cmd:"" help:"List the group's own emoticons."`
	Remove emoticonRemoveCmd `cmd:"" help:"Remove one of them."`
}

type emoticonAddCmd struct {
	target
	Shortcut string `arg:"" help:"Its name, without parentheses: letters and digits."`
	File     string `arg:"" help:"A PNG, JPEG or GIF picture." type:"existingfile"`
}

// Help is shown below the flags.
func (c *emoticonAddCmd) Help() string { return "Example: stoa emoticon add partyparrot parrot.gif" }

func (c *emoticonAddCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	picture, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	e, err := client.AddEmoticon(ctx, c.Shortcut, picture)
	if err != nil {
		return err
	}
	return c.show(e, func() { fmt.Printf("Added (%s), %d × %d pixels.\n", e.Shortcut, e.Width, e.Height) })
}

type emoticonListCmd struct{ target }

func (c *emoticonListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.Emoticons(ctx)
	if err != nil {
		return err
	}
	return c.show(all, func() {
		rows := make([][]any, 0, len(all))
		for _, e := range all {
			rows = append(rows, []any{e.ID, e.Shortcut, fmt.Sprintf("%d×%d", e.Width, e.Height)})
		}
		table("ID SHORTCUT PIXELS", rows)
	})
}

type emoticonRemoveCmd struct {
	target
	Shortcut string `arg:"" help:"Its name, as list shows it."`
}

func (c *emoticonRemoveCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.Emoticons(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Shortcut == strings.ToLower(strings.Trim(c.Shortcut, "()")) {
			return client.RemoveEmoticon(ctx, e.ID)
		}
	}
	return fmt.Errorf("the group has no emoticon (%s) of its own", c.Shortcut)
}
