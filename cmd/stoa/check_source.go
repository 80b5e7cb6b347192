package main

import (
	"context"

	"github.com/stoachat/stoa/compat"
)

type checkSourceCmd struct {
	checkFlags
	Dir string `arg:"" help:"The folder with the source code. It is read, and nothing in it is run."`
}

// Help is shown below the flags.
func (c *checkSourceCmd) Help() string {
	return `Exit code 0: nothing is broken, though there may be advice; 1: something is; 2: wrong use, or nothing to read.
docs/checker.md explains every rule.

Example: stoa check source --format junit --output report.xml .`
}

func (c *checkSourceCmd) Run(ctx context.Context) error {
	return c.report(compat.Source{Dir: c.Dir, Only: c.Only}.Check(ctx))
}
