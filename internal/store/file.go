package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const fileColumns = `key, conversation_id, event_id, user_id, name, size, type, width, height, thumb, created`

func scanFile(s scanner) (chat.StoredFile, error) {
	var f chat.StoredFile
	var created int64
	err := s.Scan(&f.Key, &f.ConversationID, &f.EventID, &f.UserID, &f.Name, &f.Size, &f.Type, &f.Width, &f.Height, &f.Thumb, &created)
	f.Created = fromMicros(created)
	return f, err
}

// AddFile writes down a file that is about to be stored.
func (s *Store) AddFile(ctx context.Context, f chat.StoredFile) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.Key, f.ConversationID, f.EventID, f.UserID, f.Name, f.Size, f.Type, f.Width, f.Height, f.Thumb, micros(orNow(f.Created)))
	return s.explain("add file", err)
}

// FinishFile notes what a file turned out to be.
func (s *Store) FinishFile(ctx context.Context, f chat.File) error {
	return s.explain("finish file", execOne(ctx, s.write,
		`UPDATE file SET name = $2, size = $3, type = $4, width = $5, height = $6, thumb = $7 WHERE key = $1`,
		f.Key, f.Name, f.Size, f.Type, f.Width, f.Height, f.Thumb))
}

// File answers what is known of a file, unless its conversation is gone.
func (s *Store) File(ctx context.Context, key string) (chat.StoredFile, error) {
	f, err := scanFile(s.read.QueryRowContext(ctx, `SELECT `+fileColumns+` FROM file WHERE key = $1
		AND EXISTS (SELECT 1 FROM conversation WHERE conversation.id = file.conversation_id)`, key))
	return f, s.explain("file", err)
}

// doubtsAtOnce is how many files are looked at in one go.
const doubtsAtOnce = 500

// doubtful is a file of which is not known whether an event shows it.
type doubtful struct {
	chat.StoredFile
	doubt         int64
	shown, orphan bool // both false: its event may still come
}

func scanDoubtful(s scanner) (d doubtful, err error) {
	d.StoredFile, err = scanFile(suffixed{s, []any{&d.doubt, &d.shown, &d.orphan}})
	return d, err
}

// suffixed scans a row with more columns at its end.
type suffixed struct {
	scanner
	last []any
}

func (s suffixed) Scan(dest ...any) error { return s.scanner.Scan(append(dest, s.last...)...) }

// Orphans answers up to limit files that no event shows: those that came before a moment by which their event must be
// there if it ever will, those whose event has been deleted, and those of conversations that are gone. Each file is looked
// at once, and again when something was deleted.
func (s *Store) Orphans(ctx context.Context, before time.Time, limit int) ([]chat.StoredFile, error) {
	for {
		all, err := collect(ctx, s.read, scanDoubtful, `SELECT `+fileColumns+`, doubt,
			EXISTS (SELECT 1 FROM event WHERE event.id = file.event_id AND NOT event.deleted),
			created < $1 OR EXISTS (SELECT 1 FROM event WHERE event.id = file.event_id AND event.deleted)
				OR NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.id = file.conversation_id)
			FROM file WHERE doubt <> 0 ORDER BY created LIMIT $2`, micros(before), doubtsAtOnce)
		if err != nil {
			return nil, s.explain("orphans", err)
		}
		orphans, settled := []chat.StoredFile{}, 0
		for _, d := range all {
			if d.orphan && !d.shown && len(orphans) < limit {
				orphans = append(orphans, d.StoredFile)
			}
		}
		if settled, err = s.settle(ctx, all); err != nil {
			return nil, s.explain("orphans", err)
		}
		if len(orphans) == limit || settled == 0 {
			return orphans, nil
		}
	}
}

// settle notes of which files is known that an event shows them, unless something was deleted after that had been looked at.
func (s *Store) settle(ctx context.Context, all []doubtful) (settled int, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, d := range all {
			if !d.shown {
				continue
			}
			settled++
			if _, err := tx.ExecContext(ctx, `UPDATE file SET doubt = 0 WHERE key = $1 AND doubt = $2`, d.Key, d.doubt); err != nil {
				return err
			}
		}
		return nil
	})
	return settled, err
}

// doubtFiles has the files of events looked at again that are deleted in the same transaction. which is a condition on file.
func doubtFiles(ctx context.Context, q querier, which string, args ...any) error {
	p := params(args)
	_, err := q.ExecContext(ctx, `UPDATE file SET doubt = `+p.add(micros(time.Now()))+` WHERE `+which, p...)
	return err
}

// DeleteFile forgets a file whose bytes are gone.
func (s *Store) DeleteFile(ctx context.Context, key string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM file WHERE key = $1`, key)
	return s.explain("delete file", err)
}
