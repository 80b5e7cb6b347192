package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/stoachat/stoa/internal/world"
)

// postable is up to how many messages a room of history is filled with by posting them.
const postable = 1_000_000

// Old tells whether the old room of History is to be made as worlds are.
func (c Config) Old() bool { return c.Scenario == History && c.Messages > postable }

// oldYoung is how many messages the young room has beside one of so many that they cannot be posted.
const oldYoung = 10_000

// Histories is History on a server of its own with an old room of millions of messages, which are written as a restore writes.
// The two rooms take turns, so that what the server does besides is the same for both.
func Histories(ctx context.Context, c WorldConfig, messages int, progress io.Writer) (*HistoryResult, error) {
	def(&c.Duration, 3*time.Second)
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "stoa-history-*")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	w := &worldBench{WorldConfig: c, progress: progress}
	w.rooms = []int{messages, oldYoung}
	size := world.Size{People: 20, Rooms: 2, Chats: 1, Messages: messages + oldYoung + 10, Years: 4}
	if err := w.prepare(ctx, size); err != nil {
		return nil, err
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	if err := w.start(ctx); err != nil {
		return nil, err
	}
	defer w.stop()
	r := &HistoryResult{Old: Pages{Messages: messages}, Young: Pages{Messages: oldYoung}}
	if err := w.takeTurns(ctx, r); err != nil {
		return nil, err
	}
	r.Ratio = over(r.Old.Rate.P50, r.Young.Rate.P50)
	return r, nil
}

// turns is how often the rooms take turns.
const turns = 10

// takeTurns reads the newest pages of both rooms.
func (w *worldBench) takeTurns(ctx context.Context, r *HistoryResult) error {
	c := w.bench()
	say(w.progress, 2*w.Duration, "history: pages of rooms with %d and %d messages, by turns", r.Old.Messages, r.Young.Messages)
	rooms := []struct {
		pages *Pages
		times *hdrhistogram.Histogram
		cpu   time.Duration
	}{{pages: &r.Old, times: newHistogram()}, {pages: &r.Young, times: newHistogram()}}
	for range turns {
		for i := range rooms {
			room := &rooms[i]
			c.Room = fmt.Sprint(i + 1)
			begin := time.Now().Add(warmUp)
			cpu := between([]int{c.PID}, begin, begin.Add(w.Duration/turns))
			if err := pagesInto(ctx, w.target, c, oldYoung/2/pageSize, w.Duration/turns, room.times); err != nil {
				return err
			}
			room.cpu += <-cpu
		}
	}
	for _, room := range rooms {
		room.pages.Rate = rateOf(room.times, w.Duration)
		room.pages.Rate.CPU = each(room.cpu, room.pages.Rate.Requests)
	}
	return nil
}
