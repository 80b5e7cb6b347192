package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/stoachat/stoa/internal/bench"
)

type benchCmd struct {
	Scenario  string        `arg:"" optional:"" help:"notify, fanout, webhooks, idle or all; steady posts at a rate, to measure something beside; floor runs what the others are compared with." enum:"notify,fanout,webhooks,idle,steady,all,floor" default:"all"`
	Duration  time.Duration `help:"Of each measurement." default:"3s"`
	Sockets   int           `help:"Sockets for fanout, idle and steady." default:"1000"`
	Rate      int           `help:"Posts a second for steady." default:"50"`
	Receivers int           `help:"Receivers for webhooks." default:"100"`
	Hanging   int           `help:"How many of them never answer." default:"10"`
	Database  string        `help:"Measure a throwaway server on this PostgreSQL database instead of SQLite." placeholder:"URL"`
	Against   string        `help:"Measure this running server, with its rate limits off, instead of a throwaway one." placeholder:"URL"`
	Token     string        `help:"For --against: a token of yours." env:"STOA_TOKEN" placeholder:"TOKEN"`
	Listen    string        `help:"For floor: where to listen." default:"127.0.0.1:0"`
	JSON      bool          `name:"json" help:"Print JSON."`
}

// Help is shown below the flags.
func (c *benchCmd) Help() string {
	return "Example: stoa bench notify --duration 5s\n\nEvery figure is printed beside a floor that is measured in the same run: the least that could be done with the same building blocks. What counts is the ratio."
}

func (c *benchCmd) Run(ctx context.Context) error {
	if c.Scenario == "floor" {
		return c.floor(ctx)
	}
	report, err := c.measure(ctx, bench.Config{
		Scenario: c.Scenario, Duration: c.Duration, Sockets: c.Sockets, Rate: c.Rate, Receivers: c.Receivers, Hanging: c.Hanging,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(report)
	}
	return report.Text(os.Stdout)
}

func (c *benchCmd) measure(ctx context.Context, cfg bench.Config) (bench.Report, error) {
	self, err := os.Executable()
	if err != nil {
		return bench.Report{}, err
	}
	if c.Against == "" {
		var args []string
		if c.Database != "" {
			args = []string{"--database", c.Database}
		}
		return bench.Local(ctx, cfg, self, os.Stderr, args...)
	}
	cleanUp, err := cfg.Against(ctx, c.Against, c.Token)
	if err != nil {
		return bench.Report{}, err
	}
	defer cleanUp()
	floor, stopFloor, err := bench.StartFloor(ctx, self, "bench", "floor")
	if err != nil {
		return bench.Report{}, err
	}
	defer stopFloor()
	cfg.Floor = floor
	return bench.Run(ctx, cfg, os.Stderr)
}

func (c *benchCmd) floor(ctx context.Context) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return bench.ServeFloor(ctx, l)
}
