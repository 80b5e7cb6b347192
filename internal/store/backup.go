package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// connectBeside opens a database that servers may be using, as it is: nothing is created or migrated.
func connectBeside(url, name string) (pools, dialect, error) {
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		if len(rest) <= 2 || !strings.HasPrefix(rest, "//") {
			return pools{}, nil, errors.New("a database in memory belongs to its server alone")
		}
		if _, err := os.Stat(rest[2:]); err != nil {
			return pools{}, nil, err
		}
		p, err := openSQLiteBeside(rest[2:])
		return p, sqliteDialect{}, err
	case "postgres", "postgresql":
		p, err := openPostgresAs(url, name)
		return p, postgresDialect{}, err
	default: // the URL may hold a password: it is not repeated
		return pools{}, nil, errors.New(`the URL must begin with "sqlite://" or "postgres://" and name a database`)
	}
}

// putSetting notes a moment.
func putSetting(ctx context.Context, q querier, key string, at time.Time) error {
	_, err := q.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, strconv.FormatInt(micros(at), 10))
	if err != nil {
		return fmt.Errorf("note %s: %w", key, err)
	}
	return nil
}

// settingTime answers a moment that was noted, the zero time for none.
func (s *Store) settingTime(ctx context.Context, key string) (time.Time, error) {
	var value string
	err := s.read.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, s.explain("setting", err)
	}
	n, err := strconv.ParseInt(value, 10, 64)
	return fromMicros(n), s.explain("setting "+key, err)
}

// HeldUntil answers until when no file may be removed, because a backup is being made of them; the zero time when none is.
func (s *Store) HeldUntil(ctx context.Context) (time.Time, error) {
	return s.settingTime(ctx, settingHold)
}

// LastBackup answers when the last backup was finished, the zero time when there was none.
func (s *Store) LastBackup(ctx context.Context) (time.Time, error) {
	return s.settingTime(ctx, settingBackup)
}

// refuseUnfinished answers an error when a restore has begun in the database and has not ended.
func refuseUnfinished(ctx context.Context, q querier) error {
	var since string
	err := q.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = $1`, settingRestore).Scan(&since)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(since, 10, 64) // whatever stands there, it is unfinished
	return fmt.Errorf("a restore into this database began at %s and did not end: run stoa restore again",
		fromMicros(n).Format(time.RFC3339))
}
