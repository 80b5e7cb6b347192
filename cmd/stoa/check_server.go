package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/compat"
	"github.com/stoachat/stoa/hipchat"
)

type checkServerCmd struct {
	checkFlags
	Address string `arg:"" name:"url" help:"The server's public URL."`
	Token   string `help:"A person's token of API v2 with every scope, or a room's notification token." env:"STOA_TOKEN" placeholder:"TOKEN"`
	V1Token string `name:"v1-token" help:"A token of API v1; without one v1 is left out." placeholder:"TOKEN"`
	Room    string `help:"Post into this room; one is made and removed when empty, or it is the token's own." placeholder:"ID|NAME"`
}

// Help is shown below the flags.
func (c *checkServerCmd) Help() string {
	return `The calls of real clients are made, and what is answered is compared with what they need.
Exit code 0: nothing is broken, though there may be advice; 1: something is; 2: wrong use, or it could not be checked.
docs/checker.md explains every case and rule.

Example: STOA_TOKEN=… stoa check server https://chat.example.org`
}

// Validate refuses what cannot be called.
func (c *checkServerCmd) Validate() error {
	if !hipchat.IsWebURL(c.Address) {
		return fmt.Errorf("%q is not an absolute http or https URL", c.Address)
	}
	if c.Token == "" {
		return errors.New("STOA_TOKEN (or --token) must be a token of the server's API v2")
	}
	return nil
}

func (c *checkServerCmd) Run(ctx context.Context) error {
	return c.report(compat.Server{URL: c.Address, Token: c.Token, V1Token: c.V1Token, Room: c.Room, Only: c.Only}.Check(ctx))
}
