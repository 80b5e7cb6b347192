package addon

import (
	"context"
	"database/sql"
	"errors"
)

// migrations are the statements that make the tables what they are, step by step. A step is never changed.
func migrations() [][]string {
	return [][]string{
		{
			`CREATE TABLE addon_installation (oauth_id TEXT PRIMARY KEY, secret TEXT NOT NULL, version TEXT NOT NULL, record TEXT NOT NULL)`,
			`CREATE TABLE addon_post (id TEXT PRIMARY KEY, oauth_id TEXT NOT NULL, due BIGINT NOT NULL, attempts INTEGER NOT NULL, body TEXT NOT NULL)`,
			`CREATE INDEX addon_post_due ON addon_post (due)`,
			`CREATE INDEX addon_post_order ON addon_post (oauth_id, id)`,
		},
	}
}

// migrate takes the steps that were not taken yet. Several processes may start at once: whoever notes a step first takes it, and
// the others wait for that.
func migrate(ctx context.Context, db *sql.DB) error {
	var last error
	for range 3 { // PostgreSQL's IF NOT EXISTS fails when two do it at once
		if _, last = db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS addon_schema (step INTEGER PRIMARY KEY)`); last == nil {
			break
		}
	}
	if last != nil {
		return last
	}
	for i, statements := range migrations() {
		if err := step(ctx, db, i+1, statements); err != nil {
			return err
		}
	}
	return nil
}

func step(ctx context.Context, db *sql.DB, n int, statements []string) error {
	if taken(ctx, db, n) {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	if _, err := tx.ExecContext(ctx, `INSERT INTO addon_schema (step) VALUES ($1)`, n); err != nil {
		err = errors.Join(err, tx.Rollback())
		if taken(ctx, db, n) {
			return nil
		}
		return err
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func taken(ctx context.Context, db *sql.DB, n int) bool {
	var one int
	return db.QueryRowContext(ctx, `SELECT 1 FROM addon_schema WHERE step = $1`, n).Scan(&one) == nil
}
