package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

type deliveryCmd struct {
	List      deliveryListCmd      `cmd:"" help:"List deliveries to webhooks, newest first."`
	Show      deliveryShowCmd      `cmd:"" help:"Show a delivery with every attempt, or as a curl command."`
	Redeliver deliveryRedeliverCmd `cmd:"" help:"Make a delivery once more."`
	Replay    deliveryReplayCmd    `cmd:"" help:"Make all deliveries of a time once more, after an outage."`
	Webhooks  deliveryWebhooksCmd  `cmd:"" help:"List webhooks with their queues."`
	Pause     deliveryPauseCmd     `cmd:"" help:"Send a webhook nothing; what it is owed is kept."`
	Resume    deliveryResumeCmd    `cmd:"" help:"Send a paused webhook what was kept."`
	Skip      deliverySkipCmd      `cmd:"" help:"Give up what a webhook is owed: the oldest, or all."`
	Secret    deliverySecretCmd    `cmd:"" help:"Show what a webhook's deliveries are signed with."`
}

// moment is a time on the command line: 2026-11-22T15:04:05Z, or 90m for so long ago.
type moment struct{ time.Time }

// UnmarshalText reads it.
func (m *moment) UnmarshalText(text []byte) (err error) {
	if ago, err := time.ParseDuration(string(text)); err == nil && ago >= 0 {
		m.Time = time.Now().Add(-ago)
		return nil
	}
	if m.Time, err = time.Parse(time.RFC3339, string(text)); err != nil {
		return fmt.Errorf("%q is neither a time like 2026-11-22T15:04:05Z nor how long ago, like 90m", text)
	}
	return nil
}

// set puts a time into a query unless it is zero.
func (m moment) set(q url.Values, name string) {
	if !m.IsZero() {
		q.Set(name, m.UTC().Format(time.RFC3339Nano))
	}
}

type deliveryListCmd struct {
	target
	Webhook int64  `help:"Those of this webhook." placeholder:"ID"`
	Addon   string `help:"Those of this add-on of the group, or of --room." placeholder:"KEY"`
	Room    string `help:"Those about this room."`
	State   string `help:"${enum}." enum:",pending,held,done,failed" default:""`
	Status  int    `help:"Those that were last answered so." placeholder:"CODE"`
	Since   moment `help:"From this time, or so long ago: 90m." placeholder:"TIME"`
	Until   moment `help:"Before this time." placeholder:"TIME"`
	Text    string `help:"Those with this text in their body."`
	Limit   int    `help:"How many." default:"50"`
	Cursor  string `help:"Where a page before ended." placeholder:"CURSOR"`
}

// Help is shown below the flags.
func (c *deliveryListCmd) Help() string {
	return "Example: stoa delivery list --state failed --since 24h"
}

func (c *deliveryListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	q, err := c.query(ctx, client)
	if err != nil {
		return err
	}
	page, err := client.Deliveries(ctx, q)
	if err != nil {
		return err
	}
	return c.show(page, func() {
		rows := make([][]any, 0, len(page.Items))
		for _, d := range page.Items {
			rows = append(rows, []any{d.ID, d.Created.Format(time.DateTime), d.WebhookID, d.State, d.Attempts, orDash(d.Status), d.Error})
		}
		table("ID CREATED WEBHOOK STATE ATTEMPTS STATUS ERROR", rows)
		if page.Next != "" {
			fmt.Println("more with --cursor", page.Next)
		}
	})
}

