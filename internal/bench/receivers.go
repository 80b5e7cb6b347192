package bench

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// receivers serve webhooks at one address each. The first good of them answer at once, the others never.
type receivers struct {
	urls    []string
	good    int
	servers []*http.Server
	closing chan struct{}

	mu         sync.Mutex
	body       []byte // of a delivery
	underWay   map[int]*post
	posted     int
	begin, end time.Time // what arrives in this time is counted
	arrivals   int64
	times      *hdrhistogram.Histogram
}

// post is a notification on its way to the receivers.
type post struct {
	at      time.Time
	left    int // receivers that have not got it
	arrived chan struct{}
}

func receive(n, good int) (*receivers, error) {
	a := &receivers{good: good, closing: make(chan struct{}), underWay: map[int]*post{}, times: newHistogram()}
	for i := range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			a.close()
			return nil, fmt.Errorf("receiver: %w", err)
		}
		handler := a.answer
		if i >= good {
			handler = a.hang
		}
		s := &http.Server{Handler: http.HandlerFunc(handler), ReadHeaderTimeout: patience}
		a.servers, a.urls = append(a.servers, s), append(a.urls, "http://"+l.Addr().String()+"/hook")
		go func() { _ = s.Serve(l) }() // it ends with close
	}
	return a, nil
}

func (a *receivers) close() {
	close(a.closing)
	for _, s := range a.servers {
		_ = s.Close()
	}
}

func (a *receivers) hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	select {
	case <-a.closing:
	case <-r.Context().Done():
	}
}

// answer counts a delivery and says 204.
func (a *receivers) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxFloorBody))
	if err != nil {
		return
	}
	now := time.Now()
	n, _ := numberIn(body)
	a.take(n, body, now)
	w.WriteHeader(http.StatusNoContent)
}

func (a *receivers) take(n int, body []byte, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.body = body
	counts := now.After(a.begin) && now.Before(a.end)
	if counts {
		a.arrivals++
	}
	p := a.underWay[n]
	if p == nil { // of the floor
		return
	}
	if counts {
		_ = a.times.RecordValue(now.Sub(p.at).Microseconds())
	}
	if p.left--; p.left == 0 {
		close(p.arrived)
		delete(a.underWay, n)
	}
}

// expect announces a notification; its number goes into its text. arrived is closed when all that answer have got it.
func (a *receivers) expect() (n int, arrived <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.posted++
	p := &post{at: time.Now(), left: a.good, arrived: make(chan struct{})}
	a.underWay[a.posted] = p
	return a.posted, p.arrived
}

// missing tells how many of the receivers that answer have not got a notification.
func (a *receivers) missing(n int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.underWay[n]; p != nil {
		return p.left
	}
	return 0
}

// count counts anew, what arrives between the two times.
func (a *receivers) count(begin, end time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin, a.end, a.arrivals = begin, end, 0
	a.times.Reset()
}

func (a *receivers) counted(elapsed time.Duration) Rate {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := rateOf(a.times, elapsed)
	r.Requests, r.PerSecond = a.arrivals, float64(a.arrivals)/elapsed.Seconds()
	return r
}

// last is the body of a delivery, nil before the first.
func (a *receivers) last() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.body
}
