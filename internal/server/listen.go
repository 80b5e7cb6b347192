package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Listeners are where the server is reached. TLS may be nil.
type Listeners struct {
	HTTP net.Listener
	TLS  net.Listener
}

// Listen opens the listeners; an empty address opens none. config is for tlsAddress.
func Listen(address, tlsAddress string, config *tls.Config) (l Listeners, err error) {
	if address != "" {
		if l.HTTP, err = net.Listen("tcp", address); err != nil {
			return l, unheard("--listen", err)
		}
	}
	if tlsAddress == "" {
		return l, nil
	}
	if l.TLS, err = tls.Listen("tcp", tlsAddress, config); err != nil {
		return l, errors.Join(unheard("--tls-listen", err), l.Close())
	}
	return l, nil
}

// unheard says what to do about an address that cannot be listened at.
func unheard(flag string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w: stop the program that has it, or give another address with %s", err, flag)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: a port below 1024 needs root or, as the systemd unit has it, CAP_NET_BIND_SERVICE; or give another one with %s", err, flag)
	}
	return fmt.Errorf("%s: %w", flag, err)
}

// Close closes what is open.
func (l Listeners) Close() error {
	var errs []error
	for _, ln := range l.all() {
		errs = append(errs, ln.Close())
	}
	return errors.Join(errs...)
}

func (l Listeners) all() (open []net.Listener) {
	for _, ln := range []net.Listener{l.HTTP, l.TLS} {
		if ln != nil {
			open = append(open, ln)
		}
	}
	return open
}

// AnswerLimit is how long an answer may take from the head of its request on, whoever reads it how slowly: longer than the
// longest upload. Without an end, who asks and never reads would keep what answers for ever.
const AnswerLimit = 20 * time.Minute

const (
	readTimeout     = 30 * time.Second // of a whole request: one deadline, set once
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 15 * time.Second
	maxHeaderBytes  = 64 << 10
)

// bounded is a server of HTTP on which nobody waits without an end.
func bounded(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: AnswerLimit, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Serve answers requests until ctx ends, then lets those under way finish. beforeClose runs first, to send off the
// connections that were taken over from the HTTP server.
func Serve(ctx context.Context, l Listeners, h http.Handler, log *slog.Logger, beforeClose func(context.Context)) error {
	srv := bounded(h, log)
	ended := make(chan error, 2)
	for _, ln := range l.all() {
		go func() { ended <- srv.Serve(paced{ln}) }()
	}
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-ended:
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	beforeClose(last)
	err := srv.Shutdown(last)
	if errors.Is(failed, http.ErrServerClosed) {
		failed = nil
	}
	return errors.Join(failed, err)
}
