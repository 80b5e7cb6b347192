package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// Picture answers a picture with its bytes.
func (s *Store) Picture(ctx context.Context, key string) (chat.Picture, error) {
	var p chat.Picture
	err := s.read.QueryRowContext(ctx, `SELECT key, type, small, big FROM picture WHERE key = $1`, key).Scan(&p.Key, &p.Type, &p.Small, &p.Big)
	return p, s.explain("picture", err)
}

// SetRoomAvatar gives the room a picture in place of the one before, or takes it away.
func (s *Store) SetRoomAvatar(ctx context.Context, roomID int64, pic *chat.Picture) error {
	return s.explain("set room avatar", s.setPicture(ctx, pic,
		`UPDATE room SET avatar = avatar WHERE id = $1 RETURNING avatar`, `UPDATE room SET avatar = $2, version = $3 WHERE id = $1`, roomID, newVersion()))
}

// SetUserPhoto gives the user a picture in place of the one before, or takes it away.
func (s *Store) SetUserPhoto(ctx context.Context, userID int64, pic *chat.Picture) error {
	return s.explain("set user photo", s.setPicture(ctx, pic,
		`UPDATE "user" SET photo = photo WHERE id = $1 RETURNING photo`, `UPDATE "user" SET photo = $2, version = $3 WHERE id = $1`, userID, newVersion()))
}

// SetGroupAvatar gives the group a picture in place of the one before, or takes it away.
func (s *Store) SetGroupAvatar(ctx context.Context, pic *chat.Picture) error {
	return s.explain("set group avatar", s.setPicture(ctx, pic,
		`UPDATE "group" SET avatar = avatar WHERE id = $1 RETURNING avatar`, `UPDATE "group" SET avatar = $2 WHERE id = $1`, 1))
}

// setPicture replaces a key, and the picture with it. hold keeps others from doing the same, and answers the old key.
func (s *Store) setPicture(ctx context.Context, pic *chat.Picture, hold, update string, id int64, version ...any) error {
	return tx(ctx, s.write, func(tx *sql.Tx) error {
		var old, key string
		if err := tx.QueryRowContext(ctx, hold, id).Scan(&old); err != nil {
			return err
		}
		if pic != nil {
			key = pic.Key
			if err := insertPicture(ctx, tx, *pic); err != nil {
				return err
			}
		}
		if err := execOne(ctx, tx, update, append([]any{id, key}, version...)...); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM picture WHERE key = $1`, old)
		return err
	})
}

func insertPicture(ctx context.Context, tx *sql.Tx, p chat.Picture) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO picture (key, type, small, big) VALUES ($1, $2, $3, $4)`,
		p.Key, p.Type, p.Small, orEmpty(p.Big))
	return err
}

// orEmpty keeps NULL out of a column.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

const emoticonColumns = `id, shortcut, picture, type, width, height, user_id, created`

func scanEmoticon(s scanner) (chat.Emoticon, error) {
	var e chat.Emoticon
	var created int64
	err := s.Scan(&e.ID, &e.Shortcut, &e.Picture, &e.Type, &e.Width, &e.Height, &e.UserID, &created)
	e.Created = fromMicros(created)
	return e, err
}

// Emoticons answers the group's own in order of their shortcuts.
func (s *Store) Emoticons(ctx context.Context) ([]chat.Emoticon, error) {
	all, err := collect(ctx, s.read, scanEmoticon, `SELECT `+emoticonColumns+` FROM emoticon ORDER BY shortcut`)
	return all, s.explain("emoticons", err)
}

// AddEmoticon adds one with its picture; its ID is made here.
func (s *Store) AddEmoticon(ctx context.Context, e chat.Emoticon, pic chat.Picture) (chat.Emoticon, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if err := insertPicture(ctx, tx, pic); err != nil {
			return err
		}
		e.ID, err = scanID(tx.QueryRowContext(ctx, `INSERT INTO emoticon (shortcut, picture, type, width, height, user_id, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			e.Shortcut, pic.Key, pic.Type, e.Width, e.Height, e.UserID, micros(orNow(e.Created))))
		e.Picture, e.Type = pic.Key, pic.Type
		auditTarget(ctx, e.ID)
		return err
	})
	return e, s.explain("add emoticon", err)
}

// DeleteEmoticon removes one with its picture.
func (s *Store) DeleteEmoticon(ctx context.Context, id int64) error {
	return s.explain("delete emoticon", tx(ctx, s.write, func(tx *sql.Tx) error {
		var key string
		if err := tx.QueryRowContext(ctx, `DELETE FROM emoticon WHERE id = $1 RETURNING picture`, id).Scan(&key); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM picture WHERE key = $1`, key)
		return err
	}))
}
