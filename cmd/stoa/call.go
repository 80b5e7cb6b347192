package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

type callCmd struct {
	List callListCmd `cmd:"" help:"List calls of integrations, newest first."`
	Show callShowCmd `cmd:"" help:"Show a call with what was said."`
}

type callListCmd struct {
	target
	Addon  string `help:"Those of this add-on of the group, or of --room." placeholder:"KEY"`
	Room   string `help:"Those that name this room."`
	For    int64  `name:"for-token" help:"Those with this token." placeholder:"ID"`
	Status int    `help:"Those that were answered so." placeholder:"CODE"`
	Failed bool   `help:"Those that were refused."`
	Since  moment `help:"From this time, or so long ago: 90m." placeholder:"TIME"`
	Until  moment `help:"Before this time." placeholder:"TIME"`
	Text   string `help:"Those with this text in their address or a body."`
	Limit  int    `help:"How many." default:"50"`
	Cursor string `help:"Where a page before ended." placeholder:"CURSOR"`
}

// Help is shown below the flags.
func (c *callListCmd) Help() string { return "Example: stoa call list --failed --since 1h" }

func (c *callListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	installation, room, err := placeOf(ctx, client, c.Addon, c.Room)
	if err != nil {
		return err
	}
	page, err := client.Calls(ctx, c.query(installation, room))
	if err != nil {
		return err
	}
	return c.show(page, func() {
		rows := make([][]any, 0, len(page.Items))
		for _, call := range page.Items {
			rows = append(rows, []any{call.ID, call.At.Format(time.DateTime), call.Status, fmt.Sprintf("%.1f", call.Milliseconds), call.Method, call.Path})
		}
		table("ID AT STATUS MS METHOD PATH", rows)
		if page.Next != "" {
			fmt.Println("more with --cursor", page.Next)
		}
		if page.Dropped > 0 {
			fmt.Println(page.Dropped, "calls could not be kept")
		}
	})
}

func (c *callListCmd) query(installation, room int64) url.Values {
	q := url.Values{"limit": {strconv.Itoa(c.Limit)}}
	for name, value := range map[string]int64{"installation": installation, "room": room, "token": c.For, "status": int64(c.Status)} {
		if value != 0 {
			q.Set(name, strconv.FormatInt(value, 10))
		}
	}
	for name, value := range map[string]string{"text": c.Text, "cursor": c.Cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if c.Failed {
		q.Set("failed", "true")
	}
	c.Since.set(q, "since")
	c.Until.set(q, "until")
	return q
}

type callShowCmd struct {
	target
	ID int64 `arg:"" help:"The call's id, as list shows it."`
}

func (c *callShowCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	call, err := client.Call(ctx, c.ID)
	if err != nil {
		return err
	}
	return c.show(call, func() {
		fmt.Printf("%s from %s, request %s\n%s %s\n", call.At.Format(time.DateTime), call.Address, call.RequestID, call.Method, printable(call.Path))
		showSaid(call.RequestHeader, call.RequestBody)
		fmt.Printf("\n%d after %.1f ms\n", call.Status, call.Milliseconds)
		showSaid(call.ResponseHeader, call.ResponseBody)
	})
}

func showSaid(h http.Header, body string) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		fmt.Printf("%s: %s\n", name, printable(h.Get(name)))
	}
	if body != "" {
		fmt.Printf("\n%s\n", printable(body))
	}
}
