package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
)

// openSQLiteBeside opens a file that another process may have open. In WAL mode who reads holds up nobody who writes, in
// whatever process; only the log cannot begin anew before a long read has ended.
func openSQLiteBeside(path string) (pools, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return pools{}, err
	}
	read, err := sql.Open("sqlite", sqliteURI(abs, "_pragma=busy_timeout(10000)", "_pragma=query_only(1)"))
	if err != nil {
		return pools{}, err
	}
	write, err := sql.Open("sqlite", sqliteURI(abs, "_pragma=busy_timeout(10000)"))
	if err != nil {
		return pools{}, errors.Join(err, read.Close())
	}
	return pools{read: read, write: write, appends: write}, nil
}

// alone leaves WAL mode, which SQLite refuses while anybody else has the file open. Pages of an empty file are then
// written once, straight to their place, and what is not committed is rolled back by whoever opens the file next.
func (sqliteDialect) alone(ctx context.Context, beside pools, url string) (pools, error) {
	if err := beside.close(); err != nil {
		return pools{}, err
	}
	abs, err := filepath.Abs(strings.TrimPrefix(url, "sqlite://"))
	if err != nil {
		return pools{}, err
	}
	db, err := sql.Open("sqlite", sqliteURI(abs, "_pragma=busy_timeout(1000)", "_pragma=foreign_keys(1)", "_pragma=synchronous(FULL)",
		"_pragma=cache_size(-65536)")) // kB, for one statement after the other
	if err != nil {
		return pools{}, err
	}
	db.SetMaxOpenConns(1)
	p := pools{read: db, write: db, appends: db}
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if err != nil || mode != "delete" {
		return pools{}, errors.Join(errors.New("another process has the database open: stop the server"), err, p.close())
	}
	return p, nil
}

func (sqliteDialect) snapshot() string { return `BEGIN` }

func (sqliteDialect) tables(ctx context.Context, q querier) ([]Table, error) {
	names, err := collect(ctx, q, scanText, `SELECT name FROM pragma_table_list
		WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, len(names))
	for i, name := range names {
		columns, err := collect(ctx, q, scanColumn, `SELECT name, lower(type) FROM pragma_table_info($1)`, name)
		if err != nil {
			return nil, err
		}
		tables[i] = Table{Name: name, Columns: columns}
	}
	return tables, nil
}

func scanText(row scanner) (s string, err error) {
	err = row.Scan(&s)
	return s, err
}

// scanColumn reads a column's name and type, which is one of those in the migration files.
func scanColumn(row scanner) (c Column, err error) {
	var kind string
	err = row.Scan(&c.Name, &kind)
	switch kind {
	case "bigint", "integer", "int", "smallint":
		c.Kind = KindInt
	case "text":
		c.Kind = KindText
	case "boolean":
		c.Kind = KindBool
	case "blob", "bytea":
		c.Kind = KindBytes
	}
	return c, err
}

func (sqliteDialect) references(ctx context.Context, q querier) ([]reference, error) {
	return collect(ctx, q, scanReference, `SELECT t.name, f."table" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
		WHERE t.schema = 'main'`)
}

func scanReference(row scanner) (r reference, err error) {
	err = row.Scan(&r.from, &r.to)
	return r, err
}

func (sqliteDialect) identities(ctx context.Context, q querier) (map[string]int64, error) {
	return lastNumbers(ctx, q, `SELECT name, seq FROM sqlite_sequence`)
}

func lastNumbers(ctx context.Context, q querier, query string) (map[string]int64, error) {
	last := make(map[string]int64)
	_, err := collect(ctx, q, func(row scanner) (struct{}, error) {
		var table string
		var n int64
		err := row.Scan(&table, &n)
		if n > 0 && !derived(table) {
			last[table] = n
		}
		return struct{}{}, err
	}, query)
	return last, err
}

func (sqliteDialect) setIdentity(ctx context.Context, q querier, table string, last int64) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM sqlite_sequence WHERE name = $1`, table); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)`, table, last)
	return err
}

// fillAtOnce is how many rows one statement takes: a call has a price of its own.
const fillAtOnce = 16

// fill asks for no end while a statement runs, which would cost more than the statement: each row that is asked for may
// answer that it is time.
func (sqliteDialect) fill(ctx context.Context, c connection, t Table, rows Rows) (n int64, err error) {
	ctx = context.WithoutCancel(ctx)
	insert := func(rows int) string { return insertRows(quoted(t.Name), t.columns(), len(t.Columns), rows) }
	many, err := c.PrepareContext(ctx, insert(fillAtOnce))
	if err != nil {
		return 0, err
	}
	defer many.Close()
	waiting := make([]any, 0, fillAtOnce*len(t.Columns))
	for cells, err := range rows {
		if err != nil {
			return n, err
		}
		if waiting = append(waiting, cells...); len(waiting) < cap(waiting) {
			continue
		}
		if _, err := many.ExecContext(ctx, waiting...); err != nil {
			return n, err
		}
		n += fillAtOnce
		waiting = waiting[:0]
	}
	if left := len(waiting) / max(1, len(t.Columns)); left > 0 {
		if _, err := c.ExecContext(ctx, insert(left), waiting...); err != nil {
			return n, err
		}
		n += int64(left)
	}
	return n, nil
}

// indexes leaves out those that belong to a table's own keys, which have no text.
func (sqliteDialect) indexes(ctx context.Context, q querier) ([]index, error) {
	return collect(ctx, q, scanIndex, `SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`)
}

func scanIndex(row scanner) (i index, err error) {
	err = row.Scan(&i.table, &i.name, &i.text)
	return i, err
}
