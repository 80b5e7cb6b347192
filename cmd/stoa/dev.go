package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/stoachat/stoa/internal/dev"
	"github.com/stoachat/stoa/internal/server"
)

type devCmd struct {
	Listen  string   `help:"Address for http." default:"127.0.0.1:8080" env:"STOA_DEV_LISTEN"`
	BaseURL string   `name:"base-url" help:"The public URL that all links start with; the listener's address when empty." placeholder:"URL"`
	Level   string   `help:"Be like that release of HipChat Server: ${enum}." enum:"1.3,2.0,2.2,latest" default:"latest"`
	Addon   []string `help:"Descriptor of an add-on to install now, and again whenever it changes. May be repeated." placeholder:"URL"`
	JSON    bool     `help:"Print what there is to begin with as one line of JSON."`

	LogLevel string `name:"log-level" help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"warn"`
}

// Help is shown below the flags.
func (c *devCmd) Help() string {
	return "Example: stoa dev --addon http://localhost:3000/capabilities.json\n\n" +
		"Everything is kept in memory and gone when it stops. Not for production: rate limits are off, and calls to this machine are let out."
}

func (c *devCmd) Run(ctx context.Context) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return err
	}
	s, err := dev.New(ctx, dev.Config{
		Listen: c.Listen, BaseURL: c.BaseURL, Level: c.Level, Addons: c.Addon,
		Say: func(text string) { fmt.Fprintln(os.Stderr, text) },
		Log: slog.New(server.LogHandler{Handler: slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})}),
	})
	if err != nil {
		return err
	}
	if err := c.print(s.Ready()); err != nil {
		return err
	}
	if dev.Exposed(c.Listen) {
		fmt.Fprintf(os.Stderr, "\nOther machines can reach %s: whoever reads these tokens can do everything here.\n", c.Listen)
	}
	return s.Run(ctx)
}

// print says what there is, to be copied.
func (c *devCmd) print(r dev.Ready) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf(`Stoa for development at %s, not for production: nothing is kept.

Open in a browser, which signs you in once:
  %s
or sign in as %s with the password %s.
The inspector shows each call and delivery: %s

Post to '%s' with API v2, and with API v1:
  curl -d '{"message":"It works","message_format":"text","color":"green"}' -H 'Content-Type: application/json' \
    '%s'
  curl -d 'from=CI&color=green&message_format=text&message=It+works' \
    '%s'

What an add-on discovers everything from:
  %s

For other shells, the administrator's token, and how an add-on is installed:
  export STOA_URL=%s STOA_TOKEN=%s
  stoa addon install http://localhost:3000/capabilities.json --room '%s'

Ctrl-C ends it.
`, r.BaseURL, r.EnterURL, r.Email, r.Password, r.InspectorURL, r.Room, r.URLv2, r.URLv1, r.Capabilities, r.BaseURL, r.AdminToken, r.Room)
	return nil
}
