package compat

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

// inUse installs the add-on where nothing is wrong and makes it call once.
func (v *visit) inUse(ctx context.Context) (*tenant, stimulus, error) {
	s, err := v.caller()
	if err != nil {
		return nil, s, err
	}
	p, err := v.ordinary()
	if err != nil {
		return nil, s, err
	}
	t, err := v.install(ctx, p)
	if err != nil {
		return nil, s, err
	}
	_, err = t.provoke(ctx, s)
	return t, s, err
}

// provokeAll makes the add-on do what each of the stimuli makes it do.
func (t *tenant) provokeAll(ctx context.Context, all []stimulus) (r reaction, err error) {
	for _, s := range all {
		one, err := t.provoke(ctx, s)
		if err != nil {
			return r, err
		}
		r.rest = append(r.rest, one.rest...)
	}
	return r, nil
}

// alive tells whether the add-on still serves its descriptor.
func (v *visit) alive(ctx context.Context, limit time.Duration) bool {
	res, err := v.w.outbound.Do(ctx, outbound.Request{URL: v.subject.url, Policy: outbound.Trusted, Purpose: "check", Timeout: limit})
	return err == nil && res.Status < 500
}

func checkInboundBlocked(ctx context.Context, v *visit) ([]Finding, error) {
	few := v.telling()
	if len(few) == 0 {
		return nil, skip("it answers no webhook and shows no page")
	}
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	t, err := v.install(ctx, p)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	p.become(func(s *shape) { s.documentFault, s.tokenFault, s.apiFault = dropped, dropped, dropped })
	for _, s := range few {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if r.answer.status == 0 {
			seen := append([]string{r.answer.line()}, lines(r.rest)...)
			if !v.alive(ctx, patience/2) {
				seen = append(seen, "GET "+v.subject.url+" is not answered any more either")
			}
			return []Finding{found("server-lost", s.name, seen...)}, nil
		}
	}
	if !v.alive(ctx, 5*time.Second) {
		return []Finding{found("server-lost", "afterwards", "GET "+v.subject.url+" is not answered any more")}, nil
	}
	p.become(func(s *shape) { *s = shape{} })
	for _, s := range few {
		if seen, err := t.recovers(ctx, s); err != nil || seen != nil {
			return []Finding{found("server-lost", s.name+", after the server was back", seen...)}, err
		}
	}
	return nil, nil
}

// recovers makes the add-on do something up to three times, until it works as ever. What it did else is answered.
func (t *tenant) recovers(ctx context.Context, s stimulus) (seen []string, err error) {
	for range 3 {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if r.accepted() && (len(t.v.habits[s.name].called()) == 0 || len(r.called()) > 0) {
			return nil, nil
		}
		seen = append(append(seen, r.answer.line()), lines(r.rest)...)
	}
	return seen, nil
}

// tardy is how long a slow server takes.
const tardy = 1500 * time.Millisecond

func checkSlow(ctx context.Context, v *visit) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	reached := make(chan struct{}, 1)
	t.p.become(func(sh *shape) {
		sh.apiFault = func(*http.Request) *fault {
			select {
			case reached <- struct{}{}:
			default:
			}
			return &fault{delay: tardy}
		}
	})
	done := make(chan error, 1)
	go func() {
		_, err := t.provoke(ctx, s)
		done <- err
	}()
	select {
	case <-reached:
	case err := <-done:
		return nil, err
	}
	awake := v.alive(ctx, tardy*2/3)
	if err := <-done; err != nil {
		return nil, err
	}
	if !awake {
		return []Finding{found("waits-for-server", s.name, fmt.Sprintf("GET %s was not answered in %s while a call of the API took %s", v.subject.url, tardy*2/3, tardy))}, nil
	}
	return nil, nil
}

func checkFlaky(ctx context.Context, v *visit) ([]Finding, error) {
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		if f, err := v.failsOnce(ctx, status); f != nil || err != nil {
			return f, err
		}
	}
	return nil, nil
}

