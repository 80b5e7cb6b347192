package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// migrate brings the database to the newest schema. Migrations only go forward; each runs in a transaction of its
// own, and the dialect keeps two processes from running the same one.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	p, err := migrator(db, d)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// migrateTo brings an empty database to an older schema.
func migrateTo(ctx context.Context, db *sql.DB, d dialect, schema int64) error {
	p, err := migrator(db, d)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, schema)
	return err
}

func migrator(db *sql.DB, d dialect) (*goose.Provider, error) {
	steps, err := migrations(d)
	if err != nil {
		return nil, err
	}
	name, options := d.migration()
	options = append(options, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...))
	return goose.NewProvider(name, db, nil, options...)
}

// newestSchema is the number of the last migration.
func newestSchema(d dialect) (newest int64, err error) {
	steps, err := migrations(d)
	for _, step := range steps {
		newest = max(newest, step.Version)
	}
	return newest, err
}

// migrations reads the embedded files in the dialect's spelling.
func migrations(d dialect) ([]*goose.Migration, error) {
	files, err := fs.Glob(migrationFiles, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	spell := strings.NewReplacer(append(d.spelling(), "{now}", strconv.FormatInt(micros(time.Now()), 10))...)
	var steps []*goose.Migration
	for _, file := range files {
		version, err := goose.NumericComponent(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		text, err := migrationFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		steps = append(steps, goose.NewGoMigration(version, step(version, spell.Replace(string(text))), nil))
	}
	return steps, nil
}

// step runs one file. It looks once more whether the version is there: on SQLite only the transaction itself is a
// lock, and another process may have been faster between goose's look and this transaction.
func step(version int64, text string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		var done int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM goose_db_version WHERE version_id = $1`, version).Scan(&done)
		if err != nil || done > 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, text)
		return err
	}}
}
