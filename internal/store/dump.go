package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Dump is the whole database as it was at one moment. It reads beside the servers that use the database and never waits
// for them, nor they for it: SQLite's log and PostgreSQL's old rows stay a little longer meanwhile. Close it soon.
type Dump struct {
	Kind    string // of the database
	Schema  int64
	Lacking []int64 // contractions before it that have not run

	pools
	dialect dialect
	conn    *sql.Conn
	tables  []Table
	held    time.Time // when it last held on to files
}

// Rows are rows of a table, a cell for each column in its order.
type Rows = iter.Seq2[[]any, error]

// connection is one connection, of which a transaction was begun by hand.
type connection = *sql.Conn

// Settings that a backup leaves in the database. Times are microseconds.
const (
	settingHold     = "backup_until"    // files are not swept up before
	settingBackup   = "backup_finished" // when the last one was
	settingRestore  = "restore"         // a restore began here and has not ended
	holdFor         = 10 * time.Minute
	holdAgain       = time.Minute
	backupNamedConn = "stoa backup"
)

// OpenDump opens the database at url, which is that of Config, and holds on to what it has now. Files that belong to it are
// swept up by no server until some minutes after the last Hold.
func OpenDump(ctx context.Context, url string, now time.Time) (*Dump, error) {
	d := &Dump{}
	if err := d.open(ctx, url, now); err != nil {
		return nil, errors.Join(fmt.Errorf("read database: %w", err), d.Close())
	}
	return d, nil
}

func (d *Dump) open(ctx context.Context, url string, now time.Time) (err error) {
	if d.pools, d.dialect, err = connectBeside(url, backupNamedConn); err != nil {
		return err
	}
	if err := d.Hold(ctx, now); err != nil {
		return err
	}
	if d.conn, err = d.read.Conn(ctx); err != nil {
		return err
	}
	if _, err := d.conn.ExecContext(ctx, d.dialect.snapshot()); err != nil {
		return err
	}
	return d.look(ctx)
}

// look reads what the database has, and makes sure that this program knows it.
func (d *Dump) look(ctx context.Context) error {
	d.Kind, _ = d.dialect.facts()
	if err := d.conn.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&d.Schema); err != nil {
		return err
	}
	known, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if newest := newest(known); d.Schema > newest {
		return fmt.Errorf("the database has schema %d, of a newer Stoa; this one knows %d", d.Schema, newest)
	}
	if d.Lacking, err = lacking(ctx, d.conn, known, d.Schema); err != nil {
		return err
	}
	if err := refuseUnfinished(ctx, d.conn); err != nil {
		return err
	}
	all, err := d.dialect.tables(ctx, d.conn)
	if err != nil {
		return err
	}
	refs, err := d.dialect.references(ctx, d.conn)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !derived(t.Name) {
			d.tables = append(d.tables, t)
		}
	}
	d.tables, err = ordered(d.tables, refs)
	return err
}

// Tables answers what there is to copy, each table behind those that it refers to. What is derived is left out.
func (d *Dump) Tables() []Table { return d.tables }

// Rows reads a table.
func (d *Dump) Rows(ctx context.Context, t Table) Rows {
	return func(yield func([]any, error) bool) {
		rows, err := d.conn.QueryContext(ctx, `SELECT `+t.columns()+` FROM `+quoted(t.Name))
		if err != nil {
			yield(nil, fmt.Errorf("read table %s: %w", t.Name, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			cells, err := cellsOf(rows, t)
			if !yield(cells, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, fmt.Errorf("read table %s: %w", t.Name, err))
		}
	}
}

func cellsOf(row scanner, t Table) ([]any, error) {
	cells, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	if err := row.Scan(into...); err != nil {
		return nil, fmt.Errorf("read table %s: %w", t.Name, err)
	}
	for i, c := range t.Columns {
		v, err := c.cell(cells[i])
		if err != nil {
			return nil, fmt.Errorf("table %s, column %s: %w", t.Name, c.Name, err)
		}
		cells[i] = v
	}
	return cells, nil
}

// cell is what a driver answered, as the column's kind has it.
func (c Column) cell(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		if c.Kind == KindInt {
			return v, nil
		}
		if c.Kind == KindBool {
			return v != 0, nil
		}
	case bool:
		if c.Kind == KindBool {
			return v, nil
		}
	case string:
		if c.Kind == KindText {
			return v, nil
		}
		if c.Kind == KindBytes {
			return []byte(v), nil
		}
	case []byte:
		if c.Kind == KindBytes {
			return v, nil
		}
		if c.Kind == KindText {
			return string(v), nil
		}
	}
	return nil, fmt.Errorf("a %T does not belong here", v)
}

// Identities answers by table the last number that was given to a row: none is given twice, whatever has been deleted.
func (d *Dump) Identities(ctx context.Context) (map[string]int64, error) {
	last, err := d.dialect.identities(ctx, d.conn)
	if err != nil {
		return nil, fmt.Errorf("read identities: %w", err)
	}
	return last, nil
}

// Sealed counts by table and column what cannot be read without the secret key.
func (d *Dump) Sealed(ctx context.Context) (map[string]int64, error) {
	counts := make(map[string]int64)
	for _, c := range sealedColumns() {
		var n int64
		err := d.conn.QueryRowContext(ctx, `SELECT count(*) FROM `+quoted(c.table)+` WHERE length(`+c.column+`) > 0`).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("count what is sealed: %w", err)
		}
		if n > 0 {
			counts[c.table+"."+c.column] = n
		}
	}
	return counts, nil
}

// Files answers the files that events show, in the order of their keys.
func (d *Dump) Files(ctx context.Context, yield func(chat.StoredFile) error) error {
	rows, err := d.conn.QueryContext(ctx, `SELECT `+fileColumns+` FROM file WHERE type <> ''
		AND EXISTS (SELECT 1 FROM event WHERE event.id = file.event_id AND NOT event.deleted) ORDER BY key`)
	if err != nil {
		return fmt.Errorf("read files: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		f, err := scanFile(rows)
		if err == nil {
			err = yield(f)
		}
		if err != nil {
			return fmt.Errorf("read files: %w", err)
		}
	}
	return rows.Err()
}

// Release lets go of the moment; what was read then may be forgotten. Hold and Finished still work.
func (d *Dump) Release() error {
	if d.conn == nil {
		return nil
	}
	_, err := d.conn.ExecContext(context.Background(), `ROLLBACK`)
	err = errors.Join(err, d.conn.Close())
	d.conn = nil
	return err
}

// Hold keeps files from being swept up for some minutes more. It is called often, and writes once a minute.
func (d *Dump) Hold(ctx context.Context, now time.Time) error {
	if !d.held.IsZero() && now.Sub(d.held) < holdAgain {
		return nil
	}
	d.held = now
	return putSetting(ctx, d.write, settingHold, now.Add(holdFor))
}

// Finished notes that the backup is whole.
func (d *Dump) Finished(ctx context.Context, now time.Time) error {
	if _, err := d.write.ExecContext(ctx, `DELETE FROM setting WHERE key = $1`, settingHold); err != nil {
		return fmt.Errorf("note backup: %w", err)
	}
	return putSetting(ctx, d.write, settingBackup, now)
}

// Close lets go of the database.
func (d *Dump) Close() error {
	err := d.Release()
	if d.read != nil {
		err = errors.Join(err, d.pools.close())
	}
	return err
}
