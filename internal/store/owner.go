package store

import (
	"context"
	"database/sql"
)

// SetOwner gives the group from its owner, who stays one of its administrators, to another active person.
// chat.ErrNotFound: from does not own it any more, or to is not there.
func (s *Store) SetOwner(ctx context.Context, from, to int64) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, `UPDATE "user" SET owner = $2, admin = $3, version = $4 WHERE id = $1 AND owner`, from, false, true, newVersion()); err != nil {
			return err
		}
		return execOne(ctx, tx, `UPDATE "user" SET owner = $2, admin = $2, delegate = $3, version = $4 WHERE id = $1 AND NOT deleted AND NOT guest`,
			to, true, false, newVersion())
	})
	return s.explain("set owner", err)
}
