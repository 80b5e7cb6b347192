package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stoachat/stoa/internal/remote"
)

// deletion deletes the biggest room of a copy of the server, while some people post into another one.
func (w *worldBench) deletion(ctx context.Context) error {
	w.stop()
	if w.Database != "" {
		return nil // there is but one
	}
	say(w.progress, 0, "world: the database is copied")
	c, err := w.copied()
	if err != nil {
		return err
	}
	if err := c.start(ctx); err != nil {
		return err
	}
	defer c.stop()
	say(w.progress, 0, "world: the biggest room is deleted, with %d messages", w.made.Biggest.Messages)
	alone, err := c.postWhile(ctx, deletePosts, func() error { pause(ctx, w.Duration); return nil })
	if err != nil {
		return err
	}
	var seen, whole time.Duration
	beside, err := c.postWhile(ctx, deletePosts, func() (err error) {
		seen, whole, err = c.deleteRoom(ctx, w.made.Biggest.Room)
		return err
	})
	if err != nil {
		return err
	}
	w.note("the biggest room deleted, until nobody sees it", "ms", float64(seen.Milliseconds()))
	w.note("and until nothing of it is left", "s", whole.Seconds())
	w.note("20 posts a second before, p99", "ms", alone.P99)
	w.note("20 posts a second meanwhile, p99", "ms", beside.P99)
	w.note("the longest without an answer", "ms", float64(beside.Standstill.Milliseconds()))
	return nil
}

// deletePosts is how many are posted a second meanwhile.
const deletePosts = 20

// copied makes a copy of the world beside it, without its files, in which a room of middling size is posted into.
func (w *worldBench) copied() (*worldBench, error) {
	w.tidy() // the backup and what it was restored into
	w.asideDir = ""
	if err := w.aside(); err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(w.Data, "*"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			if err := copyFile(filepath.Join(w.asideDir, filepath.Base(name)), name); err != nil {
				return nil, fmt.Errorf("copy the world: %w", err)
			}
		}
	}
	c := &worldBench{WorldConfig: w.WorldConfig, progress: w.progress, made: w.made}
	c.Data = w.asideDir
	c.made.Biggest, c.made.Notifier = w.made.Middle, w.made.Busy
	return c, c.settle()
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// deleteRoom deletes a room, and answers how long it took until nobody sees it and until nothing of it is left.
func (w *worldBench) deleteRoom(ctx context.Context, id int64) (seen, whole time.Duration, err error) {
	client, err := remote.New(w.base, w.made.Busy)
	if err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	if err := client.DeleteRoom(ctx, fmt.Sprint(id)); err != nil {
		return 0, 0, err
	}
	seen = time.Since(begin)
	ask, err := newCaller(ctx, w.target, nil)
	if err != nil {
		return 0, 0, err
	}
	defer ask.conn.Close()
	for {
		var system struct{ Queues struct{ Leftover int64 } }
		body, err := ask.read(w.target.get("/api/admin/system", w.made.Busy))
		if err == nil {
			err = json.Unmarshal(body, &system)
		}
		if err != nil || system.Queues.Leftover == 0 {
			return seen, time.Since(begin), err
		}
		if pause(ctx, 100*time.Millisecond); ctx.Err() != nil {
			return 0, 0, ctx.Err()
		}
	}
}
