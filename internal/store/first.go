package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// CreateOwner adds the group's first account, and names the group unless the name is empty. The change of the group's row
// comes first: who is later, on whatever node, waits for it and then sees that somebody is there, which is
// chat.ErrSettled.
func (s *Store) CreateOwner(ctx context.Context, group string, u chat.User, passwordHash string) (chat.User, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if err = execOne(ctx, tx, `UPDATE "group" SET name = CASE WHEN $1 = '' THEN name ELSE $1 END WHERE id = 1`, group); err != nil {
			return err
		}
		n, err := scanID(tx.QueryRowContext(ctx, `SELECT count(*) FROM "user"`))
		switch {
		case err != nil:
			return err
		case n > 0:
			return chat.ErrSettled
		}
		u, err = createUser(ctx, tx, u, passwordHash)
		auditTarget(ctx, u.ID)
		return err
	})
	return u, s.explain("create owner", err)
}
