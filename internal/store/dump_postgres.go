package store

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgresAs opens a few connections under a name that the database's own views show.
func openPostgresAs(dsn, name string) (pools, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return pools{}, err
	}
	c.RuntimeParams["application_name"] = name
	db := stdlib.OpenDB(*c)
	return pools{read: db, write: db, appends: db}, nil
}

// alone is left to the lock that servers hold.
func (postgresDialect) alone(_ context.Context, beside pools, _ string) (pools, error) {
	return beside, nil
}

func (postgresDialect) snapshot() string {
	return `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`
}

func (postgresDialect) tables(ctx context.Context, q querier) ([]Table, error) {
	names, err := collect(ctx, q, scanText, `SELECT table_name FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, len(names))
	for i, name := range names {
		columns, err := collect(ctx, q, scanColumn, `SELECT column_name, data_type FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`, name)
		if err != nil {
			return nil, err
		}
		tables[i] = Table{Name: name, Columns: columns}
	}
	return tables, nil
}

func (postgresDialect) references(ctx context.Context, q querier) ([]reference, error) {
	return collect(ctx, q, scanReference, `SELECT DISTINCT f.relname, t.relname FROM pg_constraint c
		JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
		WHERE c.contype = 'f' AND c.connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`)
}

// identities reads the sequences, which stand in no transaction: what was numbered after the moment of the dump is skipped.
func (postgresDialect) identities(ctx context.Context, q querier) (map[string]int64, error) {
	return lastNumbers(ctx, q, `SELECT c.table_name, coalesce(pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)::regclass), 0)
		FROM information_schema.columns c WHERE c.table_schema = current_schema() AND c.is_identity = 'YES'`)
}

func (postgresDialect) setIdentity(ctx context.Context, q querier, table string, last int64) error {
	_, err := q.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, quoted(table), last)
	return err
}

// indexes leaves out those that belong to constraints.
func (postgresDialect) indexes(ctx context.Context, q querier) ([]index, error) {
	return collect(ctx, q, scanIndex, `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
		AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = (quote_ident(schemaname) || '.' || quote_ident(indexname))::regclass)
		ORDER BY indexname`)
}

func (postgresDialect) fill(ctx context.Context, c connection, t Table, rows Rows) (n int64, err error) {
	next, stop := iter.Pull2(rows)
	defer stop()
	err = c.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("rows cannot be copied by a %T", driver)
		}
		names := make([]string, len(t.Columns))
		for i, column := range t.Columns {
			names[i] = column.Name
		}
		n, err = conn.Conn().CopyFrom(ctx, pgx.Identifier{t.Name}, names, pgx.CopyFromFunc(func() ([]any, error) {
			cells, err, ok := next()
			if !ok {
				return nil, nil
			}
			return cells, err
		}))
		return err
	})
	return n, err
}
