package hipchat

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// again decides whether a failed call is repeated, and when. What the server refused to take because a window is used
// up is repeated whatever it was; what may have been carried out only where doing it twice is doing it once. A server that says
// when to come back may not know whether it was: a call with a key is repeated then, which Stoa carries out once.
func (c *caller) again(ctx context.Context, k call, res *http.Response, err error, try int) (time.Duration, bool) {
	if try > c.retries || ctx.Err() != nil || !k.body.repeats() {
		return 0, false
	}
	wait, repeats := backoff(try), false
	var e *Error
	switch {
	case res == nil:
		repeats = k.idempotent()
	case !errors.As(err, &e): // an answer that could not be read says nothing new the next time
	case e.RateLimited:
		repeats = true
		if e.Wait > 0 {
			wait = e.Wait
		}
	case e.Code == http.StatusServiceUnavailable && e.Wait > 0:
		wait, repeats = e.Wait, k.idempotent() || k.key != ""
	case e.Code == http.StatusConflict && e.Wait > 0 && try > 1: // the call before is still being carried out
		wait, repeats = max(wait, e.Wait), k.key != ""
	case e.Code == http.StatusBadGateway, e.Code == http.StatusServiceUnavailable, e.Code == http.StatusGatewayTimeout:
		repeats = k.idempotent()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return 0, false // the answer is worth more now than a timeout later
	}
	return wait, repeats && wait <= c.longest
}

func (k call) idempotent() bool { return k.method != http.MethodPost && !k.once }

// takesKey tells whether a call goes with a key: Stoa takes none with a body as large as a file.
func (k call) takesKey() bool {
	return k.method == http.MethodPost && !k.open && (k.body == nil || k.body.file == nil)
}

// backoff doubles from half a second, less up to a half, so that many clients do not come back together.
func backoff(try int) time.Duration {
	d := 500 * time.Millisecond << min(try-1, 10)
	return d - rand.N(d/2)
}

// pause waits. Only the end of ctx ends it early.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// asked is how long the server wants to be left alone; 0 when it does not say.
func asked(res *http.Response) time.Duration {
	if after := res.Header.Get("Retry-After"); after != "" {
		if n, err := strconv.Atoi(after); err == nil && n >= 0 && n < maxSeconds {
			return time.Duration(n) * time.Second
		}
		if at, err := http.ParseTime(after); err == nil {
			return max(0, at.Sub(serverTime(res)))
		}
	}
	return limitsIn(res).wait()
}

// wait is the time to the reset of what is used up; where the server did not say which window that is, to the next one.
func (l Limits) wait() time.Duration {
	var longest, next time.Duration
	for _, w := range []Window{l.Rate, l.Flood} {
		if w.Limit == 0 {
			continue
		}
		d := max(time.Until(w.Reset), time.Second)
		if next == 0 || d < next {
			next = d
		}
		if w.Remaining <= 0 {
			longest = max(longest, d)
		}
	}
	if longest > 0 {
		return longest
	}
	return next
}
