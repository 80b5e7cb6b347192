package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/stoachat/stoa/internal/remote"
)

const (
	minMessages = 100
	youngRoom   = 1000 // messages at most in the young room
	pageSize    = 100
)

// runHistory reads the same pages of an old room and of a young one, from the newest backwards along links.next.
func runHistory(ctx context.Context, c Config, progress io.Writer) (*HistoryResult, error) {
	t, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	young := min(youngRoom, c.Messages/10)
	r := &HistoryResult{Old: Pages{Messages: c.Messages}, Young: Pages{Messages: young}}
	for _, room := range []*Pages{&r.Young, &r.Old} {
		own, remove, err := c.roomOfItsOwn(ctx, "Bench history")
		if err != nil {
			return nil, err
		}
		defer remove()
		say(progress, 0, "history: %d messages are posted", room.Messages)
		if err := fill(ctx, t, own, room.Messages, numbered); err != nil {
			return nil, err
		}
		say(progress, c.Duration+warmUp, "history: pages of a room with %d messages for %v", room.Messages, c.Duration)
		// No further back than the young room goes: both are asked for the same.
		if room.Rate, err = pages(ctx, t, own, max(1, young/pageSize), c.Duration, c.PID); err != nil {
			return nil, err
		}
	}
	r.Ratio = over(r.Old.Rate.P50, r.Young.Rate.P50)
	return r, nil
}

// roomOfItsOwn makes a room that has nothing else in it.
func (c Config) roomOfItsOwn(ctx context.Context, name string) (Config, func(), error) {
	client, err := remote.New(c.Server, c.WSToken)
	if err != nil {
		return c, nil, err
	}
	room, err := client.CreateRoom(ctx, name+" "+time.Now().UTC().Format("15.04.05.000000"), "", "public")
	if err != nil {
		return c, nil, fmt.Errorf("make a room: %w", err)
	}
	issued, err := client.CreateRoomToken(ctx, room.Name, "bench")
	if err != nil {
		return c, nil, fmt.Errorf("make a token: %w", err)
	}
	c.Room, c.Token, c.Conversation = fmt.Sprint(room.ID), issued.Token, room.Conversation
	return c, func() { _ = client.DeleteRoom(context.WithoutCancel(ctx), c.Room) }, nil
}

// fill posts so many notifications, as fast as it can.
func fill(ctx context.Context, t target, c Config, messages int, text func(i int) string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	callers, err := callersOf(ctx, t, posters)
	if err != nil {
		return err
	}
	var next atomic.Int64
	failed := make(chan error, len(callers))
	for _, caller := range callers {
		go func() {
			for i := int(next.Add(1)) - 1; i < messages; i = int(next.Add(1)) - 1 {
				caller.request = t.request(notifyPath(c.Room), c.Token, text(i))
				if err := caller.call(); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range callers {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

// pages reads pages from the newest backwards, again and again.
func pages(ctx context.Context, t target, c Config, depth int, duration time.Duration, pid int) (Rate, error) {
	times := newHistogram()
	begin := time.Now().Add(warmUp)
	cpu := between([]int{pid}, begin, begin.Add(duration))
	if err := pagesInto(ctx, t, c, depth, duration, times); err != nil {
		return Rate{}, err
	}
	r := rateOf(times, time.Since(begin))
	r.CPU = each(<-cpu, r.Requests)
	return r, nil
}

// pagesInto notes how long each page took, those of a warm-up left out.
func pagesInto(ctx context.Context, t target, c Config, depth int, duration time.Duration, times *hdrhistogram.Histogram) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	callers, err := callersOf(ctx, t, 1)
	if err != nil {
		return err
	}
	begin := time.Now().Add(warmUp)
	end := begin.Add(duration)
	first := fmt.Sprintf("/v2/room/%s/history?max-results=%d&reverse=false&date=%d", c.Room, pageSize, end.Add(time.Hour).Unix())
	for path, deep := first, 0; time.Now().Before(end); deep++ {
		if path == "" || deep == depth {
			path, deep = first, 0
		}
		start := time.Now()
		body, err := callers[0].read(t.get(path, c.WSToken))
		if err != nil {
			return err
		}
		if start.After(begin) {
			_ = times.RecordValue(min(time.Since(start), maxTime).Microseconds())
		}
		if path, err = nextOf(body, t); err != nil {
			return err
		}
	}
	return nil
}

// nextOf finds where the next page is; empty: this was the last.
func nextOf(body []byte, t target) (string, error) {
	var page struct {
		Items []json.RawMessage `json:"items"`
		Links struct {
			Next string `json:"next"`
		} `json:"links"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return "", fmt.Errorf("a page of history: %w", err)
	}
	if len(page.Items) == 0 {
		return "", fmt.Errorf("a page of history is empty: %.200s", body)
	}
	if page.Links.Next == "" {
		return "", nil
	}
	return t.pathOf(page.Links.Next)
}
