package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pressly/goose/v3"
)

// tooEarly is why a contraction has not run: a server that needs what it takes away is at work, or somebody reads it.
type tooEarly struct{ version int64 }

func (e *tooEarly) Error() string { return fmt.Sprintf("migration %d has to wait", e.version) }

const (
	busyTries = 60 // of an expansion, while others are in its way
	busyPause = time.Second
)

// migrate brings the database to the newest schema, each migration in a transaction of its own, and answers the
// contractions that have to wait. Migrations only go forward. The dialect keeps two processes from running the same one.
// A database that has them all, as at nearly every start, is asked once for their numbers and no more.
func migrate(ctx context.Context, db *sql.DB, d dialect, all []migration) (waiting []int64, err error) {
	if missing, err := lacking(ctx, db, all, newest(all)); err == nil && len(missing) == 0 {
		return nil, nil
	}
	for tries := 0; ; {
		p, err := migrator(db, d, without(all, waiting))
		if err != nil {
			return nil, err
		}
		_, err = p.Up(ctx)
		var early *tooEarly
		switch {
		case errors.As(err, &early):
			waiting = append(waiting, early.version)
		case err != nil && d.busy(err) && tries < busyTries && pause(ctx, busyPause):
			tries++
		default:
			return waiting, err
		}
	}
}

// migrateTo brings an empty database to an older schema, which may lack contractions.
func migrateTo(ctx context.Context, db *sql.DB, d dialect, all []migration, schema int64, lacking []int64) error {
	p, err := migrator(db, d, without(all, lacking))
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, schema)
	return err
}

func without(all []migration, versions []int64) []migration {
	return slices.DeleteFunc(slices.Clone(all), func(m migration) bool { return slices.Contains(versions, m.version) })
}

func migrator(db *sql.DB, d dialect, all []migration) (*goose.Provider, error) {
	name, options := d.migration()
	var steps []*goose.Migration
	for _, m := range all {
		steps = append(steps, goose.NewGoMigration(m.version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			return m.run(ctx, tx, d)
		}}, nil))
	}
	options = append(options, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...),
		goose.WithAllowOutofOrder(true)) // a contraction that had to wait
	return goose.NewProvider(name, db, nil, options...)
}

// run runs one file. It looks once more whether the version is there: on SQLite only the transaction itself is a
// lock, and another process may have been faster between goose's look and this transaction.
func (m migration) run(ctx context.Context, tx *sql.Tx, d dialect) error {
	var done int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM goose_db_version WHERE version_id = $1`, m.version).Scan(&done)
	if err != nil || done > 0 {
		return err
	}
	if err := d.impatient(ctx, tx); err != nil {
		return err
	}
	if m.needs > 0 {
		if err := m.claim(ctx, tx, d); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, m.in(d))
	if m.needs > 0 && err != nil && d.busy(err) {
		return &tooEarly{m.version}
	}
	return err
}

// claim makes sure that no older server is there, and that none comes: whoever starts holds its schema first, and then
// reads the row that is changed here.
func (m migration) claim(ctx context.Context, tx *sql.Tx, d dialect) error {
	if _, err := tx.ExecContext(ctx, `UPDATE cluster SET needs = $1 WHERE needs < $1`, m.needs); err != nil {
		return err
	}
	older, err := d.older(ctx, tx, m.needs)
	if err == nil && older {
		err = &tooEarly{m.version}
	}
	return err
}
