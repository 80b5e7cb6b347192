package outbound

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// silence is how long a stream may stand still.
	silence = time.Minute
	// streamsKept is how many idle connections a host's streams may leave.
	streamsKept = 16
)

// Streaming is an http.RoundTripper for libraries whose requests or answers are too large to be held in memory, such as S3's.
type Streaming struct {
	gate    *gate
	purpose string
	silence time.Duration
	log     *slog.Logger
}

// Streaming makes a transport whose requests go through the gate of the policy, on connections of their own. What is
// bounded is how long they stand still, and neither their whole time nor the size of a body. Close it.
func (c *Client) Streaming(p Policy, purpose string) *Streaming {
	g := newGate(c.config, p, c.timeout, c.proxy)
	g.direct.MaxIdleConnsPerHost, g.proxied.MaxIdleConnsPerHost = streamsKept, streamsKept
	return &Streaming{gate: g, purpose: purpose, silence: silence, log: c.log}
}

// Close gives up the idle connections. Streams under way are not disturbed.
func (s *Streaming) Close() { s.gate.close() }

// RoundTrip implements http.RoundTripper.
func (s *Streaming) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	w := &watchdog{cancel: cancel, limit: s.silence}
	w.timer = time.AfterFunc(s.silence, w.bark)
	out := r.WithContext(ctx)
	if r.Body != nil && r.Body != http.NoBody {
		out.Body = sent{r.Body, w}
	}
	res, err := s.gate.RoundTrip(out)
	w.answered.Store(true)
	w.timer.Stop()
	s.log.LogAttrs(ctx, slog.LevelDebug, "outgoing stream", slog.String("purpose", s.purpose), slog.String("method", r.Method),
		slog.String("host", r.URL.Host), slog.Int("status", statusOf(res)), slog.Any("error", err))
	if err != nil {
		cancel(nil)
		return nil, err
	}
	res.Body = received{res.Body, w}
	return res, nil
}

func statusOf(r *http.Response) int {
	if r == nil {
		return 0
	}
	return r.StatusCode
}

// watchdog ends a stream that stands still.
type watchdog struct {
	cancel   context.CancelCauseFunc
	limit    time.Duration
	timer    *time.Timer
	answered atomic.Bool
}

// errSilent is a timeout, see IsTimeout.
var errSilent = fmt.Errorf("the stream stands still: %w", context.DeadlineExceeded)

// bark gives the request up; net/http answers the reason wherever it stands.
func (w *watchdog) bark() { w.cancel(errSilent) }

// sent is the body of a request. Each time that more of it is asked for, what was before has been taken.
type sent struct {
	io.ReadCloser
	dog *watchdog
}

func (s sent) Read(p []byte) (int, error) {
	if !s.dog.answered.Load() {
		s.dog.timer.Reset(s.dog.limit)
	}
	return s.ReadCloser.Read(p)
}

// received is the body of an answer. Whoever reads it may take any time between two reads.
type received struct {
	io.ReadCloser
	dog *watchdog
}

func (b received) Read(p []byte) (int, error) {
	b.dog.timer.Reset(b.dog.limit)
	n, err := b.ReadCloser.Read(p)
	b.dog.timer.Stop()
	return n, err
}

func (b received) Close() error {
	b.dog.timer.Stop()
	err := b.ReadCloser.Close()
	b.dog.cancel(nil)
	return err
}
