package store

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

const sessionColumns = `id, hash, user_id, created, expires, agent, last_used, room_id, after_seq, method, source`

func scanSession(s scanner) (chat.Session, error) {
	var v chat.Session
	var created, expires, used int64
	err := s.Scan(&v.ID, &v.Hash, &v.UserID, &created, &expires, &v.Agent, &used, &v.RoomID, &v.After, &v.Method, &v.Source)
	v.Created, v.Expires, v.LastUsed = fromMicros(created), fromMicros(expires), fromMicros(used)
	return v, err
}

// CreateSession adds a browser's session; Created is made here when it is zero.
func (s *Store) CreateSession(ctx context.Context, v chat.Session) error {
	created := micros(orNow(v.Created))
	return s.explain("create session", s.exec(ctx, `INSERT INTO session
		(hash, user_id, created, expires, agent, last_used, room_id, after_seq, method, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		v.Hash, v.UserID, created, micros(v.Expires), v.Agent, created, v.RoomID, v.After, v.Method, v.Source))
}

// SessionByHash answers the session whose cookie has the SHA-256, also one that has expired.
func (s *Store) SessionByHash(ctx context.Context, hash []byte) (chat.Session, error) {
	v, err := scanSession(s.read.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM session WHERE hash = $1`, hash))
	return v, s.explain("session by hash", err)
}

// Sessions answers where a person is signed in, the latest used first.
func (s *Store) Sessions(ctx context.Context, userID int64) ([]chat.Session, error) {
	all, err := collect(ctx, s.read, scanSession,
		`SELECT `+sessionColumns+` FROM session WHERE user_id = $1 ORDER BY last_used DESC, id DESC`, userID)
	return all, s.explain("sessions", err)
}

// MoveSession gives a session another cookie; the one before is worthless then.
func (s *Store) MoveSession(ctx context.Context, from, to []byte) error {
	return s.explain("move session", execOne(ctx, s.write, `UPDATE session SET hash = $2 WHERE hash = $1`, from, to))
}

// DeleteSession signs the browser out.
func (s *Store) DeleteSession(ctx context.Context, hash []byte) error {
	return s.explain("delete session", execOne(ctx, s.write, `DELETE FROM session WHERE hash = $1`, hash))
}

// EndSession signs one of the person's browsers out.
func (s *Store) EndSession(ctx context.Context, userID, id int64) error {
	return s.explain("end session", s.exec(ctx, `DELETE FROM session WHERE id = $1 AND user_id = $2`, id, userID))
}
