package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/world"
)

// The first person of every world.
const (
	WorldEmail    = "admin@example.test"
	WorldPassword = "a world of talk"
)

// worldSeed makes every world of a size the same.
const worldSeed = 2017

// prepare makes the world, unless the data directory has one.
func (w *worldBench) prepare(ctx context.Context, size world.Size) error {
	text, err := os.ReadFile(w.notePath())
	if err == nil {
		if err = json.Unmarshal(text, &w.made); err == nil && w.made.Size != size {
			err = fmt.Errorf("%s has a world of another size: %+v", w.Data, w.made.Size)
		}
		return err
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	begin := time.Now()
	if err := w.make(ctx, size); err != nil {
		return fmt.Errorf("make a world: %w", err)
	}
	took := time.Since(begin).Seconds()
	w.note("made, as a restore writes", "s", took)
	w.note("messages written", "/s", float64(size.Messages)/took)
	return w.keep()
}

func (w *worldBench) make(ctx context.Context, size world.Size) error {
	if err := os.MkdirAll(w.Data, 0o700); err != nil {
		return err
	}
	hash, err := auth.NewPasswords(nil, auth.Strong, time.Now).Hash(ctx, WorldPassword)
	if err != nil {
		return err
	}
	blobs, err := blob.Open(blob.Config{Directory: filepath.Join(w.Data, "files")})
	if err != nil {
		return err
	}
	defer blobs.Close()
	database, err := w.database()
	if err != nil {
		return err
	}
	w.made, err = world.Make(ctx, world.Config{
		Database: database, Blobs: blobs, Size: size, Rooms: w.rooms, Seed: worldSeed, Now: time.Now(), Email: WorldEmail, PasswordHash: hash,
		Progress: counting(w.progress),
	})
	return err
}

func (w *worldBench) database() (string, error) {
	if w.Database != "" {
		return w.Database, nil
	}
	dir, err := filepath.Abs(w.Data)
	return "sqlite://" + filepath.Join(dir, "stoa.db"), err
}

// keep notes what is in the data directory, with the tokens.
func (w *worldBench) keep() error {
	text, err := json.MarshalIndent(w.made, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(w.notePath(), append(text, '\n'), 0o600)
}

// counting tells how far a long piece of work is: on a terminal in a bar, elsewhere a line now and then.
func counting(progress io.Writer) func(what string, done, all int) {
	last := time.Time{}
	return func(what string, done, all int) {
		if b, ok := progress.(*Bar); ok {
			b.reach(what, done, all)
			return
		}
		if now := time.Now(); now.Sub(last) >= 10*time.Second || all == 0 {
			last = now
			fmt.Fprintf(progress, "world: %s %d of %d\n", what, done, all)
		}
	}
}
