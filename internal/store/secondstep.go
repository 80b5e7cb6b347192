package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// SecondStep answers what a person proves besides their password, chat.ErrNotFound when they have not turned it on.
func (s *Store) SecondStep(ctx context.Context, userID int64) (chat.SecondStep, error) {
	v := chat.SecondStep{UserID: userID}
	var since int64
	err := s.read.QueryRowContext(ctx, `SELECT sealed_secret, used, since FROM second_step WHERE user_id = $1`, userID).
		Scan(&v.SealedSecret, &v.Used, &since)
	v.Since = fromMicros(since)
	return v, s.explain("second step", err)
}

// SetSecondStep turns the second step on, or gives it another secret, with these hashes of recovery codes. What was
// signed in to with the password alone ends, but for keep.
func (s *Store) SetSecondStep(ctx context.Context, v chat.SecondStep, codes [][]byte, keep []byte) error {
	return s.explain("set second step", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO second_step (user_id, sealed_secret, used, since) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, used = excluded.used, since = excluded.since`,
			v.UserID, v.SealedSecret, v.Used, micros(orNow(v.Since)))
		if err != nil {
			return err
		}
		if err := setRecoveryCodes(ctx, tx, v.UserID, codes); err != nil {
			return err
		}
		return endPasswordSignIns(ctx, tx, v.UserID, keep)
	}))
}

// UseStep notes that a code of the step of time was used; chat.ErrNotFound when that one or a later one was before.
func (s *Store) UseStep(ctx context.Context, userID, step int64) error {
	return s.explain("use second step",
		execOne(ctx, s.write, `UPDATE second_step SET used = $2 WHERE user_id = $1 AND used < $2`, userID, step))
}

// DeleteSecondStep turns the second step off; chat.ErrNotFound when it was not on.
func (s *Store) DeleteSecondStep(ctx context.Context, userID int64) error {
	return s.explain("delete second step", tx(ctx, s.write, func(tx *sql.Tx) error {
		if err := setRecoveryCodes(ctx, tx, userID, nil); err != nil {
			return err
		}
		return execOne(ctx, tx, `DELETE FROM second_step WHERE user_id = $1`, userID)
	}))
}

// CountRecoveryCodes answers how many recovery codes a person has left.
func (s *Store) CountRecoveryCodes(ctx context.Context, userID int64) (int64, error) {
	n, err := scanID(s.read.QueryRowContext(ctx, `SELECT count(*) FROM recovery_code WHERE user_id = $1`, userID))
	return n, s.explain("count recovery codes", err)
}

// SetRecoveryCodes gives a person these hashes of recovery codes in place of earlier ones.
func (s *Store) SetRecoveryCodes(ctx context.Context, userID int64, codes [][]byte) error {
	return s.explain("set recovery codes", tx(ctx, s.write, func(tx *sql.Tx) error {
		return setRecoveryCodes(ctx, tx, userID, codes)
	}))
}

func setRecoveryCodes(ctx context.Context, q querier, userID int64, codes [][]byte) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM recovery_code WHERE user_id = $1`, userID); err != nil {
		return err
	}
	for _, hash := range codes {
		if _, err := q.ExecContext(ctx, `INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)`, userID, hash); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode uses a recovery code up; chat.ErrNotFound when the person has no such code.
func (s *Store) UseRecoveryCode(ctx context.Context, userID int64, hash []byte) error {
	return s.explain("use recovery code",
		execOne(ctx, s.write, `DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2`, userID, hash))
}

// PeopleWithoutSecondStep answers who of the people that are not deactivated has not turned the second step on.
func (s *Store) PeopleWithoutSecondStep(ctx context.Context) ([]chat.User, error) {
	all, err := collect(ctx, s.read, scanUser, selectUser+` WHERE NOT guest AND NOT deleted
		AND id NOT IN (SELECT user_id FROM second_step) ORDER BY id`)
	return all, s.explain("people without second step", err)
}

// EndPasswordSignIns ends what people are signed in to by a password, theirs or a directory's, and their password grants.
func (s *Store) EndPasswordSignIns(ctx context.Context, userIDs []int64) error {
	return s.explain("end sign-ins by password", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, id := range userIDs {
			for _, query := range []string{
				`DELETE FROM session WHERE user_id = $1 AND method <> '` + chat.ByProvider + `'`,
				`DELETE FROM token WHERE user_id = $1 AND kind IN ('user', 'refresh') AND installation_id = 0`,
			} {
				if _, err := tx.ExecContext(ctx, query, id); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}
