package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// scanner is *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// collect reads all rows of a query.
func collect[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// byID reads the rows whose column, named as in the query, is one of ids.
func byID[T any](ctx context.Context, q querier, scan func(scanner) (T, error), id func(T) int64,
	query, column string, ids []int64) (map[int64]*T, error) {
	found := make(map[int64]*T, len(ids))
	for chunk := range slices.Chunk(ids, 500) { // well below what the databases take as parameters
		var p params
		list, err := collect(ctx, q, scan, query+` WHERE `+in(&p, column, chunk), p...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			found[id(v)] = &v
		}
	}
	return found, nil
}

// scanID reads a row of one integer.
func scanID(s scanner) (id int64, err error) {
	err = s.Scan(&id)
	return id, err
}

// execOne runs a statement that must touch a row, and answers sql.ErrNoRows when it did not.
func execOne(ctx context.Context, q querier, query string, args ...any) error {
	n, err := exec(ctx, q, query, args...)
	if err == nil && n == 0 {
		return sql.ErrNoRows
	}
	return err
}

// exec runs a statement that must touch a row, in a transaction with the audit entry that the context carries.
func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	return tx(ctx, s.write, func(tx *sql.Tx) error { return execOne(ctx, tx, query, args...) })
}

// exec runs a statement and answers how many rows it touched.
func exec(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	return touched(q.ExecContext(ctx, query, args...))
}

// touched answers how many rows a statement touched.
func touched(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// params collects a statement's arguments while its text is put together.
type params []any

// add takes an argument and answers its placeholder.
func (p *params) add(v any) string {
	*p = append(*p, v)
	return "$" + strconv.Itoa(len(*p))
}

// placeholders answers "($5, $6, $7)" for the arguments from first on, before end.
func placeholders(first, end int) string {
	marks := make([]string, end-first)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(first+i+1)
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// in answers "column IN (…)" for the values.
func in[T any](p *params, column string, values []T) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = p.add(v)
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

// page answers the LIMIT clause; limit 0 means all.
func (p *params) page(limit, offset int) string {
	if limit <= 0 {
		limit = math.MaxInt
	}
	return " LIMIT " + p.add(limit) + " OFFSET " + p.add(max(0, offset))
}

// conditions answers the WHERE clause that all of the conditions make, if any.
func conditions(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(all, " AND ")
}

// changes collects the assignments of an UPDATE from a patch's fields.
type changes struct {
	params
	list []string
}

// change assigns *v to the column unless v is nil.
func change[T any](c *changes, column string, v *T) {
	if v != nil {
		c.list = append(c.list, column+" = "+c.add(*v))
	}
}

func (c *changes) String() string { return strings.Join(c.list, ", ") }

// micros is how a time stands in the database: 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the inverse of micros, in UTC.
func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// orNow gives a row that comes without its time of creation the present one.
func orNow(t time.Time) time.Time {
	if t.IsZero() {
		return time.Now()
	}
	return t
}

// fold makes the key under which names are equal without regard to case.
func fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// newVersion makes the 8 characters that change whenever a room or a user changes.
func newVersion() string { return rand.Text()[:8] }

func joinScopes(scopes []string) string { return strings.Join(scopes, " ") }

func splitScopes(s string) []string { return strings.Fields(s) }
