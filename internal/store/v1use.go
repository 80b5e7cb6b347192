package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// AddV1Uses adds to what is known of each token and method, as chat.V1Use.Join does. Uses of tokens that have been
// revoked meanwhile are forgotten.
func (s *Store) AddV1Uses(ctx context.Context, uses []chat.V1Use) error {
	return s.explain("add v1 uses", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, u := range uses {
			if _, err := tx.ExecContext(ctx, `INSERT INTO v1_use (token_id, method, calls, last, agent, address)
				SELECT id, $2, $3, $4, $5, $6 FROM token WHERE id = $1
				ON CONFLICT (token_id, method) DO UPDATE SET calls = v1_use.calls + excluded.calls,
					agent = CASE WHEN excluded.last >= v1_use.last THEN excluded.agent ELSE v1_use.agent END,
					address = CASE WHEN excluded.last >= v1_use.last THEN excluded.address ELSE v1_use.address END,
					last = CASE WHEN excluded.last > v1_use.last THEN excluded.last ELSE v1_use.last END`,
				u.TokenID, u.Method, u.Calls, micros(u.Last), u.Agent, u.Address); err != nil {
				return err
			}
		}
		return nil
	}))
}

// V1Uses answers what tokens of API v1 have been used for, in order of token and method.
func (s *Store) V1Uses(ctx context.Context) ([]chat.V1Use, error) {
	uses, err := collect(ctx, s.read, func(row scanner) (u chat.V1Use, err error) {
		var last int64
		err = row.Scan(&u.TokenID, &u.Method, &u.Calls, &last, &u.Agent, &u.Address)
		u.Last = fromMicros(last)
		return u, err
	}, `SELECT token_id, method, calls, last, agent, address FROM v1_use ORDER BY token_id, method`)
	return uses, s.explain("v1 uses", err)
}
