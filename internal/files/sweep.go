package files

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/cache"
)

const (
	sweepEvery = time.Hour
	sweepBatch = 100
	// grace is how long a file may be there without its event: longer than any upload takes.
	grace = 2 * UploadLimit
)

// UploadLimit is how long an upload may take, whatever the connection.
const UploadLimit = 15 * time.Minute

// Share has the node that sweeps hear of what another one has deleted. Call it before serving.
func (l *Library) Share(s cache.Sharing) { l.tell = s.Bell("files", l.sweepHere) }

// SweepSoon has Run look for orphans now: a room has gone.
func (l *Library) SweepSoon() {
	l.sweepHere()
	l.tell()
}

func (l *Library) sweepHere() {
	select {
	case l.sweep <- struct{}{}:
	default: // it is about to
	}
}

// Run removes files that no event shows, now and then, until ctx ends.
func (l *Library) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := l.sweepMine(ctx); err != nil && ctx.Err() == nil {
			l.Log.ErrorContext(ctx, "files that nobody can see were not all removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-l.sweep:
		}
	}
}

// sweepMine is Sweep on the node that sweeps.
func (l *Library) sweepMine(ctx context.Context) error {
	if !l.Keeps() {
		return nil
	}
	return l.Sweep(ctx)
}

// Sweep removes the files that no event shows. It lets be while a backup is made of them: what it has of the log may still
// show them.
func (l *Library) Sweep(ctx context.Context) error {
	if err := l.sweepStaged(ctx); err != nil {
		return err
	}
	for {
		held, err := l.Store.HeldUntil(ctx)
		if err != nil || l.Now().Before(held) {
			return err
		}
		orphans, err := l.Store.Orphans(ctx, l.Now().Add(-grace), sweepBatch)
		if err != nil {
			return err
		}
		for _, f := range orphans {
			if err := l.remove(ctx, f.Key); err != nil {
				return err
			}
		}
		if len(orphans) < sweepBatch {
			return nil
		}
	}
}

// remove forgets a file after its bytes are gone, so that it is found again when this is cut short.
func (l *Library) remove(ctx context.Context, key string) error {
	if err := errors.Join(l.Blobs.Delete(ctx, original(key)), l.Blobs.Delete(ctx, thumb(key))); err != nil {
		return err
	}
	return l.Store.DeleteFile(ctx, key)
}
