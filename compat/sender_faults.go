package compat

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// faulty is a case in which every call is answered so.
func faulty(instead func(http.ResponseWriter, *http.Request) bool) func(context.Context, *session) ([]Finding, error) {
	return func(ctx context.Context, in *session) ([]Finding, error) {
		a, err := in.sendFaulty(ctx, instead)
		if err != nil {
			return nil, err
		}
		return in.afterFault(a, ignoresStatus), nil
	}
}

func (in *session) sendFaulty(ctx context.Context, instead func(http.ResponseWriter, *http.Request) bool) (*attempt, error) {
	if err := in.delivers(ctx); err != nil {
		return nil, err
	}
	return in.send(ctx, manner{instead: instead})
}

const whenRefused = "when the server does not take the message"

// afterFault judges a run that could not succeed; silent is the rule for one that pretends it did.
func (in *session) afterFault(a *attempt, silent string) []Finding {
	rule := ""
	switch {
	case len(a.caught) > 0:
		rule = fixedHost
	case a.flooded, a.late && len(a.calls) > 1:
		rule = repeatsForever
	case a.late:
		rule = doesNotEnd
	case !a.arrived && a.exit == 0:
		rule = silent
	}
	if rule == "" {
		return in.with(a, whenRefused)
	}
	return in.with(a, whenRefused, found(rule, whenRefused, append(a.caught, a.seen()...)...))
}

// slowDown answers 429 for a while. Whoever gives up and says so is right, and so is who waits.
func slowDown(ctx context.Context, in *session) ([]Finding, error) {
	l := &limit{}
	a, err := in.sendFaulty(ctx, l.refuse)
	if err != nil {
		return nil, err
	}
	if l.hurried {
		const where = "when the server answers 429 with X-Ratelimit-Reset"
		return in.with(a, where, found(hurriesAfter429, where, a.seen()...)), nil
	}
	return in.afterFault(a, ignoresStatus), nil
}

// limit is a rate limit that has been reached.
type limit struct {
	mu      sync.Mutex
	until   time.Time
	hurried bool
}

// grace is how much too early a call may come: clocks of a second have no more to tell.
const grace = 500 * time.Millisecond

func (l *limit) refuse(w http.ResponseWriter, _ *http.Request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	switch {
	case l.until.IsZero():
		l.until = now.Add(3 * time.Second).Truncate(time.Second)
	case now.Before(l.until.Add(-grace)):
		l.hurried = true
	default:
		return false
	}
	h := w.Header()
	h.Set("X-Ratelimit-Limit", "500")
	h.Set("X-Ratelimit-Remaining", "0")
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(l.until.Unix(), 10))
	h.Set("Retry-After", strconv.Itoa(max(1, int(time.Until(l.until).Round(time.Second).Seconds()))))
	return refuse(http.StatusTooManyRequests)(w, nil)
}

// redirected leads to another path of the same server.
func redirected(ctx context.Context, in *session) ([]Finding, error) {
	a, err := in.sendFaulty(ctx, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, movedPrefix) {
			return false
		}
		w.Header().Set("Location", movedPrefix+strings.TrimPrefix(r.URL.RequestURI(), oddPrefix))
		w.WriteHeader(http.StatusTemporaryRedirect)
		return true
	})
	if err != nil {
		return nil, err
	}
	const where = "when the server answers 307"
	if !a.arrived && !a.late && !a.flooded {
		return in.with(a, where, found(ignoresRedirect, where, a.seen()...)), nil
	}
	return in.afterFault(a, ignoresRedirect), nil
}

// silent takes the call and never answers.
func silent(ctx context.Context, in *session) ([]Finding, error) {
	a, err := in.sendFaulty(ctx, func(_ http.ResponseWriter, r *http.Request) bool {
		<-r.Context().Done()
		return true
	})
	if err != nil {
		return nil, err
	}
	if a.late && len(a.calls) == 1 {
		const where = "when the server never answers"
		return in.with(a, where, found(noTimeLimit, where, a.seen()...)), nil
	}
	return in.afterFault(a, ignoresStatus), nil
}
