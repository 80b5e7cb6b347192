package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// refuseOutdated answers an error when this program is older than what the database needs: a contraction has taken away
// what it uses. It waits for a contraction that is under way.
func (s *Store) refuseOutdated(ctx context.Context) error {
	var needs int64
	if err := s.write.QueryRowContext(ctx, `SELECT needs FROM cluster`+s.dialect.shareRow()).Scan(&needs); err != nil {
		return err
	}
	if needs <= s.schema {
		return nil
	}
	versions, err := collect(ctx, s.read, func(row scanner) (version string, err error) {
		err = row.Scan(&version)
		return version, err
	}, `SELECT DISTINCT version FROM node WHERE schema >= $1`, needs)
	if err != nil {
		return err
	}
	slices.Sort(versions)
	also := ""
	if len(versions) > 0 {
		also = ", as Stoa " + strings.Join(versions, " and ") + " does"
	}
	return fmt.Errorf("the database was changed by a newer Stoa: it needs one that knows schema %d%s, and this one knows %d", needs, also, s.schema)
}

// Waiting are the migrations that take away what older servers use, and wait for those to stop.
func (s *Store) Waiting() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}

// Contract runs what waits, as far as it may now.
func (s *Store) Contract(ctx context.Context) error {
	if len(s.Waiting()) == 0 {
		return nil
	}
	waiting, err := migrate(ctx, s.write, s.dialect, s.migrations)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = waiting
	return nil
}

// regained is called when the hold was lost and has been taken again: a contraction may have run meanwhile.
func (s *Store) regained(ctx context.Context, tell func()) {
	err := s.refuseOutdated(ctx)
	s.mu.Lock()
	s.outdated = err
	s.mu.Unlock()
	if tell != nil {
		tell()
	}
}

// lacking answers the migrations up to a schema that have not run: contractions that wait.
func lacking(ctx context.Context, q querier, known []migration, schema int64) (versions []int64, err error) {
	ran, err := collect(ctx, q, func(row scanner) (version int64, err error) {
		err = row.Scan(&version)
		return version, err
	}, `SELECT version_id FROM goose_db_version`)
	for _, m := range known {
		if m.version <= schema && !slices.Contains(ran, m.version) {
			versions = append(versions, m.version)
		}
	}
	return versions, err
}
