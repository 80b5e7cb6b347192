package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

const glanceColumns = `installation_id, key, room_id, user_id, content, updated`

func scanGlance(s scanner) (chat.GlanceContent, error) {
	var g chat.GlanceContent
	var updated int64
	err := s.Scan(&g.InstallationID, &g.Key, &g.RoomID, &g.UserID, (*[]byte)(&g.Content), &updated)
	g.Updated = fromMicros(updated)
	return g, err
}

// PutGlances keeps what an add-on says of its glances, each in place of what it said before to the same audience.
func (s *Store) PutGlances(ctx context.Context, glances []chat.GlanceContent) error {
	return s.explain("put glances", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, g := range glances {
			_, err := tx.ExecContext(ctx, `INSERT INTO glance_content (`+glanceColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (installation_id, key, room_id, user_id) DO UPDATE SET content = excluded.content, updated = excluded.updated`,
				g.InstallationID, g.Key, g.RoomID, g.UserID, []byte(g.Content), micros(g.Updated))
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// Glances answers all that was said to the person, or to everybody, about the room or about all rooms.
func (s *Store) Glances(ctx context.Context, roomID, userID int64) ([]chat.GlanceContent, error) {
	list, err := collect(ctx, s.read, scanGlance, `SELECT `+glanceColumns+` FROM glance_content
		WHERE room_id IN (0, $1) AND user_id IN (0, $2) ORDER BY installation_id, key, room_id, user_id`, roomID, userID)
	return list, s.explain("glances", err)
}
