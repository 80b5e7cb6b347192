package store

import (
	"context"
	"strings"
)

// addCalls numbers no parameter: SQLite looks for a number among all that came before it, which takes longer the more there are.
func (sqliteDialect) addCalls(ctx context.Context, q querier, calls []callRow) error {
	const columns = 17
	row := "(" + strings.Repeat("?, ", columns-1) + "?)"
	p := make(params, 0, columns*len(calls))
	for _, c := range calls {
		p = append(p, micros(c.At), c.Took.Microseconds(), c.Method, c.Route, c.Path, c.Status, c.TokenID, c.UserID, c.InstallationID,
			c.BoundRoomID, c.RoomID, c.Address, c.RequestID, c.request, c.RequestBody, c.response, c.ResponseBody)
	}
	_, err := q.ExecContext(ctx, `INSERT INTO incoming_call (`+callColumns+`) VALUES `+row+strings.Repeat(", "+row, len(calls)-1), p...)
	return err
}
