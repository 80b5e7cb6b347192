package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is a table of the database as its rows are copied out and in.
type Table struct {
	Name    string   `json:"table"`
	Columns []Column `json:"columns"`
}

// Column is one of its columns. Kind is the same word in every database, see the kinds.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// The kinds of columns: an int64, a string, a bool, a []byte. Each cell may also be nil.
const (
	KindInt   = "int"
	KindText  = "text"
	KindBool  = "bool"
	KindBytes = "bytes"
)

// copying is what the databases do differently when whole tables are copied.
type copying interface {
	snapshot() string // begins a transaction that sees one moment
	// tables answers all tables, also those that Stoa did not make, without those that the database keeps for itself.
	tables(ctx context.Context, q querier) ([]Table, error)
	references(ctx context.Context, q querier) ([]reference, error)
	// identities answers by table the last number that was given to a row.
	identities(ctx context.Context, q querier) (map[string]int64, error)
	setIdentity(ctx context.Context, q querier, table string, last int64) error
	fill(ctx context.Context, c connection, t Table, rows Rows) (int64, error)
	// indexes answers those that can be made anew from their text.
	indexes(ctx context.Context, q querier) ([]index, error)
}

// index is one, with the statement that makes it.
type index struct{ table, name, text string }

// reference says that rows of one table refer to rows of another.
type reference struct{ from, to string }

// derived tells whether a table holds what is made anew from the others: the search, which follows the logs, and the notes
// about the schema.
func derived(table string) bool {
	return strings.HasPrefix(table, "search_") || table == "goose_db_version"
}

// ordered puts tables behind those that they refer to.
func ordered(tables []Table, refs []reference) ([]Table, error) {
	var done []Table
	placed := make(map[string]bool)
	for len(tables) > 0 {
		var rest []Table
		for _, t := range tables {
			waits := slices.ContainsFunc(refs, func(r reference) bool { return r.from == t.Name && r.to != t.Name && !placed[r.to] })
			if waits {
				rest = append(rest, t)
				continue
			}
			placed[t.Name] = true
			done = append(done, t)
		}
		if len(rest) == len(tables) {
			return nil, fmt.Errorf("tables refer to each other in a circle: %s", rest[0].Name)
		}
		tables = rest
	}
	return done, nil
}

func (t Table) columns() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}

// quoted is a name as both databases take it in a statement.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
