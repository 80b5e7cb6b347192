package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/store"
)

// Target is what a backup is restored into. No server may be using it.
type Target struct {
	Database string      // its URL, as store.Config has it; empty
	Blobs    *blob.Store // nil: files are left out
	Data     string      // directory of the secret key; empty: there is none
	KeyFile  string      // the secret key, where it was kept apart from the backup
	Forget   bool        // go on without it, and without what it opens
	Now      func() time.Time
	Progress Progress
}

// restorer restores one backup.
type restorer struct {
	Target
	ctx  context.Context // of the one call that it lives for
	load *store.Load
	head Head
	keys map[string][]byte
	from map[string][]byte // keys in the archive
	then bool              // the keys have been decided upon
}

// Restore fills an empty database, and a store of files, from an archive. The database has nothing of it before all of it has
// been read and found to be whole; until then it says that it is unfinished, and no server starts on it.
func Restore(ctx context.Context, t Target, r io.Reader) (sum Summary, err error) {
	if t.Now == nil {
		t.Now = time.Now
	}
	rs := &restorer{Target: t, ctx: ctx, from: map[string][]byte{}}
	defer func() {
		if rs.load != nil {
			err = errors.Join(err, rs.load.Close())
		}
	}()
	sum, err = read(r, taker{head: rs.begin, key: rs.takeKey, rows: rs.rows, file: rs.file}, t.Progress)
	if err != nil {
		return sum, err
	}
	if err := rs.settleKeys(); err != nil {
		return sum, err
	}
	if rs.keys != nil && t.Data != "" {
		if err := writeKeys(t.Data, rs.keys, t.Now()); err != nil {
			return sum, err
		}
	}
	if rs.keys == nil && (t.Forget || rs.head.lost() == "") {
		if err := rs.load.ForgetSealed(ctx); err != nil {
			return sum, err
		}
	}
	if t.Blobs != nil {
		if err := t.Blobs.Many().Sync(); err != nil {
			return sum, err
		}
	}
	return sum, rs.load.Commit(ctx, sum.Identities)
}

func (r *restorer) begin(h Head) (err error) {
	r.head = h
	r.load, err = store.OpenLoad(r.ctx, r.Database, h.Schema, h.Lacking, r.Now())
	return err
}

func (r *restorer) takeKey(name string, key []byte) error {
	if !slices.Contains(keyFiles(), name) || len(key) != keyBytes {
		return errors.New("this is no secret key")
	}
	r.from[name] = key
	return nil
}

// settleKeys finds the keys that the backup needs: those in it, the one that was named, or those that are there. It is
// called before the first row, so that nobody waits for hours to hear that a key is missing.
func (r *restorer) settleKeys() error {
	if r.then {
		return nil
	}
	r.then = true
	if len(r.from) > 0 {
		r.keys = r.from
		return nil
	}
	there, err := keysIn(r.Data)
	if err != nil {
		return err
	}
	if r.KeyFile != "" {
		given, err := readKey(r.KeyFile)
		if err != nil {
			return err
		}
		there = map[string][]byte{keyFile: given}
		if beside, err := keysIn(filepath.Dir(r.KeyFile)); err == nil && !r.head.opens(there) {
			maps.Copy(there, beside)
			there[keyFile] = given
		}
	}
	switch {
	case r.head.opens(there):
		r.keys = there
	case r.head.lost() == "" || r.Forget:
	case len(r.head.Keys) == 0 && len(there) > 0: // the backup was made without a look at the key
		r.keys = there
	default:
		return fmt.Errorf("the secret key of this backup is not here: give it with --secret-key FILE, or go on without it by --forget-secrets; then these are lost: %s", r.head.lost())
	}
	return nil
}

func (r *restorer) rows(t table, rows store.Rows) (int64, error) {
	if err := r.settleKeys(); err != nil {
		return 0, err
	}
	return r.load.Fill(r.ctx, t, rows)
}

func (r *restorer) file(key string, body io.Reader) error {
	if r.Blobs == nil {
		return nil
	}
	_, err := r.Blobs.Many().Put(r.ctx, key, body)
	return err
}
