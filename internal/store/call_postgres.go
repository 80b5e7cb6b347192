package store

import (
	"context"
	"database/sql"
)

// addCalls has one text for any number of calls, given as one array per column: the database knows it after the first time.
func (postgresDialect) addCalls(ctx context.Context, db *sql.DB, calls []callRow) error {
	_, err := db.ExecContext(ctx, `INSERT INTO incoming_call (`+callColumns+`)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
			$9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])`,
		column(calls, func(c callRow) int64 { return micros(c.At) }),
		column(calls, func(c callRow) int64 { return c.Took.Microseconds() }),
		column(calls, func(c callRow) string { return c.Method }),
		column(calls, func(c callRow) string { return c.Route }),
		column(calls, func(c callRow) string { return c.Path }),
		column(calls, func(c callRow) int64 { return int64(c.Status) }),
		column(calls, func(c callRow) int64 { return c.TokenID }),
		column(calls, func(c callRow) int64 { return c.UserID }),
		column(calls, func(c callRow) int64 { return c.InstallationID }),
		column(calls, func(c callRow) int64 { return c.BoundRoomID }),
		column(calls, func(c callRow) int64 { return c.RoomID }),
		column(calls, func(c callRow) string { return c.Address }),
		column(calls, func(c callRow) string { return c.RequestID }),
		column(calls, func(c callRow) string { return c.request }),
		column(calls, func(c callRow) string { return c.RequestBody }),
		column(calls, func(c callRow) string { return c.response }),
		column(calls, func(c callRow) string { return c.ResponseBody }))
	return err
}

// column is one column of rows, as unnest takes it.
func column[R, T any](rows []R, of func(R) T) []T {
	all := make([]T, len(rows))
	for i, r := range rows {
		all[i] = of(r)
	}
	return all
}
