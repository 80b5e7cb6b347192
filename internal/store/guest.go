package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// RoomByGuestToken finds the room that a guest link leads to.
func (s *Store) RoomByGuestToken(ctx context.Context, token string) (chat.Room, error) {
	return s.room(ctx, "room by guest token", `room.guest_token = $1 AND room.guest_token <> ''`, token)
}

// CountGuests counts the guests of a room who have not left.
func (s *Store) CountGuests(ctx context.Context, roomID int64) (int, error) {
	n, err := scanID(s.read.QueryRowContext(ctx, `SELECT count(*) FROM session WHERE room_id = $1 AND room_id <> 0`, roomID))
	return int(n), s.explain("count guests", err)
}

// EndGuests ends the sessions of a room's guests and their stay, and answers who they were.
func (s *Store) EndGuests(ctx context.Context, roomID int64) (ids []int64, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		ids, err = collect(ctx, tx, scanID, `SELECT user_id FROM session WHERE room_id = $1 AND room_id <> 0`, roomID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := endGuest(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return ids, s.explain("end guests", err)
}

// EndGuest ends a guest's session and stay.
func (s *Store) EndGuest(ctx context.Context, userID int64) error {
	return s.explain("end guest", tx(ctx, s.write, func(tx *sql.Tx) error { return endGuest(ctx, tx, userID) }))
}

// endGuest frees the mention name as well: who comes next may be called the same.
func endGuest(ctx context.Context, tx *sql.Tx, userID int64) error {
	for _, query := range []string{
		`DELETE FROM session WHERE user_id = $1`,
		`DELETE FROM reader WHERE user_id = $1`,
		`DELETE FROM saved WHERE user_id = $1`,
		`UPDATE "user" SET deleted = true, mention_key = '' WHERE id = $1 AND guest`,
	} {
		if _, err := tx.ExecContext(ctx, query, userID); err != nil {
			return err
		}
	}
	return nil
}

// endStrayGuests ends the stay of guests whose session has expired. Those who are just coming in have none yet.
func endStrayGuests(ctx context.Context, tx *sql.Tx, now time.Time) error {
	ids, err := collect(ctx, tx, scanID, `SELECT id FROM "user" WHERE guest AND NOT deleted AND created < $1
		AND NOT EXISTS (SELECT 1 FROM session WHERE session.user_id = "user".id)`, micros(now.Add(-time.Minute)))
	for _, id := range ids {
		if err == nil {
			err = endGuest(ctx, tx, id)
		}
	}
	return err
}

// FillGuestTokens gives the rooms a link that have guest access from before there were links.
func (s *Store) FillGuestTokens(ctx context.Context) error {
	ids, err := collect(ctx, s.read, scanID, `SELECT id FROM room WHERE guest_access AND guest_token = ''`)
	for _, id := range ids {
		if err == nil {
			_, err = s.write.ExecContext(ctx, `UPDATE room SET guest_token = $2 WHERE id = $1 AND guest_access AND guest_token = ''`, id, newGuestToken(true))
		}
	}
	return s.explain("fill guest tokens", err)
}
