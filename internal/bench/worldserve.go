package bench

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// served is a server that runs on a world.
type served struct{ cmd *exec.Cmd }

// measure takes the figures, one after the other.
func (w *worldBench) measure(ctx context.Context) error {
	if err := w.settle(); err != nil {
		return err
	}
	defer func() { w.stop(); w.tidy() }()
	for _, step := range []func(context.Context) error{w.index, w.starts, w.signIns, w.reads, w.searches, w.posts, w.backUp, w.restart, w.restore} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// settle decides where the server is to answer.
func (w *worldBench) settle() error {
	address, err := freeAddress()
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
	posted, err := w.postWhile(ctx, 20, func() error { return w.bench().indexed(ctx) })
	if err != nil {
		return err
	}
	if took := time.Since(begin); took > 2*time.Second { // it has not been read before
		w.note("first start, to the first answer", "ms", float64(first.Milliseconds()))
		w.note("search read from the beginning", "s", took.Seconds())
		w.note("posts meanwhile, 20 a second, p99", "ms", posted.P99)
	}
	return nil
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
