package hipchat

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Limits is how much a client may still send, as its server last said. spec: rest-v2, 1.11; auth, 10.
type Limits struct {
	Rate  Window // calls of the token
	Flood Window // messages to one room or person: of the one written to last
}

// Window is a limit for some time. Its zero value means that the server has said nothing.
type Window struct {
	Limit     int
	Remaining int
	Reset     time.Time // when Remaining is Limit again, on this machine's clock
}

// Limits answers what the server said with its last answers.
func (c *caller) Limits() Limits {
	c.windows.mu.Lock()
	defer c.windows.mu.Unlock()
	return c.windows.last
}

type windows struct {
	mu   sync.Mutex
	last Limits
}

func (w *windows) note(res *http.Response) {
	l := limitsIn(res)
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.Rate.Limit > 0 {
		w.last.Rate = l.Rate
	}
	if l.Flood.Limit > 0 {
		w.last.Flood = l.Flood
	}
}

func limitsIn(res *http.Response) Limits {
	return Limits{Rate: windowIn(res, "X-Ratelimit-"), Flood: windowIn(res, "X-Floodcontrol-")}
}

func windowIn(res *http.Response, prefix string) Window {
	limit, err1 := strconv.Atoi(res.Header.Get(prefix + "Limit"))
	remaining, err2 := strconv.Atoi(res.Header.Get(prefix + "Remaining"))
	reset, ok := resetTime(res.Header.Get(prefix+"Reset"), serverTime(res))
	if err1 != nil || err2 != nil || !ok {
		return Window{}
	}
	return Window{Limit: limit, Remaining: remaining, Reset: time.Now().Add(reset)}
}

const (
	maxSeconds = 1e8 // from about three years on a number is a date, not a length of time
	maxUnix    = 9e9 // what fits into nanoseconds, and no server means
)

// resetTime reads how long it is to a reset, which is Unix seconds on most servers, was seconds from now on some, and
// had a fraction on old ones. spec: rest-v2, 1.11; client-quirks, R8.
func resetTime(text string, now time.Time) (time.Duration, bool) {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || !(n >= 0 && n < maxUnix):
		return 0, false
	case n < maxSeconds:
		return time.Duration(n * float64(time.Second)), true
	}
	return max(0, time.Unix(0, 0).Add(time.Duration(n*float64(time.Second))).Sub(now)), true
}

// serverTime is what the server's clock showed: the two clocks may be minutes apart.
func serverTime(res *http.Response) time.Time {
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		return at
	}
	return time.Now()
}
