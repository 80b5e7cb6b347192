package writebehind_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/writebehind"
)

// book keeps what is written down, or fails.
type book struct {
	writings [][]string
	failed   error
}

func (b *book) write(_ context.Context, all []string) error {
	if b.failed == nil {
		b.writings = append(b.writings, all)
	}
	return b.failed
}

func (b *book) buffer() *writebehind.Buffer[int, string] {
	return writebehind.New(writebehind.Config[int, string]{
		What: "letters", Order: cmp.Compare[int], Write: b.write,
		Join: func(older, newer string) string { return older + newer },
	})
}

func (b *book) want(t *testing.T, want ...[]string) {
	t.Helper()
	if diff := gocmp.Diff(want, b.writings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatCouldNotBeWrittenIsWrittenTheNextTimeInOrder(t *testing.T) {
	var b book
	buffer := b.buffer()
	b.failed = errors.New("the disk is full")
	buffer.Note(2, "b")
	buffer.Note(1, "a")
	if err := buffer.Flush(t.Context()); !errors.Is(err, b.failed) {
		t.Errorf("%v", err)
	}
	b.failed = nil
	buffer.Note(2, "B")
	buffer.Note(3, "c")
	for range 2 {
		if err := buffer.Flush(t.Context()); err != nil {
			t.Error(err)
		}
	}
	b.want(t, []string{"a", "bB", "c"})
}

func TestNotesAreWrittenEachMinuteAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		buffer := b.buffer()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { buffer.Run(ctx, slog.New(slog.DiscardHandler)); close(ended) }()
		buffer.Note(1, "a")
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		b.want(t, []string{"a"})
		buffer.Note(1, "b")
		stop()
		<-ended
		b.want(t, []string{"a"}, []string{"b"})
	})
}

func TestADatabaseThatHangsKeepsNoServerFromStopping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		buffer := writebehind.New(writebehind.Config[int, string]{
			What: "letters", Order: cmp.Compare[int], Join: func(_, newer string) string { return newer },
			Write: func(ctx context.Context, _ []string) error { <-ctx.Done(); return ctx.Err() },
		})
		buffer.Note(1, "a")
		ctx, stop := context.WithCancel(t.Context())
		stop()
		buffer.Run(ctx, slog.New(slog.DiscardHandler)) // or synctest tells of a deadlock
	})
}
