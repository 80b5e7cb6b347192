package shape

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/mask"
)

// What one reading of a request may take. A message has 10,000 characters at most, so nobody needs as much.
const (
	maxText  = 64 << 10 // bytes that are written, and that a function answers
	maxSteps = 10_000   // turns of ranges and calls of functions
	maxTime  = time.Second
)

// run is one reading of a request.
type run struct {
	ctx     context.Context
	header  http.Header // without what is secret
	html    bool        // what is shown now stands in HTML
	until   time.Time
	steps   int
	written int
}

func newRun(ctx context.Context, r format.Request) *run {
	return &run{ctx: ctx, header: Headers(r.Header), until: time.Now().Add(maxTime)}
}

// Headers are a request's without what is secret in them: what a template may see, and what is kept.
func Headers(h http.Header) http.Header { return mask.New().Header(h) }

// step counts what takes time.
func (r *run) step() error {
	r.steps++
	switch {
	case r.steps > maxSteps:
		return wrong("The template takes more than %d steps", maxSteps)
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case time.Now().After(r.until):
		return wrong("The template takes longer than a second")
	}
	return nil
}

// bounded writes up to what a run may write.
type bounded struct {
	r  *run
	to io.Writer
}

func (b *bounded) Write(p []byte) (int, error) {
	b.r.written += len(p)
	if b.r.written > maxText {
		return 0, wrong("The template writes more than 64 KiB")
	}
	return b.to.Write(p)
}
