package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Load fills an empty database with what a Dump had, in one transaction. Until it is committed a server refuses to start on
// the database, and a Load may begin again.
type Load struct {
	pools
	dialect dialect
	holder  holder // keeps servers away
	conn    connection
	tables  map[string]Table
	indexes []index // to be made when the rows are there: sorting once is cheaper than finding a place for each row

	migrations []migration
}

// ErrNotEmpty is answered when there is something in the database already.
var ErrNotEmpty = errors.New("the database is not empty: a backup is restored, and a group is imported, into an empty one")

// OpenLoad prepares the database at url, which is that of Config, for rows of that schema, which lacks some contractions. No
// server may be using it.
func OpenLoad(ctx context.Context, url string, schema int64, lacking []int64, now time.Time) (*Load, error) {
	l := &Load{tables: map[string]Table{}}
	if err := l.open(ctx, url, schema, lacking, now); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare database: %w", err), l.Close())
	}
	return l, nil
}

func (l *Load) open(ctx context.Context, url string, schema int64, lacking []int64, now time.Time) (err error) {
	if err := l.connect(ctx, url); err != nil {
		return err
	}
	if l.migrations, err = migrations(migrationFiles); err != nil {
		return err
	}
	newest := newest(l.migrations)
	if schema > newest || schema < 1 {
		return fmt.Errorf("the backup has schema %d, of another Stoa; this one knows up to %d: restore with the version that made it, or a newer one", schema, newest)
	}
	// What a server that was started once has left behind may have another schema than the backup.
	if err := l.clear(ctx); err != nil {
		return err
	}
	if err := migrateTo(ctx, l.write, l.dialect, l.migrations, schema, lacking); err != nil {
		return err
	}
	if err := putSetting(ctx, l.write, settingRestore, now); err != nil {
		return err
	}
	return l.begin(ctx)
}

// connect makes sure that the database is empty and that nobody else is there.
func (l *Load) connect(ctx context.Context, url string) (err error) {
	if file, ok := strings.CutPrefix(url, "sqlite://"); ok {
		// SQLite gives its files the rights of this one.
		f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	beside, d, err := connectBeside(url, "stoa restore")
	if err != nil {
		return err
	}
	l.dialect = d
	if err := refuseOccupied(ctx, beside.read, d); err != nil {
		return errors.Join(err, beside.close())
	}
	if l.pools, err = d.alone(ctx, beside, url); err != nil {
		return err
	}
	h, err := hold(Config{URL: url, Hold: HoldAlone}, 0)
	if err != nil {
		return err
	}
	l.holder = h
	return h.take(ctx)
}

// refuseOccupied answers an error when somebody has an account, or when the tables are none of ours.
func refuseOccupied(ctx context.Context, q querier, d dialect) error {
	tables, err := d.tables(ctx, q)
	if err != nil || len(tables) == 0 {
		return err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(tables, func(t Table) bool { return t.Name == name })
	}
	if !has("goose_db_version") {
		return fmt.Errorf("%w, and this one has a table %q of something else", ErrNotEmpty, tables[0].Name)
	}
	if !has("user") {
		return nil
	}
	var people int64
	if err := q.QueryRowContext(ctx, `SELECT count(*) FROM "user"`).Scan(&people); err != nil {
		return err
	}
	if people > 0 {
		return fmt.Errorf("%w, and this one has %d accounts", ErrNotEmpty, people)
	}
	return nil
}

// clear drops all tables.
func (l *Load) clear(ctx context.Context) error {
	tables, err := l.dialect.tables(ctx, l.write)
	if err != nil {
		return err
	}
	refs, err := l.dialect.references(ctx, l.write)
	if err != nil {
		return err
	}
	if tables, err = ordered(tables, refs); err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		if _, err := l.write.ExecContext(ctx, `DROP TABLE `+quoted(t.Name)); err != nil {
			return err
		}
	}
	return nil
}

