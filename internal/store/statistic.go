package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// The spans of time in which people are known to have been active.
const (
	hourSpan = "hour"
	daySpan  = "day"
	dayHours = 24
)

// AddTallies adds to what has been counted, and notes who was active, in one transaction.
func (s *Store) AddTallies(ctx context.Context, tallies []chat.Tally, active []chat.Activity) error {
	return s.explain("add tallies", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, t := range tallies {
			if _, err := tx.ExecContext(ctx, `INSERT INTO statistic (hour, name, bucket, count) VALUES ($1, $2, $3, $4)
				ON CONFLICT (hour, name, bucket) DO UPDATE SET count = statistic.count + excluded.count`,
				t.Hour, t.Name, t.Bucket, t.Count); err != nil {
				return err
			}
		}
		for _, a := range active {
			if _, err := tx.ExecContext(ctx, `INSERT INTO active_person (span, since, user_id) VALUES ($1, $2, $5), ($3, $4, $5)
				ON CONFLICT DO NOTHING`, hourSpan, a.Hour, daySpan, a.Hour-a.Hour%dayHours, a.UserID); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Tallies answers what was counted from one hour on and before another, summed up in steps of so many hours.
func (s *Store) Tallies(ctx context.Context, from, until, step int64) ([]chat.Tally, error) {
	all, err := collect(ctx, s.read, func(row scanner) (t chat.Tally, err error) {
		err = row.Scan(&t.Hour, &t.Name, &t.Bucket, &t.Count)
		return t, err
	}, `SELECT hour - hour % $3 AS step, name, bucket, CAST(sum(count) AS bigint) FROM statistic
		WHERE hour >= $1 AND hour < $2 GROUP BY step, name, bucket ORDER BY step, name, bucket`, from, until, step)
	return all, s.explain("tallies", err)
}

// ActivePeople answers how many were active in each step of so many hours, and in all of that time. Of steps of a day
// and more, days are what is looked at: hours are forgotten sooner.
func (s *Store) ActivePeople(ctx context.Context, from, until, step int64) (steps map[int64]int64, all int64, err error) {
	span := hourSpan
	if step >= dayHours {
		span = daySpan
	}
	counted, err := collect(ctx, s.read, func(row scanner) (n [2]int64, err error) {
		err = row.Scan(&n[0], &n[1])
		return n, err
	}, `SELECT since - since % $4 AS step, count(DISTINCT user_id) FROM active_person
		WHERE span = $1 AND since >= $2 AND since < $3 GROUP BY step`, span, from, until, step)
	if err != nil {
		return nil, 0, s.explain("active people", err)
	}
	steps = make(map[int64]int64, len(counted))
	for _, n := range counted {
		steps[n[0]] = n[1]
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(DISTINCT user_id) FROM active_person
		WHERE span = $1 AND since >= $2 AND since < $3`, span, from, until).Scan(&all)
	return steps, all, s.explain("active people", err)
}

// ForgetTallies removes what was counted before an hour, and before another who was active in which hour.
func (s *Store) ForgetTallies(ctx context.Context, before, activeBefore int64) error {
	for _, old := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM statistic WHERE hour < $1`, []any{before}},
		{`DELETE FROM active_person WHERE span = $2 AND since < $1`, []any{before, daySpan}},
		{`DELETE FROM active_person WHERE span = $2 AND since < $1`, []any{activeBefore, hourSpan}},
	} {
		if _, err := s.write.ExecContext(ctx, old.query, old.args...); err != nil {
			return s.explain("forget tallies", err)
		}
	}
	return nil
}
