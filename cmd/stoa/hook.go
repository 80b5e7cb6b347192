package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

type hookCmd struct {
	List     hookListCmd     `cmd:"" help:"List a room's hooks, the addresses that tools send to."`
	Show     hookShowCmd     `cmd:"" help:"Show a hook: what it must prove, how it is said, what came last."`
	Create   hookCreateCmd   `cmd:"" help:"Make a hook, and print its address, this once."`
	Delete   hookDeleteCmd   `cmd:"" help:"Make a hook's address worthless."`
	Template hookTemplateCmd `cmd:"" help:"Say how what comes to a hook looks in the room."`
}

type hookListCmd struct {
	target
	Room string `help:"The room's name or id." required:""`
}

func (c *hookListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	hooks, err := client.Hooks(ctx, c.Room)
	if err != nil {
		return err
	}
	return c.show(hooks, func() {
		rows := make([][]any, 0, len(hooks))
		for _, h := range hooks {
			rows = append(rows, []any{h.ID, lastUsed(h.Token), saidBy(h), h.Name})
		}
		table("ID USED TEMPLATE NAME", rows)
	})
}

// saidBy tells how what comes to a hook is said.
func saidBy(h remote.Hook) string {
	switch {
	case h.Template == nil:
		return "-"
	case h.Template.Failure != "":
		return "fails"
	default:
		return "used"
	}
}

// aHook is what the commands about one hook have in common.
type aHook struct {
	target
	ID int64 `arg:"" name:"hook" help:"The hook's id, as list shows it."`
}

type hookShowCmd struct{ aHook }

// shownHook is all that is known of a hook.
type shownHook struct {
	remote.Hook
	Checks   remote.HookCheck     `json:"checks"`
	Template remote.HookTemplate  `json:"template"`
	Payloads []remote.HookPayload `json:"payloads"`
}

func (c *hookShowCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	var all shownHook
	if all.Hook, err = client.Hook(ctx, c.ID); err != nil {
		return err
	}
	if all.Checks, err = client.HookCheck(ctx, c.ID); err != nil {
		return err
	}
	if all.Template, err = client.HookTemplate(ctx, c.ID); err != nil {
		return err
	}
	if all.Payloads, err = client.HookPayloads(ctx, c.ID); err != nil {
		return err
	}
	return c.show(all, func() { showHook(all) })
}

func showHook(h shownHook) {
	fmt.Printf("hook %d of room %d is %s\n", h.ID, h.RoomID, printable(h.Name))
	fmt.Println("used:         ", lastUsed(h.Token))
	if h.Expires != nil {
		fmt.Println("expires:      ", h.Expires.Format(time.DateOnly))
	}
	fmt.Println("signed by:    ", orNone(h.Checks.Scheme))
	fmt.Println("networks:     ", orNone(strings.Join(h.Checks.Networks, " ")))
	bursts := "counted"
	if !h.Checks.Collapse {
		bursts = "refused"
	}
	fmt.Println("bursts:       ", bursts)
	fmt.Println("template:     ", templateLine(h.Template))
	if len(h.Payloads) == 0 {
		return
	}
	fmt.Println()
	rows := make([][]any, 0, len(h.Payloads))
	for _, p := range h.Payloads {
		rows = append(rows, []any{p.ID, p.Received.Format(time.DateTime), p.Format, len(p.Body)})
	}
	table("PAYLOAD RECEIVED FORMAT BYTES", rows)
}

// templateLine tells of a template in a line.
func templateLine(t remote.HookTemplate) string {
	if t.Source == "" {
		return "none: as it is built in"
	}
	line := fmt.Sprintf("%d lines", strings.Count(strings.TrimRight(t.Source, "\n"), "\n")+1)
	if len(t.Formats) > 0 {
		line += " for " + strings.Join(t.Formats, ", ")
	}
	if t.Failure != "" {
		line += "; it failed the last time: " + printable(t.Failure)
	}
	return line
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

type hookCreateCmd struct {
	target
	Room string `help:"The room's name or id." required:""`
	Name string `help:"What the integration is called." required:""`
}

// Help is shown below the flags.
func (c *hookCreateCmd) Help() string {
	return "Example: stoa hook create --room Ops --name Alertmanager"
}

func (c *hookCreateCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	h, err := client.CreateHook(ctx, c.Room, c.Name)
	if err != nil {
		return err
	}
	return c.show(h, func() {
		fmt.Printf("Created hook %d. Its address, shown once:\n%s\n", h.ID, h.Hook)
		if h.Mail != "" {
			fmt.Println(h.Mail)
		}
		fmt.Printf("\nTry it:\ncurl -d 'My first notification' '%s'\n", h.Hook)
	})
}

type hookDeleteCmd struct{ aHook }

func (c *hookDeleteCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.DeleteHook(ctx, c.ID)
}
