package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

type auditCmd struct {
	target
	Person int64  `help:"What this person did, and what was done to them." placeholder:"ID"`
	Kind   string `help:"Entries of this kind, as room.deleted, or about such things, as room." placeholder:"KIND"`
	Text   string `help:"Those with this text in a name, an address or a change."`
	Since  moment `help:"From this time, or so long ago: 90m." placeholder:"TIME"`
	Until  moment `help:"Before this time." placeholder:"TIME"`
	Limit  int    `help:"How many." default:"50"`
	Cursor string `help:"Where a page before ended." placeholder:"CURSOR"`
}

// Help is shown below the flags.
func (c *auditCmd) Help() string { return "Example: stoa audit --kind signin.failed --since 24h" }

func (c *auditCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	page, err := client.Audit(ctx, c.query())
	if err != nil {
		return err
	}
	return c.show(page, func() {
		rows := make([][]any, 0, len(page.Items))
		for _, e := range page.Items {
			rows = append(rows, []any{e.ID, e.At.Format(time.DateTime), e.Kind, auditActor(e), auditTarget(e), auditChanges(e), e.Address})
		}
		table("ID AT KIND BY WHAT CHANGES FROM", rows)
		if page.Next != "" {
			fmt.Println("more with --cursor", page.Next)
		}
	})
}

func (c *auditCmd) query() url.Values {
	q := url.Values{"limit": {strconv.Itoa(c.Limit)}}
	for name, value := range map[string]string{"kind": c.Kind, "text": c.Text, "cursor": c.Cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if c.Person != 0 {
		q.Set("person", strconv.FormatInt(c.Person, 10))
	}
	c.Since.set(q, "since")
	c.Until.set(q, "until")
	return q
}

func auditActor(e remote.AuditEntry) string {
	if e.Actor.Name == "" {
		return e.Actor.Credential
	}
	return e.Actor.Name + " (" + e.Actor.Credential + ")"
}

func auditTarget(e remote.AuditEntry) string {
	what := strings.TrimSpace(e.Target.Kind + " " + e.Target.Name)
	if e.Target.ID != 0 {
		what += " #" + strconv.FormatInt(e.Target.ID, 10)
	}
	return what
}

func auditChanges(e remote.AuditEntry) string {
	parts := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		switch {
		case c.From == "" && c.To == "":
			parts[i] = c.Field
		case c.From == "":
			parts[i] = c.Field + ": " + c.To
		default:
			parts[i] = c.Field + ": " + c.From + " -> " + c.To
		}
	}
	return strings.Join(parts, "; ")
}
