package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const tokenColumns = `id, hash, kind, user_id, installation_id, room_id, name, scopes, family, created, expires, last_used`

func scanToken(s scanner) (chat.Token, error) {
	var t chat.Token
	var scopes string
	var created, expires, used int64
	err := s.Scan(&t.ID, &t.Hash, &t.Kind, &t.UserID, &t.InstallationID, &t.RoomID, &t.Name, &scopes,
		&t.Family, &created, &expires, &used)
	t.Scopes = splitScopes(scopes)
	t.Created, t.Expires, t.LastUsed = fromMicros(created), fromMicros(expires), fromMicros(used)
	return t, err
}

// CreateToken adds t; its ID is made here, and Created when it is zero.
func (s *Store) CreateToken(ctx context.Context, t chat.Token) (chat.Token, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		t, err = scanToken(tx.QueryRowContext(ctx, `INSERT INTO token
			(hash, kind, user_id, installation_id, room_id, name, scopes, family, created, expires, last_used)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING `+tokenColumns,
			t.Hash, string(t.Kind), t.UserID, t.InstallationID, t.RoomID, t.Name, joinScopes(t.Scopes),
			t.Family, micros(orNow(t.Created)), micros(t.Expires), micros(t.LastUsed)))
		auditTarget(ctx, t.ID)
		return err
	})
	return t, s.explain("create token", err)
}

// Token answers the token with the id.
func (s *Store) Token(ctx context.Context, id int64) (chat.Token, error) {
	t, err := scanToken(s.read.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE id = $1`, id))
	return t, s.explain("token", err)
}

// TokenByHash answers the token whose text has the SHA-256, also one that has expired.
func (s *Store) TokenByHash(ctx context.Context, hash []byte) (chat.Token, error) {
	t, err := scanToken(s.read.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE hash = $1`, hash))
	return t, s.explain("token by hash", err)
}

// Tokens answers tokens in order of id.
func (s *Store) Tokens(ctx context.Context, f chat.TokenFilter) ([]chat.Token, error) {
	query, p := tokenQuery(f)
	tokens, err := collect(ctx, s.read, scanToken, query, p...)
	return tokens, s.explain("tokens", err)
}

func tokenQuery(f chat.TokenFilter) (query string, p params) {
	var where []string
	if f.RoomID != 0 {
		where = append(where, `room_id = `+p.add(f.RoomID))
	}
	if f.UserID != 0 {
		where = append(where, `user_id = `+p.add(f.UserID))
	}
	if f.InstallationID != 0 {
		where = append(where, `installation_id = `+p.add(f.InstallationID))
	}
	if len(f.Kinds) > 0 {
		where = append(where, in(&p, "kind", texts(f.Kinds)))
	}
	return `SELECT ` + tokenColumns + ` FROM token` + conditions(where) + ` ORDER BY id`, p
}

// DeleteToken revokes the token, and with it all of its family.
func (s *Store) DeleteToken(ctx context.Context, id int64) error {
	return s.explain("delete token", s.exec(ctx, `DELETE FROM token WHERE id = $1
		OR family <> '' AND family = (SELECT family FROM token WHERE id = $1)`, id))
}

// AddTokenUses notes when tokens were last used, which never moves back. Tokens that have been revoked meanwhile are
// forgotten.
func (s *Store) AddTokenUses(ctx context.Context, uses []chat.TokenUse) error {
	return s.explain("add token uses", tx(ctx, s.write, func(tx *sql.Tx) error {
		for chunk := range slices.Chunk(uses, touchesAtOnce) {
			var p params
			rows := make([]string, len(chunk))
			for i, u := range chunk {
				rows[i] = `(CAST(` + p.add(u.TokenID) + ` AS bigint), CAST(` + p.add(micros(u.Last)) + ` AS bigint))`
			}
			if _, err := tx.ExecContext(ctx, `UPDATE token SET last_used = used.column2
				FROM (VALUES `+strings.Join(rows, ", ")+`) AS used
				WHERE token.id = used.column1 AND token.last_used < used.column2`, p...); err != nil {
				return err
			}
		}
		return nil
	}))
}

// DeleteExpired deletes the sessions, tokens, codes and links whose time ended at or before now, in parts.
func (s *Store) DeleteExpired(ctx context.Context, now time.Time) error {
	for _, query := range []string{
		`DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE expires <= $1 LIMIT $2)`,
		`DELETE FROM token WHERE id IN (SELECT id FROM token WHERE expires <> 0 AND expires <= $1 LIMIT $2)`,
	} {
		if err := s.deleteInParts(ctx, query, now); err != nil {
			return s.explain("delete expired", err)
		}
	}
	return s.explain("delete expired", tx(ctx, s.write, func(tx *sql.Tx) error {
		if err := endStrayGuests(ctx, tx, now); err != nil {
			return err
		}
		return deleteExpiredGrants(ctx, tx, now)
	}))
}
