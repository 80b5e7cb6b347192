package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/stoachat/stoa/internal/freeport"
	"github.com/stoachat/stoa/internal/remote"
)

// served is a server that runs on a world.
type served struct{ cmd *exec.Cmd }

// measure takes the figures, one after the other.
func (w *worldBench) measure(ctx context.Context) error {
	if err := w.settle(); err != nil {
		return err
	}
	defer func() { w.stop(); w.tidy() }()
	for _, step := range []func(context.Context) error{w.index, w.starts, w.signIns, w.reads, w.searches, w.posts, w.backUp, w.restart, w.restore, w.deletion} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// settle decides where the server is to answer.
func (w *worldBench) settle() error {
	address, err := freeport.Address()
	if err != nil {
		return err
	}
	w.base = "http://" + address
	w.command = append([]string{w.Command, "serve", "--listen", address, "--base-url", w.base, "--rate-limits", "off", "--log-level", "error"}, w.place()...)
	w.target, err = parseTarget(w.base)
	return err
}

// place says where the world is, as every command takes it.
func (w *worldBench) place() []string {
	args := []string{"--data", w.Data}
	if w.Database != "" {
		args = append(args, "--database", w.Database)
	}
	return args
}

// start starts the server and answers when it gives good answers.
func (w *worldBench) start(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, w.command[0], w.command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	w.server = &served{cmd}
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	return answers(ctx, w.base)
}

// stop ends the server, if one runs.
func (w *worldBench) stop() {
	if w.server == nil {
		return
	}
	_ = w.server.cmd.Process.Signal(syscall.SIGTERM)
	_ = w.server.cmd.Wait() // how it ends says nothing
	w.server = nil
}

func (w *worldBench) pid() int { return w.server.cmd.Process.Pid }

// bench is what measurements of other scenarios want to know, of the biggest room.
func (w *worldBench) bench() Config {
	return Config{
		Server: w.base, Token: w.made.Notifier, WSToken: w.made.Busy, Duration: w.Duration, PID: w.pid(),
		Room: fmt.Sprint(w.made.Biggest.Room), Conversation: w.made.Biggest.Conversation, Messages: w.made.Size.Messages,
	}
}

// index lets a first server read everything into the search, while some people post.
func (w *worldBench) index(ctx context.Context) error {
	begin := time.Now()
	if err := w.start(ctx); err != nil {
		return err
	}
	first := time.Since(begin)
	defer w.stop()
	say(w.progress, 0, "world: until the search has read everything")
	size, had := w.databaseMB(), int64(0)
	posted, err := w.postWhile(ctx, 20, func() (err error) {
		had, err = w.untilRead(ctx)
		return err
	})
	if err != nil || had < int64(w.made.Events/2) { // it has been read before
		return err
	}
	w.note("first start, to the first answer", "ms", float64(first.Milliseconds()))
	w.note("search read from the beginning", "s", time.Since(begin).Seconds())
	w.note("search read, of the processor", "s", processorTime(w.pid()).Seconds())
	w.note("database before that", "MB", size)
	w.note("database with it", "MB", w.databaseMB())
	w.note("posts meanwhile, 20 a second, p99", "ms", posted.P99)
	return nil
}

// untilRead waits until the search has read every message, and answers how many it had to read.
func (w *worldBench) untilRead(ctx context.Context) (had int64, err error) {
	client, err := remote.New(w.base, w.made.Busy)
	if err != nil {
		return 0, err
	}
	tell := counting(w.progress)
	for {
		behind, err := client.SearchBehind(ctx)
		had = max(had, behind)
		if err != nil || behind == 0 {
			return had, err
		}
		tell("search read", int(had-behind), int(had))
		pause(ctx, 50*time.Millisecond)
	}
}

// databaseMB is how large SQLite's files are; 0 for another database.
func (w *worldBench) databaseMB() (mb float64) {
	for _, name := range []string{"stoa.db", "stoa.db-wal"} {
		if info, err := os.Stat(filepath.Join(w.Data, name)); err == nil {
			mb += float64(info.Size()) / 1e6
		}
	}
	return mb
}

// starts starts it again and again, and leaves one running.
func (w *worldBench) starts(ctx context.Context) error {
	c := Config{Command: w.command, Ready: w.base, Starts: 5}
	say(w.progress, time.Duration(c.Starts)*2*time.Second, "world: %d starts", c.Starts)
	s, err := c.startOften(ctx, c.Command)
	if err != nil {
		return err
	}
	w.note("start, to the first answer", "ms", s.MS)
	w.note("start, of the processor", "ms", s.CPU)
	w.note("resident at rest", "MB", float64(s.RSSKB)/1024)
	w.note("of it, no pages of the program", "MB", float64(s.PrivateKB)/1024)
	return w.start(ctx)
}
