package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// aside makes a directory on the world's own disk, for what is as large as it.
func (w *worldBench) aside() error {
	if w.asideDir != "" {
		return nil
	}
	data, err := filepath.Abs(w.Data)
	if err == nil {
		w.asideDir, err = os.MkdirTemp(filepath.Dir(data), "stoa-world-beside-*")
	}
	return err
}

// tidy removes it.
func (w *worldBench) tidy() {
	if w.asideDir != "" {
		_ = os.RemoveAll(w.asideDir) // what is left of it is in nobody's way
	}
}

func (w *worldBench) archive() string { return filepath.Join(w.asideDir, "world.tar") }

// run runs another command of this program and answers how long it took.
func (w *worldBench) run(ctx context.Context, args ...string) (time.Duration, error) {
	begin := time.Now()
	out, err := exec.CommandContext(ctx, w.Command, args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w: %.500s", args[0], err, out)
	}
	return time.Since(begin), err
}

// backUp makes a backup under half of full load.
func (w *worldBench) backUp(ctx context.Context) error {
	if err := w.aside(); err != nil {
		return err
	}
	say(w.progress, 0, "world: a backup beside %d posts a second", w.half())
	alone, err := w.postWhile(ctx, w.half(), func() error { pause(ctx, w.Duration); return nil })
	if err != nil {
		return err
	}
	var took time.Duration
	beside, err := w.postWhile(ctx, w.half(), func() (err error) {
		took, err = w.run(ctx, append([]string{"backup", "--with-secret-key", "--to", w.archive()}, w.place()...)...)
		return err
	})
	if err != nil {
		return err
	}
	info, err := os.Stat(w.archive())
	if err != nil {
		return err
	}
	w.note("posts at half of full load, p99", "ms", alone.P99)
	w.note("backup at half of full load", "s", took.Seconds())
	w.note("backup", "MB/s", float64(info.Size())/1e6/took.Seconds())
	w.note("posts while it is made, p99", "ms", beside.P99)
	return nil
}

// restartSockets is how many hear the posts while the server is started anew.
const restartSockets = 200

// restart stops the server under half of full load and starts another.
func (w *worldBench) restart(ctx context.Context) error {
	say(w.progress, 0, "world: a restart under %d posts a second and %d sockets", w.half(), restartSockets)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	live, err := w.listeners(ctx)
	if err != nil {
		return err
	}
	var until time.Duration
	beside, err := w.postWhile(ctx, w.half(), func() error {
		pause(ctx, w.Duration/3)
		begin := time.Now()
		w.stop()
		if err := w.start(ctx); err != nil {
			return err
		}
		for live.Load() < restartSockets && ctx.Err() == nil {
			pause(ctx, time.Millisecond)
		}
		until = time.Since(begin)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	w.note("restart at half of full load, without an answer", "ms", float64(beside.Standstill.Milliseconds()))
	w.note("restart, until all sockets hear again", "ms", float64(until.Milliseconds()))
	return nil
}

// listeners keeps sockets open on the biggest room, and opens them again when they are closed. It answers when all are live.
func (w *worldBench) listeners(ctx context.Context) (live *atomic.Int64, err error) {
	live = new(atomic.Int64)
	c := w.bench()
	var first sync.WaitGroup
	first.Add(restartSockets)
	for range restartSockets {
		go func() {
			once := sync.OnceFunc(first.Done)
			defer once()
			for ctx.Err() == nil {
				s, err := watching(ctx, c, w.target)
				if err != nil {
					pause(ctx, 10*time.Millisecond)
					continue
				}
				live.Add(1)
				once()
				end := context.AfterFunc(ctx, s.close)
				for err == nil {
					_, _, err = s.next(0)
				}
				end()
				s.close()
				live.Add(-1)
			}
		}()
	}
	first.Wait()
	return live, ctx.Err()
}

// restore fills an empty server from the backup.
func (w *worldBench) restore(ctx context.Context) error {
	w.stop()
	if w.Database != "" {
		return nil // there is but one
	}
	say(w.progress, 0, "world: the backup is restored")
	took, err := w.run(ctx, "restore", w.archive(), "--data", filepath.Join(w.asideDir, "restored"))
	if err != nil {
		return err
	}
	info, err := os.Stat(w.archive())
	if err != nil {
		return err
	}
	w.note("restore", "s", took.Seconds())
	w.note("restore", "MB/s", float64(info.Size())/1e6/took.Seconds())
	return nil
}
