package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/store"
)

// Source is what a backup is made of.
type Source struct {
	Database string             // its URL, as store.Config has it
	Blobs    *blob.Store        // nil: files are left out
	Keys     map[string][]byte  // the secret keys that are known, see LoadKeys
	WithKeys bool               // they are put into the archive
	Version  string             // of this program
	Now      func() time.Time   // nil: time.Now
	Progress Progress           // nil: nobody is told
	At       func(stage string) // for tests: called when the rows have been read
}

// LoadKeys reads the secret keys in a data directory.
func LoadKeys(dir string) (map[string][]byte, error) { return keysIn(dir) }

// NameKeys gives keys that stand in no data directory the names that they would have there: the first seals.
func NameKeys(keys [][]byte) (map[string][]byte, error) {
	names := []string{keyFile, keyFile + ".former", keyFile + ".next"}
	if len(keys) > len(names) {
		return nil, fmt.Errorf("a backup takes %d secret keys at most, and there are %d", len(names), len(keys))
	}
	named := make(map[string][]byte)
	for i, key := range keys {
		named[names[i]] = key
	}
	return named, nil
}

// maker makes one backup.
type maker struct {
	Source
	dump     *store.Dump
	archive  *archive
	chunk    *chunk
	manifest Manifest
	files    bytes.Buffer // keys of blobs, one a line
	began    time.Time
}

// Make writes a backup of what there is now to w. Servers go on meanwhile. When it fails, what was written is no backup.
func Make(ctx context.Context, s Source, w io.Writer) (sum Summary, err error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	m := &maker{Source: s, chunk: newChunk(), began: s.Now(), manifest: Manifest{Tables: map[string]int64{}, MissingOf: []string{}}}
	if m.dump, err = store.OpenDump(ctx, s.Database, m.began); err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, m.dump.Close()) }()
	m.archive = newArchive(w, m.began)
	head, err := m.head(ctx)
	if err != nil {
		return sum, err
	}
	if err := m.rows(ctx); err != nil {
		return sum, err
	}
	if m.At != nil {
		m.At("files")
	}
	if err := m.copyFiles(ctx); err != nil {
		return sum, err
	}
	if err := m.archive.end(&m.manifest); err != nil {
		return sum, err
	}
	return Summary{head, m.manifest, m.archive.out.n}, m.dump.Finished(ctx, s.Now())
}

func (m *maker) head(ctx context.Context) (Head, error) {
	sealed, err := m.dump.Sealed(ctx)
	if err != nil {
		return Head{}, err
	}
	h := Head{
		Format: format, Version: m.Version, Schema: m.dump.Schema, Lacking: m.dump.Lacking, Database: m.dump.Kind, Moment: m.began.UTC(),
		Keys: fingerprints(m.Keys), Sealed: sealed, NoFiles: m.Blobs == nil,
	}
	text, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return h, err
	}
	if err := m.archive.addBytes(headName, text); err != nil || !m.WithKeys {
		return h, err
	}
	if len(m.Keys) == 0 {
		return h, errors.New("there is no secret key to put into the backup")
	}
	for name, key := range m.Keys {
		if err := m.archive.addBytes(secretPrefix+name, key); err != nil {
			return h, err
		}
	}
	return h, nil
}

// rows copies all tables, and notes which files belong to them. Then the moment may pass.
func (m *maker) rows(ctx context.Context) (err error) {
	for i, t := range m.dump.Tables() {
		if err := m.copyTable(ctx, i+1, t); err != nil {
			return err
		}
	}
	if m.manifest.Identities, err = m.dump.Identities(ctx); err != nil {
		return err
	}
	if m.Blobs != nil {
		err = m.dump.Files(ctx, func(f chat.StoredFile) error {
			for _, key := range files.Keys(f.File) {
				m.files.WriteString(key + "\n")
			}
			return nil
		})
	}
	return errors.Join(err, m.dump.Release())
}

func (m *maker) copyTable(ctx context.Context, place int, t store.Table) error {
	chunks := 0
	flush := func() error {
		packed, err := m.chunk.end()
		if err != nil {
			return err
		}
		chunks++
		m.manifest.Tables[t.Name] += m.chunk.rows
		if err := m.archive.addBytes(fmt.Sprintf("%s%02d-%s/%06d.jsonl.gz", tablePrefix, place, t.Name, chunks), packed); err != nil {
			return err
		}
		m.Progress.say(t.Name, m.manifest.Tables[t.Name])
		return m.hold(ctx)
	}
	if err := m.chunk.begin(t); err != nil {
		return err
	}
	for cells, err := range m.dump.Rows(ctx, t) {
		if err != nil {
			return err
		}
		if err := m.chunk.add(cells); err != nil {
			return err
		}
		if !m.chunk.full() {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if err := m.chunk.begin(t); err != nil {
			return err
		}
	}
	if m.chunk.rows == 0 {
		m.manifest.Tables[t.Name] += 0 // an empty table is one all the same
		return nil
	}
	return flush()
}

// hold keeps files from being swept up for a while more.
func (m *maker) hold(ctx context.Context) error {
	return m.dump.Hold(ctx, m.Now())
}

// copyFiles copies the files of the rows. They do not change once they are there, and none is swept up meanwhile; what came
// after the moment of the rows is no part of it.
func (m *maker) copyFiles(ctx context.Context) error {
	for {
		line, err := m.files.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err := m.copyFile(ctx, line[:len(line)-1]); err != nil {
			return err
		}
		if err := m.hold(ctx); err != nil {
			return err
		}
	}
}

// maxMissing bounds how many missing files are named.
const maxMissing = 100

func (m *maker) copyFile(ctx context.Context, key string) error {
	r, err := m.Blobs.Open(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		if m.manifest.Missing++; len(m.manifest.MissingOf) < maxMissing {
			m.manifest.MissingOf = append(m.manifest.MissingOf, key)
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("file %s: %w", key, err)
	}
	if err := m.archive.add(filePrefix+key, size, r); err != nil {
		return err
	}
	m.manifest.Files++
	m.manifest.FileBytes += size
	m.Progress.say("files", m.manifest.Files)
	return nil
}
