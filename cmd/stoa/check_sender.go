package main

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/compat"
)

type checkSenderCmd struct {
	checkFlags
	TLS     bool          `name:"tls" help:"The server speaks https, with an authority that SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, CURL_CA_BUNDLE and REQUESTS_CA_BUNDLE name."`
	Timeout time.Duration `help:"How long the command may take each time." default:"20s"`
	Command []string      `arg:"" help:"The command, behind --, with {base_url}, {token}, {room}, {full_url} and {full_url_v1} where its user would write them."`
}

// Help is shown below the flags.
func (c *checkSenderCmd) Help() string {
	return `The command is run once for each case, against a throwaway server on this machine, and must post one message each time.
Exit code 0: nothing is broken, though there may be advice; 1: something is; 2: wrong use, or it could not be run.
docs/checker.md explains every case and every rule.

Examples:
  stoa check sender -- ./notify.sh {full_url} "Build 512 passed"
  stoa check sender --tls -- env HIPCHAT_URL={base_url} HIPCHAT_TOKEN={token} node notify.js {room}`
}

// Validate refuses times that are none.
func (c *checkSenderCmd) Validate() error {
	if c.Timeout <= 0 {
		return errors.New("--timeout must be more than 0")
	}
	return nil
}

func (c *checkSenderCmd) Run(ctx context.Context) error {
	return c.report(compat.Sender{Command: c.Command, TLS: c.TLS, Timeout: c.Timeout, Only: c.Only}.Check(ctx))
}
