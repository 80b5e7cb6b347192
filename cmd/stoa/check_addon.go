package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"time"

	"github.com/stoachat/stoa/compat"
	"github.com/stoachat/stoa/hipchat"
)

type checkAddonCmd struct {
	checkFlags
	Address string `arg:"" name:"url" help:"The descriptor's URL, or the add-on's own."`
	Listen  string `help:"This machine's address at which the add-on reaches the checker." default:"127.0.0.1" placeholder:"IP"`
	Say     string `help:"A message that the add-on answers to; made up from its webhook's pattern when empty." placeholder:"TEXT"`
}

// Help is shown below the flags.
func (c *checkAddonCmd) Help() string {
	return `The add-on is installed on throwaway servers of this process, used and removed; they are gone afterwards.
Exit code 0: nothing is broken, though there may be advice; 1: something is; 2: wrong use, or it could not be checked.
docs/checker.md explains every case and rule.

Example: stoa check addon http://localhost:3000/capabilities.json`
}

// Validate refuses what is no address.
func (c *checkAddonCmd) Validate() error {
	if !hipchat.IsWebURL(c.Address) {
		return fmt.Errorf("%q is not an absolute http or https URL", c.Address)
	}
	if _, err := netip.ParseAddr(c.Listen); err != nil {
		return fmt.Errorf("--listen: %q is not an IP address", c.Listen)
	}
	return nil
}

func (c *checkAddonCmd) Run(ctx context.Context) error {
	return c.report(compat.Addon{URL: c.Address, Listen: c.Listen, Say: c.Say, Only: c.Only, Progress: progress}.Check(ctx))
}

// progress says on standard error which case has ended.
func progress(c compat.Case) {
	fmt.Fprintf(os.Stderr, "%-7s %s (%s)\n", c.Outcome, c.Name, c.Took.Round(time.Millisecond))
}
