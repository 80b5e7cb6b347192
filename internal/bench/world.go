package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stoachat/stoa/internal/world"
)

// WorldConfig says which worlds to measure.
type WorldConfig struct {
	Scale    float64 // of the documented size; 0: 1
	Data     string  // where the world is, or is to be, to stay; empty: nowhere
	Database string  // an empty database for it, instead of SQLite in Data; there is then no second world
	Command  string  // this program's file
	MakeOnly bool
	Duration time.Duration // of each measurement; 0: 3 s
}

// WorldResult has the same figures of a server that has been in use for years and of one with a hundredth of everything.
type WorldResult struct {
	Size    world.Size    `json:"size"`
	Small   *world.Size   `json:"small,omitempty"`
	Figures []WorldFigure `json:"figures"`
}

// WorldFigure is one of both.
type WorldFigure struct {
	What  string  `json:"what"`
	Unit  string  `json:"unit"`
	Big   float64 `json:"big"`
	Small float64 `json:"small,omitempty"`
	Ratio float64 `json:"ratio,omitempty"` // of the big one's to the small one's
}

// hundredth is the size of the server to compare with.
const hundredth = 0.01

// Worlds makes a server of the size and a small one, measures both, and answers the figures side by side.
func Worlds(ctx context.Context, c WorldConfig, progress io.Writer) (*WorldResult, error) {
	def(&c.Scale, 1)
	def(&c.Duration, 3*time.Second)
	size := world.Documented().Times(c.Scale)
	r := &WorldResult{Size: size}
	var small []figure
	if c.Database == "" && !c.MakeOnly {
		other := size.Times(hundredth)
		r.Small = &other
		one := c
		one.Data = ""
		figures, err := one.world(ctx, other, progress)
		if err != nil {
			return r, fmt.Errorf("the small server: %w", err)
		}
		small = figures
	}
	big, err := c.world(ctx, size, progress)
	r.Figures = sideBySide(big, small)
	return r, err
}

// figure is what was measured of one world.
type figure struct {
	what, unit string
	value      float64
}

// sideBySide joins what was measured of both.
func sideBySide(big, small []figure) (all []WorldFigure) {
	of := make(map[string]float64, len(small))
	for _, f := range small {
		of[f.what+f.unit] = f.value
	}
	for _, f := range big {
		other := of[f.what+f.unit]
		all = append(all, WorldFigure{What: f.what, Unit: f.unit, Big: f.value, Small: other, Ratio: over(f.value, other)})
	}
	return all
}

// world makes one, or takes the one that is there, and measures it.
func (c WorldConfig) world(ctx context.Context, size world.Size, progress io.Writer) ([]figure, error) {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "stoa-world-*")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	w := &worldBench{WorldConfig: c, progress: progress}
	if err := w.prepare(ctx, size); err != nil {
		return nil, err
	}
	if c.MakeOnly {
		return w.figures, nil
	}
	return w.figures, w.measure(ctx)
}

// worldBench measures one world.
type worldBench struct {
	WorldConfig
	progress io.Writer
	rooms    []int // how many messages each has; nil: by the power law
	made     world.Made
	figures  []figure

	base     string
	target   target
	command  []string // that serves
	server   *served  // nil: none runs
	full     float64  // posts a second
	asideDir string   // see aside
}

// note keeps a figure, and shows it at once: all of them take a while.
func (w *worldBench) note(what, unit string, value float64) {
	w.figures = append(w.figures, figure{what, unit, value})
	fmt.Fprintf(w.progress, "world: %s: %.4g %s\n", what, value, unit)
}

func (w *worldBench) notePath() string { return filepath.Join(w.Data, "world.json") }
