package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// endSignIns deletes all that a person is signed in with, and the invitation that they could sign in with. Tokens
// that they made for rooms or for API v1 are not theirs alone and stay.
func endSignIns(ctx context.Context, q querier, userID int64) error {
	for _, query := range []string{
		`DELETE FROM session WHERE user_id = $1`,
		`DELETE FROM token WHERE user_id = $1 AND kind IN ('personal', 'user', 'refresh')`,
		`DELETE FROM invitation WHERE user_id = $1`,
	} {
		if _, err := q.ExecContext(ctx, query, userID); err != nil {
			return err
		}
	}
	return nil
}

// endPasswordSignIns deletes a person's sessions and password grants but for the one that keep, a SHA-256, belongs
// to. What add-ons were granted and personal tokens do not come from the password and stay.
func endPasswordSignIns(ctx context.Context, q querier, userID int64, keep []byte) error {
	if keep == nil {
		keep = []byte{} // NULL is unequal to nothing
	}
	_, err := q.ExecContext(ctx, `DELETE FROM session WHERE user_id = $1 AND hash <> $2`, userID, keep)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `DELETE FROM token WHERE user_id = $1 AND kind IN ('user', 'refresh')
		AND installation_id = 0 AND hash <> $2
		AND (family = '' OR family NOT IN (SELECT family FROM token WHERE hash = $2))`, userID, keep)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `DELETE FROM invitation WHERE user_id = $1`, userID)
	return err
}

const invitationColumns = `user_id, hash, inviter_id, created, expires`

func scanInvitation(s scanner) (chat.Invitation, error) {
	var v chat.Invitation
	var created, expires int64
	err := s.Scan(&v.UserID, &v.Hash, &v.InviterID, &created, &expires)
	v.Created, v.Expires = fromMicros(created), fromMicros(expires)
	return v, err
}

// SetInvitation gives a person the link v, in place of an earlier one.
func (s *Store) SetInvitation(ctx context.Context, v chat.Invitation) error {
	return s.explain("set invitation", s.exec(ctx, `INSERT INTO invitation (`+invitationColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, inviter_id = excluded.inviter_id,
		created = excluded.created, expires = excluded.expires`,
		v.UserID, v.Hash, v.InviterID, micros(orNow(v.Created)), micros(v.Expires)))
}

// Invitation answers the link that a person has not used yet, also one that has expired.
func (s *Store) Invitation(ctx context.Context, userID int64) (chat.Invitation, error) {
	v, err := scanInvitation(s.read.QueryRowContext(ctx,
		`SELECT `+invitationColumns+` FROM invitation WHERE user_id = $1`, userID))
	return v, s.explain("invitation", err)
}

// InvitationByHash answers the link whose token has the SHA-256, also one that has expired.
func (s *Store) InvitationByHash(ctx context.Context, hash []byte) (chat.Invitation, error) {
	v, err := scanInvitation(s.read.QueryRowContext(ctx,
		`SELECT `+invitationColumns+` FROM invitation WHERE hash = $1`, hash))
	return v, s.explain("invitation by hash", err)
}

// UseInvitation sets the password of the person whom the link invited, ends what was signed in to with one before, and
// uses the link up. Only one of two that come at
// once gets through; the other is answered chat.ErrNotFound.
func (s *Store) UseInvitation(ctx context.Context, hash []byte, passwordHash string) (u chat.User, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		id, err := scanID(tx.QueryRowContext(ctx, `DELETE FROM invitation WHERE hash = $1 RETURNING user_id`, hash))
		if err != nil {
			return err
		}
		u, err = scanUser(tx.QueryRowContext(ctx, `UPDATE "user" SET password_hash = $2, version = $3
			WHERE id = $1 AND NOT deleted RETURNING `+userColumns, id, passwordHash, newVersion()))
		if err != nil {
			return err
		}
		return endPasswordSignIns(ctx, tx, id, nil)
	})
	return u, s.explain("use invitation", err)
}