func (c *deliveryListCmd) query(ctx context.Context, client *remote.Client) (url.Values, error) {
	q := url.Values{"limit": {strconv.Itoa(c.Limit)}}
	for name, value := range map[string]string{"state": c.State, "text": c.Text, "cursor": c.Cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	installation, room, err := placeOf(ctx, client, c.Addon, c.Room)
	for name, value := range map[string]int64{"webhook": c.Webhook, "status": int64(c.Status), "installation": installation, "room": room} {
		if value != 0 {
			q.Set(name, strconv.FormatInt(value, 10))
		}
	}
	c.Since.set(q, "since")
	c.Until.set(q, "until")
	return q, err
}

// placeOf finds what --addon and --room name.
func placeOf(ctx context.Context, client *remote.Client, addon, room string) (installation, roomID int64, err error) {
	if room != "" {
		r, err := client.Room(ctx, room)
		if err != nil {
			return 0, 0, err
		}
		roomID = r.ID
	}
	if addon == "" {
		return 0, roomID, nil
	}
	all, err := client.Addons(ctx, room)
	if err != nil {
		return 0, 0, err
	}
	for _, in := range all {
		if in.Key == addon {
			return in.ID, roomID, nil
		}
	}
	return 0, 0, fmt.Errorf("there is no add-on %q there", addon)
}

func orDash(status *int) string {
	if status == nil {
		return "-"
	}
	return strconv.Itoa(*status)
}

type deliveryShowCmd struct {
	target
	ID      int64 `arg:"" help:"The delivery's id, as list shows it."`
	Curl    bool  `help:"As a curl command, without secrets."`
	Secrets bool  `help:"With --curl: with secrets, signed for this moment."`
}

func (c *deliveryShowCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if c.Curl {
		line, err := client.CurlDelivery(ctx, c.ID, c.Secrets)
		if err != nil {
			return err
		}
		return c.show(map[string]string{"curl": line}, func() { fmt.Println(line) })
	}
	d, err := client.Delivery(ctx, c.ID)
	if err != nil {
		return err
	}
	return c.show(d, func() { showDelivery(d) })
}

func showDelivery(d remote.WholeDelivery) {
	fmt.Printf("delivery %d (%s) to webhook %d is %s\ncaused %s\n\n%s\n", d.ID, d.UID, d.WebhookID, d.State, d.Created.Format(time.DateTime), d.Body)
	if d.Error != "" && d.State == "done" {
		fmt.Printf("\nbut %s\n", printable(d.Error))
	}
	for _, t := range d.Tried {
		fmt.Printf("\n%s  %s  %.0f ms  %s\n  %s\n", t.At.Format(time.DateTime), orDash(t.Status), t.Milliseconds, printable(t.Error), t.URL)
		for _, name := range slices.Sorted(maps.Keys(t.RequestHeader)) {
			fmt.Printf("  > %s: %s\n", name, t.RequestHeader.Get(name))
		}
		for _, name := range slices.Sorted(maps.Keys(t.ResponseHeader)) {
			fmt.Printf("  < %s: %s\n", name, t.ResponseHeader.Get(name))
		}
		if t.ResponseBody != "" {
			fmt.Printf("  < %s\n", printable(t.ResponseBody))
		}
	}
}

type deliveryRedeliverCmd struct {
	target
	ID int64 `arg:"" help:"The delivery's id, as list shows it."`
}

func (c *deliveryRedeliverCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.Redeliver(ctx, c.ID)
}

type deliveryReplayCmd struct {
	target
	Since   moment `help:"From this time, or so long ago: 90m." required:"" placeholder:"TIME"`
	Until   moment `help:"Before this time; until now when empty." placeholder:"TIME"`
	Webhook int64  `help:"Those of this webhook." placeholder:"ID"`
	Addon   string `help:"Those of this add-on of the group, or of --room." placeholder:"KEY"`
	Room    string `help:"Those about this room."`
	Failed  bool   `help:"Only those that were given up."`
}

// Help is shown below the flags.
func (c *deliveryReplayCmd) Help() string {
	return "Example: stoa delivery replay --since 2026-11-22T15:00:00Z --until 2026-11-22T18:00:00Z --addon com.example.ci\n\nThey are made in their order, under the same ids, and signed anew. What is live passes them."
}

func (c *deliveryReplayCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	r := remote.Replay{Since: c.Since.Time, Webhook: c.Webhook, Failed: c.Failed}
	if !c.Until.IsZero() {
		r.Until = &c.Until.Time
	}
	if r.Installation, r.Room, err = placeOf(ctx, client, c.Addon, c.Room); err != nil {
		return err
	}
	n, err := client.ReplayDeliveries(ctx, r)
	if err != nil {
		return err
	}
	return c.show(map[string]int64{"deliveries": n}, func() { fmt.Println(counted(n), "to be made once more") })
}

func counted(n int64) string {
	if n == 1 {
		return "1 delivery"
	}
	return fmt.Sprintf("%d deliveries", n)
}

type deliveryWebhooksCmd struct {
	target
	Room string `help:"Those of this room; all when empty."`
}

func (c *deliveryWebhooksCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := client.Webhooks(ctx, c.Room)
	if err != nil {
		return err
	}
	return c.show(all, func() {
		rows := make([][]any, 0, len(all))
		for _, w := range all {
			state := "running"
			if w.Paused != "" {
				state = "paused: " + w.Paused
			}
			oldest := time.Duration(w.Queue.OldestAge * float64(time.Second)).Round(time.Second)
			rows = append(rows, []any{w.ID, w.Event, w.Queue.Length, w.Queue.Held, oldest, w.URL, state})
		}
		table("ID EVENT QUEUE HELD OLDEST URL STATE", rows)
	})
}

// aWebhook is what the commands about one webhook have in common.
type aWebhook struct {
	target
	ID int64 `arg:"" name:"webhook" help:"The webhook's id, as webhooks shows it."`
}

type deliveryPauseCmd struct{ aWebhook }

func (c *deliveryPauseCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.PauseWebhook(ctx, c.ID)
}

type deliveryResumeCmd struct{ aWebhook }

func (c *deliveryResumeCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.ResumeWebhook(ctx, c.ID)
}

type deliverySkipCmd struct {
	aWebhook
	All bool `help:"Everything that it is owed."`
}

func (c *deliverySkipCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	n, err := client.SkipDeliveries(ctx, c.ID, c.All)
	if err != nil {
		return err
	}
	return c.show(map[string]int64{"deliveries": n}, func() { fmt.Println(counted(n), "given up") })
}

type deliverySecretCmd struct {
	aWebhook
	Rotate bool `help:"Make a new one. The old one goes on signing beside it for a day."`
}

func (c *deliverySecretCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	secrets, err := client.WebhookSecrets(ctx, c.ID, c.Rotate)
	if err != nil {
		return err
	}
	return c.show(map[string][]string{"secrets": secrets}, func() {
		for _, s := range secrets {
			fmt.Println(s)
		}
	})
}
