package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

type healthCmd struct {
	URL   string `help:"The server's address." default:"http://127.0.0.1:8080" env:"STOA_URL"`
	Alive bool   `help:"Only whether it serves at all, not whether it can do its work."`
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
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.URL, "/")+path, nil)
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
