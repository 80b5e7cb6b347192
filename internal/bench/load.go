package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// load is all that goes on in a soak: posts that many sockets hear, sockets that come and go, posts that webhooks are owed,
// people who say something and change it, searches, and pages of history.
type load struct {
	counts
	c      Config
	target target
	hooked Config // a room with webhooks
	remove func()

	mu    sync.Mutex
	times *hdrhistogram.Histogram // of posts, since the last sample
}

const (
	soakHooks   = 2  // receivers of webhooks
	soakEach    = 20 // of so many posts, one has webhooks, and one is somebody's who changes it
	soakMost    = 20 // of those a second at most
	soakPages   = 4  // of history, a second
	soakQueries = 1  // searches, a second
	soakVisits  = 4  // sockets that come, a second
	soakStays   = 5  // seconds that they stay
	soakPosters = 16 // connections
)

// newLoad makes the room with webhooks and their receivers.
func (c Config) newLoad(ctx context.Context) (*load, error) {
	t, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	l := &load{c: c, target: t, times: newHistogram()}
	hooked, removeRoom, err := c.roomOfItsOwn(ctx, "Bench hooks")
	if err != nil {
		return nil, err
	}
	l.hooked = hooked
	receivers, err := receive(soakHooks, soakHooks)
	if err != nil {
		removeRoom()
		return nil, err
	}
	l.remove = func() {
		receivers.close()
		removeRoom() // its webhooks go with it
	}
	hooks, err := newRegistrations(hooked)
	if err == nil {
		err = hooks.add(ctx, receivers.urls)
	}
	if err != nil {
		l.remove()
		return nil, err
	}
	return l, nil
}

// begin starts all parts. They go on until stop, which waits for them; the first that fails ends the soak.
func (l *load) begin(ctx context.Context, rate float64, failed context.CancelCauseFunc) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	part := func(name string, run func(context.Context) error) {
		running.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				failed(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	few := min(rate/soakEach, soakMost)
	part("posts", l.over(soakPosters, rate, l.post))
	part("webhooks", l.over(2, few, l.postHooked))
	part("changes", l.over(2, few, l.sayAndChange))
	part("history", l.over(1, soakPages, l.readPage))
	part("search", l.over(1, soakQueries, l.search))
	part("visits", func(ctx context.Context) error {
		return pace(ctx, make([]*caller, 2*soakVisits*soakStays), soakVisits, func(*caller, int, time.Time) error { return l.visit(ctx) })
	})
	part("sockets", l.stay)
	return func() { cancel(); running.Wait() }
}

// over does something at a rate, over connections of its own.
func (l *load) over(connections int, rate float64, do func(ctx context.Context, c *caller, i int, due time.Time) error) func(context.Context) error {
	return func(ctx context.Context) error {
		callers, err := callersOf(ctx, l.target, connections)
		if err != nil {
			return err
		}
		return pace(ctx, callers, rate, func(c *caller, i int, due time.Time) error { return do(ctx, c, i, due) })
	}
}

func (l *load) post(_ context.Context, c *caller, i int, due time.Time) error {
	c.request = l.target.request(notifyPath(l.c.Room), l.c.Token, numbered(i))
	if err := c.call(); err != nil {
		return err
	}
	l.said.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.times.RecordValue(min(time.Since(due), maxTime).Microseconds())
	return nil
}

// p99 is what posts have taken since it was asked last.
func (l *load) p99() float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	took := timesOf(l.times).P99
	l.times.Reset()
	return took
}

func (l *load) postHooked(_ context.Context, c *caller, i int, _ time.Time) error {
	c.request = l.target.request(notifyPath(l.hooked.Room), l.hooked.Token, numbered(i))
	if err := c.call(); err != nil {
		return err
	}
	l.said.Add(1)
	return nil
}

func (l *load) sayAndChange(_ context.Context, c *caller, i int, _ time.Time) error {
	path := fmt.Sprintf("/api/conversations/%d/events", l.hooked.Conversation)
	answer, err := c.read(l.target.request(path, l.c.WSToken, fmt.Sprintf(`{"body":%q}`, sentence(i))))
	if err != nil {
		return err
	}
	var said struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return err
	}
	if said.ID == "" {
		return errors.New("what was said has no id")
	}
	l.said.Add(2) // the change is an event of the log as well
	change := l.target.request(path+"/"+said.ID, l.c.WSToken, fmt.Sprintf(`{"body":%q}`, sentence(i)+", corrected"))
	_, err = c.read(append([]byte("PATCH"), bytes.TrimPrefix(change, []byte("POST"))...))
	return err
}

func (l *load) readPage(_ context.Context, c *caller, _ int, _ time.Time) error {
	_, err := c.read(l.target.get(fmt.Sprintf("/v2/room/%s/history?max-results=%d", l.c.Room, pageSize), l.c.WSToken))
	return err
}

func (l *load) search(_ context.Context, c *caller, i int, _ time.Time) error {
	words := []string{"artifacts", "coverage failed", "nobodysaysthis", `"passed after"`}
	_, err := c.read(l.target.get("/api/search?q="+url.QueryEscape(words[i%len(words)]), l.c.WSToken))
	return err
}

// visit opens a socket that stays for a while. Its turn lasts as long.
func (l *load) visit(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, soakStays*time.Second)
	defer cancel()
	s, err := l.hear(ctx)
	if err != nil {
		return err
	}
	_ = s.listen(func(int) {}) // until it is closed
	l.open.Add(-1)
	return nil
}

// hear opens a socket that is closed with ctx.
func (l *load) hear(ctx context.Context) (*socket, error) {
	s, err := watching(ctx, l.c, l.target)
	if err != nil {
		return nil, err
	}
	l.open.Add(1)
	context.AfterFunc(ctx, s.close)
	return s, nil
}

// stay opens the sockets that stay, and opens again what was closed because it was too slow for a moment.
func (l *load) stay(ctx context.Context) error {
	err := atOnce(ctx, l.c.Sockets, func(context.Context) error {
		s, err := l.hear(ctx)
		if err == nil {
			go l.keep(ctx, s)
		}
		return err
	})
	if err == nil {
		<-ctx.Done()
	}
	return err
}

func (l *load) keep(ctx context.Context, s *socket) {
	for ctx.Err() == nil {
		_ = s.listen(func(int) { l.heard.Add(1) })
		l.open.Add(-1)
		if ctx.Err() != nil {
			return
		}
		l.reopened.Add(1)
		var err error
		for s, err = l.hear(ctx); err != nil && ctx.Err() == nil; s, err = l.hear(ctx) {
			pause(ctx, time.Second)
		}
	}
}
