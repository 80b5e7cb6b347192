package webhook

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxInterval bounds the time between two attempts.
const maxInterval = 2 * time.Hour

// retryIn gives the time to wait after a delivery's attempts so far: first, doubled with each further attempt, a
// fifth more or less, so that many deliveries that failed together do not come back together.
func retryIn(first time.Duration, attempts int) time.Duration {
	b := backoff.ExponentialBackOff{InitialInterval: first, Multiplier: 2, RandomizationFactor: 0.2, MaxInterval: maxInterval}
	wait := b.NextBackOff()
	for n := 1; n < min(attempts, 64); n++ {
		wait = b.NextBackOff()
	}
	return wait
}

// retryAfter reads the Retry-After header: seconds or a date. It answers 0 for none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
