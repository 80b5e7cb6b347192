package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/remote"
)

type doctorCmd struct {
	target
	Address string `arg:"" optional:"" name:"url" help:"An address that the server should reach; nothing but the server itself when empty."`
	Addon   string `help:"An installed add-on by its key, instead." placeholder:"KEY"`
	Room    string `help:"The add-on is installed in this room; in the whole group when empty."`
}

// Help is shown below the flags.
func (c *doctorCmd) Help() string {
	return `First the way from here to the server, then from the server to its own public address and to what is named.
Exit code 0: all well; 1: something was found; 2: wrong use. docs/connectivity.md explains every code.

Example: stoa doctor --addon com.example.standup --room Ops`
}

// Validate refuses what cannot be looked at together.
func (c *doctorCmd) Validate() error {
	switch {
	case c.Address != "" && c.Addon != "":
		return errors.New("give an address or --addon, not both")
	case c.Addon == "" && c.Room != "":
		return errors.New("--room says where an add-on is installed: give --addon as well")
	case c.Address != "" && !hipchat.IsWebURL(c.Address):
		return fmt.Errorf("%q is not an absolute http or https URL", c.Address)
	}
	return nil
}

// diagnosis is what was found, by where it was looked from.
type diagnosis struct {
	Here   []doctor.Finding `json:"here"`
	Server []doctor.Finding `json:"server"`
}

func (c *doctorCmd) Run(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	found := diagnosis{Server: []doctor.Finding{}}
	c.progress("From here to the server")
	if found.Here, err = lookFromHere(ctx, c.URL); err != nil {
		return err
	}
	c.print(found.Here)
	if found.Here[0].Code == doctor.OK {
		c.progress("From the server")
		if found.Server, err = c.fromServer(ctx, client); err != nil {
			return err
		}
		c.print(found.Server)
	}
	if c.JSON {
		if err := printJSON(found); err != nil {
			return err
		}
	}
	if n := troubles(found.Here) + troubles(found.Server); n > 0 {
		return fmt.Errorf("found: %d", n)
	}
	return nil
}

func (c *doctorCmd) fromServer(ctx context.Context, client *remote.Client) ([]doctor.Finding, error) {
	if c.Addon != "" {
		in, err := client.Addon(ctx, c.Addon, c.Room)
		if err != nil {
			return nil, err
		}
		return client.DiagnoseAddon(ctx, in.ID)
	}
	found, err := client.DiagnoseURL(ctx, "")
	if err != nil || c.Address == "" {
		return found, err
	}
	more, err := client.DiagnoseURL(ctx, c.Address)
	return append(found, more...), err
}

// lookFromHere goes the way that this program's other commands go, through the proxy of the environment.
func lookFromHere(ctx context.Context, server string) ([]doctor.Finding, error) {
	env := httpproxy.FromEnvironment()
	proxy := env.HTTPProxy
	if strings.HasPrefix(server, "https:") {
		proxy = env.HTTPSProxy
	}
	out, err := outbound.New(outbound.Config{ProxyURL: proxy, NoProxy: env.NoProxy})
	if err != nil {
		return nil, fmt.Errorf("the environment: %w", err)
	}
	defer out.Close()
	d := doctor.New(doctor.Config{Outbound: out})
	return d.Look(ctx, doctor.Server(strings.TrimRight(server, "/"))), nil
}

// progress says what is being looked at, to who waits for it.
func (c *doctorCmd) progress(what string) {
	if !c.JSON {
		fmt.Println(what)
		return
	}
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		fmt.Fprintln(os.Stderr, what+" …")
	}
}

func (c *doctorCmd) print(found []doctor.Finding) {
	if c.JSON {
		return
	}
	for _, f := range found {
		if f.Level == doctor.Good {
			fmt.Printf("  ok       %s: %s\n", f.Target, f.Detail)
			continue
		}
		fmt.Printf("  %-8s %s: %s\n           %s (%s)\n           %s\n", f.Level, f.Target, f.Code, f.Means, f.Detail, f.Remedy)
	}
}

func troubles(found []doctor.Finding) (n int) {
	for _, f := range found {
		if f.Level != doctor.Good {
			n++
		}
	}
	return n
}

// connectivity are the last cells of an add-on's line.
func connectivity(in remote.Installation) []any {
	if in.Connectivity == nil {
		return []any{"-", "-"}
	}
	return []any{in.Connectivity.State, in.Connectivity.Reason}
}
