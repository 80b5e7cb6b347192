// Buildstatus is an example of an add-on: a build server tells it how builds end, and it tells rooms. It shows cards, a
// command, a glance that changes while people look at it, a panel, a dialog and a page to set it up, on package addon. See
// README.md.
package main

import (
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	listen := flag.String("listen", ":8090", "address to serve at")
	base := flag.String("base-url", "http://localhost:8090", "where servers and browsers reach it")
	database := flag.String("database", "buildstatus.db", "SQLite file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *listen, *base, *database); err != nil {
		fmt.Fprintln(os.Stderr, "buildstatus:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, listen, base, database string) error {
	key, err := hex.DecodeString(os.Getenv("BUILDSTATUS_KEY"))
	if err != nil {
		return fmt.Errorf("BUILDSTATUS_KEY is not hexadecimal: %w", err)
	}
	db, err := openStore(ctx, database)
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := newStatus(ctx, base, db, key)
	if err != nil {
		return err
	}
	return s.addon.ListenAndServe(ctx, listen)
}
