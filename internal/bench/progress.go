package bench

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// say writes a line of progress, and tells a bar how long the step will take; 0: nobody knows.
func say(progress io.Writer, expected time.Duration, format string, args ...any) {
	if b, ok := progress.(*Bar); ok {
		b.begin(fmt.Sprintf(format, args...), expected)
		return
	}
	fmt.Fprintf(progress, format+"\n", args...)
}

// Bar shows progress on a terminal: a line for each step, and how far it is. Close ends the last one.
type Bar struct {
	out io.Writer

	mu       sync.Mutex
	label    string
	since    time.Time
	expected time.Duration
	done     float64 // the share that is known to be done; 0: time tells
	stop     chan struct{}
}

// NewBar makes a Bar for a terminal.
func NewBar(terminal io.Writer) *Bar { return &Bar{out: terminal} }

// Write shows text between two steps.
func (b *Bar) Write(text []byte) (int, error) {
	b.Close()
	return b.out.Write(text)
}

const barWidth = 24

func (b *Bar) begin(label string, expected time.Duration) {
	b.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.label, b.since, b.expected, b.done, b.stop = label, time.Now(), expected, 0, make(chan struct{})
	go b.draw(b.stop)
}

// reach says how much of a step is done. The step begins with the first of its label.
func (b *Bar) reach(label string, done, all int) {
	b.mu.Lock()
	same := b.stop != nil && b.label == label
	b.mu.Unlock()
	if !same {
		b.begin(label, 0)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = float64(done) / float64(max(1, all))
}

// Close leaves the step's line as it is to be read afterwards.
func (b *Bar) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop == nil {
		return
	}
	close(b.stop)
	b.stop = nil
	fmt.Fprintf(b.out, "\r\033[K%s (%.1f s)\n", b.label, time.Since(b.since).Seconds())
}

func (b *Bar) draw(stop chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		b.mu.Lock()
		if b.stop != stop {
			b.mu.Unlock()
			return
		}
		gone, expected := time.Since(b.since), b.expected
		if b.done > 0 {
			expected = time.Duration(float64(gone) / b.done)
		}
		fmt.Fprintf(b.out, "\r\033[K%s %s", gauge(gone, expected), b.label)
		b.mu.Unlock()
		select {
		case <-stop:
			return
		case <-tick.C:
		}
	}
}

// gauge draws how much of the expected time has gone, or for none something that moves.
func gauge(gone, expected time.Duration) string {
	if expected <= 0 {
		at := int(gone/(200*time.Millisecond)) % barWidth
		return "[" + strings.Repeat(" ", at) + "=" + strings.Repeat(" ", barWidth-at-1) + "]"
	}
	full := min(barWidth, int(barWidth*gone/expected))
	return "[" + strings.Repeat("=", full) + strings.Repeat(" ", barWidth-full) + "]"
}
