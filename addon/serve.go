package addon

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// grace is how long what is under way may take when an add-on is to end: as long as servers wait for an answer.
const grace = 10 * time.Second

// ListenAndServe serves the add-on at an address like ":8080" until ctx ends. See Serve.
func (a *Addon) ListenAndServe(ctx context.Context, address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return a.Serve(ctx, l)
}

// Serve serves the add-on until ctx ends; then what is under way is finished. An add-on with a server of its own uses the Addon as its handler, and calls Run beside it.
func (a *Addon) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: a, ReadHeaderTimeout: grace, ReadTimeout: 3 * grace, WriteTimeout: 6 * grace, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(a.opt.Log.Handler(), slog.LevelWarn),
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { a.Run(running) })
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	a.opt.Log.InfoContext(ctx, "serving", "descriptor", a.DescriptorURL(), "address", l.Addr().String())
	select {
	case err := <-ended:
		stop()
		background.Wait()
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(ending)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	stop()
	background.Wait()
	return err
}
