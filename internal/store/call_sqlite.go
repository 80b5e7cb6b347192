package store

import (
	"context"
	"database/sql"
)

// addCalls compiles two statements however many calls there are, for some rows at once and for one.
func (d sqliteDialect) addCalls(ctx context.Context, db *sql.DB, calls []callRow) error {
	return tx(ctx, db, func(tx *sql.Tx) error {
		q := d.reusing(tx)
		for len(calls) > 0 {
			n := 1
			if len(calls) >= rowsAtOnce {
				n = rowsAtOnce
			}
			if err := insertCalls(ctx, q, calls[:n]); err != nil {
				return err
			}
			calls = calls[n:]
		}
		return nil
	})
}

func insertCalls(ctx context.Context, q querier, calls []callRow) error {
	const columns = 17
	p := make(params, 0, columns*len(calls))
	for _, c := range calls {
		p = append(p, micros(c.At), c.Took.Microseconds(), c.Method, c.Route, c.Path, c.Status, c.TokenID, c.UserID, c.InstallationID,
			c.BoundRoomID, c.RoomID, c.Address, c.RequestID, c.request, c.RequestBody, c.response, c.ResponseBody)
	}
	_, err := q.ExecContext(ctx, insertRows("incoming_call", callColumns, columns, len(calls)), p...)
	return err
}
