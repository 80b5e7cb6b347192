package store

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

// touch says that something was used at a moment, in microseconds.
type touch[K comparable] struct {
	what K
	at   int64
}

const (
	touchesAtOnce = 500              // rows of one statement
	askLimit      = 10 * time.Second // for a question that many wait for
)

// TouchUser notes that the user was active at t. An earlier t than the one noted changes nothing. After a restart everybody
// comes back in the same second: what many note at the same time is one commit, and each has the latest moment of it.
func (s *Store) TouchUser(ctx context.Context, userID int64, t time.Time) error {
	_, found, err := s.seenUsers.Ask(ctx, touch[int64]{userID, micros(t)})
	return s.explain("touch user", noRowUnless(found, err))
}

func (s *Store) touchUsers(ctx context.Context, all []touch[int64]) (map[touch[int64]]struct{}, error) {
	return touchAll(ctx, s.write, all, scanID, func(p *params, at int64, ids []int64) string {
		now := p.add(at)
		return `UPDATE "user" SET last_active = CASE WHEN last_active < ` + now + ` THEN ` + now + ` ELSE last_active END
			WHERE ` + in(p, "id", ids) + ` RETURNING id`
	})
}

// TouchSession notes that a page of the session was opened at t, as TouchUser does it.
func (s *Store) TouchSession(ctx context.Context, hash []byte, t time.Time) error {
	_, found, err := s.seenSessions.Ask(ctx, touch[string]{string(hash), micros(t)})
	return s.explain("touch session", noRowUnless(found, err))
}

func (s *Store) touchSessions(ctx context.Context, all []touch[string]) (map[touch[string]]struct{}, error) {
	return touchAll(ctx, s.write, all, scanHash, func(p *params, at int64, hashes []string) string {
		now := p.add(at)
		raw := make([][]byte, len(hashes))
		for i, h := range hashes {
			raw[i] = []byte(h)
		}
		return `UPDATE session SET last_used = ` + now + ` WHERE ` + in(p, "hash", raw) + ` RETURNING hash`
	})
}

// touchAll runs a statement that answers the rows which it has found, and tells which touches were of one.
func touchAll[K comparable](ctx context.Context, db *sql.DB, all []touch[K], scan func(scanner) (K, error),
	update func(p *params, at int64, what []K) string) (map[touch[K]]struct{}, error) {
	var latest int64
	var keys []K
	of := make(map[K][]touch[K], len(all))
	for _, t := range all {
		latest = max(latest, t.at)
		if of[t.what] == nil {
			keys = append(keys, t.what)
		}
		of[t.what] = append(of[t.what], t)
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	found := make(map[touch[K]]struct{}, len(all))
	for chunk := range slices.Chunk(keys, touchesAtOnce) {
		var p params
		rows, err := collect(ctx, db, scan, update(&p, latest, chunk), p...)
		if err != nil {
			return nil, err
		}
		for _, k := range rows {
			for _, t := range of[k] {
				found[t] = struct{}{}
			}
		}
	}
	return found, nil
}

func noRowUnless(found bool, err error) error {
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

func scanHash(s scanner) (string, error) {
	var hash []byte
	err := s.Scan(&hash)
	return string(hash), err
}
