package store

import (
	"context"
	"database/sql"
)

// KeyCheck keeps something sealed when there is nothing of the kind yet, and answers what is kept.
func (s *Store) KeyCheck(ctx context.Context, sealed []byte) (kept []byte, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE cluster SET sealed_check = $1 WHERE sealed_check IS NULL`, sealed); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT sealed_check FROM cluster`).Scan(&kept)
	})
	return kept, s.explain("key check", err)
}