// failsOnce answers one call with a failure that says when to come again, which is soon.
func (v *visit) failsOnce(ctx context.Context, status int) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	var failed atomic.Bool
	t.p.become(func(sh *shape) {
		sh.apiFault = func(*http.Request) *fault {
			if !failed.CompareAndSwap(false, true) {
				return nil
			}
			again := http.Header{"Retry-After": {"1"}}
			if status == http.StatusTooManyRequests {
				again = overLimit(time.Second)
			}
			return &fault{status: status, header: again}
		}
	})
	mark := t.p.wire.mark()
	if _, err := t.provoke(ctx, s); err != nil {
		return nil, err
	}
	first, ok := t.p.wire.await(ctx, mark, 0, func(x exchange) bool { return x.side == sideAPI && x.status == status })
	if !ok {
		return nil, skip("it made no call this time")
	}
	_, ok = t.p.wire.await(ctx, mark, settleLimit, func(x exchange) bool { return x.good() && x.method == first.method && x.url == first.url })
	if !ok {
		return []Finding{found("no-retry", s.name, lines(t.p.wire.since(mark, at(sideAPI)))...)}, nil
	}
	return nil, nil
}

// overLimit are the headers of an answer to one call too many, when the next may come after so long. Resets are whole seconds.
// spec: rest-v2, 1.11
func overLimit(left time.Duration) http.Header {
	seconds := strconv.Itoa(int(left.Seconds()))
	reset := strconv.FormatInt(time.Now().Add(left).Unix(), 10)
	return http.Header{"Retry-After": {seconds}, "X-Ratelimit-Limit": {"500"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {reset}}
}

// mostWhileLimited is how many calls may come while the server asks for patience: one that did not know, and its twin.
const mostWhileLimited = 3

// hammering is within what a call follows the one before where nobody waits, also on a machine that has much to do.
const hammering = time.Second

func checkLimited(ctx context.Context, v *visit) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	t.p.become(func(sh *shape) {
		sh.apiFault = refused(http.StatusTooManyRequests, overLimit(30*time.Second))
	})
	mark := t.p.wire.mark()
	acting, stop := context.WithCancel(ctx)
	defer stop() // who waits for as long as it is asked to answers much later
	go func() { _, _ = t.act(acting, s, mark) }()
	if _, ok := t.p.wire.await(ctx, mark, patience, at(sideAPI)); !ok {
		return nil, skip("it made no call this time")
	}
	t.p.wire.settle(ctx, max(v.quiet, hammering), settleLimit)
	calls := t.p.wire.since(mark, at(sideAPI))
	if len(calls) > mostWhileLimited*max(1, len(v.habits[s.name].called())) {
		return []Finding{found("hammers", s.name, lines(calls)...)}, nil
	}
	return nil, nil
}

func checkExpired(ctx context.Context, v *visit) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	t.p.expire()
	mark := t.p.wire.mark()
	for range 2 {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if len(r.called()) > 0 {
			return nil, nil
		}
	}
	seen := t.p.wire.since(mark, at(sideToken, sideAPI))
	if len(seen) == 0 {
		return nil, skip("it made no call this time")
	}
	return []Finding{found("token-not-renewed", s.name, lines(seen)...)}, nil
}

func checkMoved(ctx context.Context, v *visit) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	if err := t.p.move(); err != nil {
		return nil, err
	}
	seen, err := t.recovers(ctx, s)
	if err != nil || seen == nil {
		return nil, err
	}
	unnoticed := []Finding{found("move-unnoticed", s.name, seen...)}
	if err := t.again(ctx); err != nil {
		return nil, err
	}
	if seen, err = t.recovers(ctx, s); err != nil {
		return nil, err
	}
	if seen != nil || !t.agreed() {
		return []Finding{found("stale-addresses", s.name, append([]string{t.callback.line()}, seen...)...)}, nil
	}
	return unnoticed, nil
}
