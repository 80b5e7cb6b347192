package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a token for an integration."`
	List   tokenListCmd   `cmd:"" help:"List tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"Make a token worthless."`
}

type tokenCreateCmd struct {
	target
	Room string `help:"Make a token of API v2 that posts to this room."`
	V1   string `name:"v1" help:"Make a token of API v1 for the whole group: admin or notification." enum:",admin,notification" default:""`
	Name string `help:"What the integration is called." required:""`
}

// Help is shown below the flags.
func (c *tokenCreateCmd) Help() string {
	return "Examples: stoa token create --room Ops --name CI    stoa token create --v1 admin --name Scripts"
}

func (c *tokenCreateCmd) Run(ctx context.Context) error {
	if (c.Room == "") == (c.V1 == "") {
		return errors.New("give either --room or --v1")
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	if c.V1 != "" {
		t, err := client.CreateV1Token(ctx, c.V1, c.Name)
		if err != nil {
			return err
		}
		return c.show(map[string]string{"token": t.Token, "url_v1": t.URL}, func() { showIssued(t) })
	}
	t, err := client.CreateRoomToken(ctx, c.Room, c.Name)
	if err != nil {
		return err
	}
	return c.show(map[string]string{"token": t.Token, "url_v2": t.URL}, func() { showIssued(t) })
}

func showIssued(t remote.Issued) {
	fmt.Printf("Token, shown once: %s\nComplete URL:      %s\n\nTry it:\n%s\n", t.Token, t.URL, t.Curl)
}

type tokenListCmd struct {
	target
	V1 bool `name:"v1" help:"What the tokens of API v1 are still used for, and what to call instead."`
}

func (c *tokenListCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if c.V1 {
		return c.listV1(ctx, client)
	}
	tokens, err := client.Tokens(ctx)
	if err != nil {
		return err
	}
	return c.show(tokens, func() {
		rows := make([][]any, 0, len(tokens))
		for _, t := range tokens {
			rows = append(rows, []any{t.ID, t.Kind, lastUsed(t), t.Name})
		}
		table("ID KIND USED NAME", rows)
	})
}

func lastUsed(t remote.Token) string {
	if t.LastUsed == nil {
		return "never"
	}
	return t.LastUsed.Format(time.DateOnly)
}

type tokenRevokeCmd struct {
	target
	ID int64 `arg:"" help:"The token's id, as list shows it."`
}

func (c *tokenRevokeCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	return client.RevokeToken(ctx, c.ID)
}
