package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stoachat/stoa/internal/app"
)

// BenchmarkStart takes a server with an existing database from nothing to its first answer, and stops it again. What
// packages do before main is not in it: `stoa bench start` has that too.
func BenchmarkStart(b *testing.B) {
	cfg := app.Config{Data: b.TempDir(), Log: slog.New(slog.DiscardHandler), AdminEmail: "ann@example.test", AdminPassword: "long enough"}
	serve := func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		a, err := app.New(ctx, cfg)
		if err != nil {
			b.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- a.Run(ctx) }()
		res, err := http.Get(a.Base() + "/readyz")
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatal(res, err)
		}
		_ = res.Body.Close()
		b.StopTimer()
		defer b.StartTimer()
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
	}
	serve() // it makes the database
	for b.Loop() {
		serve()
	}
}