// begin begins the transaction, in which nothing is there yet.
func (l *Load) begin(ctx context.Context) (err error) {
	if l.conn, err = l.write.Conn(ctx); err != nil {
		return err
	}
	if _, err := l.conn.ExecContext(ctx, `BEGIN`); err != nil {
		return err
	}
	tables, err := l.dialect.tables(ctx, l.conn)
	if err != nil {
		return err
	}
	refs, err := l.dialect.references(ctx, l.conn)
	if err != nil {
		return err
	}
	if tables, err = ordered(tables, refs); err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		if derived(t.Name) {
			continue
		}
		l.tables[t.Name] = t
		if _, err := l.conn.ExecContext(ctx, `DELETE FROM `+quoted(t.Name)); err != nil {
			return err
		}
	}
	return l.dropIndexes(ctx)
}

// dropIndexes leaves the tables without those that they can do without while they are filled.
func (l *Load) dropIndexes(ctx context.Context) error {
	all, err := l.dialect.indexes(ctx, l.conn)
	if err != nil {
		return err
	}
	for _, i := range all {
		if _, ok := l.tables[i.table]; !ok {
			continue
		}
		if _, err := l.conn.ExecContext(ctx, `DROP INDEX `+quoted(i.name)); err != nil {
			return err
		}
		l.indexes = append(l.indexes, i)
	}
	return nil
}

// makeIndexes makes them again.
func (l *Load) makeIndexes(ctx context.Context) error {
	for _, i := range l.indexes {
		if _, err := l.conn.ExecContext(ctx, i.text); err != nil {
			return fmt.Errorf("index %s: %w", i.name, err)
		}
	}
	l.indexes = nil
	return nil
}

// Fill adds rows to a table and answers how many. Tables are filled in the order of Dump.Tables.
func (l *Load) Fill(ctx context.Context, t Table, rows Rows) (int64, error) {
	there, ok := l.tables[t.Name]
	if !ok {
		return 0, fmt.Errorf("the schema has no table %q", t.Name)
	}
	for _, c := range t.Columns {
		if !slices.Contains(there.Columns, c) {
			return 0, fmt.Errorf("table %s has no column %q that holds %s", t.Name, c.Name, c.Kind)
		}
	}
	n, err := l.dialect.fill(ctx, l.conn, t, rows)
	if err != nil {
		return n, fmt.Errorf("fill table %s: %w", t.Name, err)
	}
	return n, nil
}

// ForgetSealed removes what nobody can read any more without the secret key, and what is of no use without that.
func (l *Load) ForgetSealed(ctx context.Context) error {
	for _, text := range forgetSealed() {
		if _, err := l.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("forget what is sealed: %w", err)
		}
	}
	return nil
}

// Commit ends the restore: what was filled in is there, the numbers go on where they were, and the schema is the newest.
func (l *Load) Commit(ctx context.Context, identities map[string]int64) error {
	for table, last := range identities {
		if _, ok := l.tables[table]; !ok || last < 1 { // no row was ever numbered
			continue
		}
		if err := l.dialect.setIdentity(ctx, l.conn, table, last); err != nil {
			return fmt.Errorf("number rows of %s: %w", table, err)
		}
	}
	if err := l.makeIndexes(ctx); err != nil {
		return fmt.Errorf("commit restore: %w", err)
	}
	if _, err := l.conn.ExecContext(ctx, `DELETE FROM setting WHERE key = $1`, settingHold); err != nil {
		return fmt.Errorf("commit restore: %w", err)
	}
	if _, err := l.conn.ExecContext(ctx, `COMMIT`); err != nil {
		return fmt.Errorf("commit restore: %w", err)
	}
	if err := l.conn.Close(); err != nil {
		return fmt.Errorf("commit restore: %w", err)
	}
	l.conn = nil
	if _, err := migrate(ctx, l.write, l.dialect, l.migrations); err != nil {
		return fmt.Errorf("migrate restored database: %w", err)
	}
	return nil
}

// Close gives up what was not committed.
func (l *Load) Close() error {
	var err error
	if l.conn != nil {
		_, rolledBack := l.conn.ExecContext(context.Background(), `ROLLBACK`)
		err = errors.Join(rolledBack, l.conn.Close())
		l.conn = nil
	}
	if l.write != nil {
		err = errors.Join(err, l.pools.close())
	}
	if l.holder != nil {
		err = errors.Join(err, l.holder.drop())
	}
	return err
}
