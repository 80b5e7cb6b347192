package store

import (
	"context"
	"database/sql"
)

// reused is a transaction in which each statement is compiled once, however often it is run. SQLite compiles it anew
// otherwise, which takes longer than running it; the driver of PostgreSQL remembers statements by itself.
type reused struct {
	tx       *sql.Tx
	prepared map[string]*sql.Stmt // they end with the transaction
}

func (r *reused) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := r.prepared[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := r.tx.PrepareContext(ctx, query)
	if err == nil {
		r.prepared[query] = stmt
	}
	return stmt, err
}

func (r *reused) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := r.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (r *reused) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := r.prepare(ctx, query)
	if err != nil {
		return r.tx.QueryRowContext(ctx, query, args...) // it carries the error
	}
	return stmt.QueryRowContext(ctx, args...)
}

func (r *reused) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := r.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}
