package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

type healthCmd struct {
	URL    string `help:"The server's address; when empty that of --listen, on this machine." env:"STOA_URL" placeholder:"URL"`
	Listen string `help:"Where the server listens, as it was told itself." default:"127.0.0.1:8080" env:"STOA_LISTEN" placeholder:"ADDRESS"`
	Alive  bool   `help:"Only whether it serves at all, not whether it can do its work."`
}

// address is where the server is asked. One that listens at all addresses is reached at that of this machine.
func (c *healthCmd) address() (string, error) {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/"), nil
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "", fmt.Errorf("--listen %q is no address of http: give --url: %w", c.Listen, err)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip.Is6() {
			host = "localhost" // with IPv4 or without
		}
	}
	return "http://" + net.JoinHostPort(host, port), nil
}

// Help is shown below the flags.
func (c *healthCmd) Help() string {
	return "For whoever has to know without curl, such as a container's own check. Exit code 0: well; 1: not.\n\nExample: stoa health --url http://127.0.0.1:8080"
}

// healthLimit is how long the server may take to answer.
const healthLimit = 5 * time.Second

// mostReasons bounds the answer, in bytes.
const mostReasons = 4 << 10

func (c *healthCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	path := "/readyz"
	if c.Alive {
		path = "/healthz"
	}
	base, err := c.address()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, mostReasons))
	if err != nil {
		return err
	}
	text := strings.TrimSpace(printable(string(said)))
	if res.StatusCode != http.StatusOK {
		return errors.New(text)
	}
	fmt.Println(text)
	return nil
}
