package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const linkColumns = `id, hash, installation_id, target, created, expires`

func scanLink(s scanner) (chat.Link, error) {
	var l chat.Link
	var created, expires int64
	err := s.Scan(&l.ID, &l.Hash, &l.InstallationID, &l.Target, &created, &expires)
	l.Created, l.Expires = fromMicros(created), fromMicros(expires)
	return l, err
}

// CreateLink adds l; its ID is made here. limit bounds how many an installation may have: over it the error is
// chat.ErrLimit. Those that have expired by l.Created make room first.
func (s *Store) CreateLink(ctx context.Context, l chat.Link, limit int) (chat.Link, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if err := lockInstallation(ctx, tx, l.InstallationID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM integration_link WHERE installation_id = $1 AND expires <= $2`, l.InstallationID, micros(l.Created))
		if err != nil {
			return err
		}
		var n int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM integration_link WHERE installation_id = $1`, l.InstallationID).Scan(&n)
		if err != nil {
			return err
		}
		if n >= limit {
			return chat.ErrLimit
		}
		l, err = scanLink(tx.QueryRowContext(ctx, `INSERT INTO integration_link (hash, installation_id, target, created, expires)
			VALUES ($1, $2, $3, $4, $5) RETURNING `+linkColumns, l.Hash, l.InstallationID, l.Target, micros(l.Created), micros(l.Expires)))
		return err
	})
	return l, s.explain("create link", err)
}

// LinkByHash answers the link whose token has the SHA-256, also one that has expired.
func (s *Store) LinkByHash(ctx context.Context, hash []byte) (chat.Link, error) {
	l, err := scanLink(s.read.QueryRowContext(ctx, `SELECT `+linkColumns+` FROM integration_link WHERE hash = $1`, hash))
	return l, s.explain("link by hash", err)
}

// DeleteLink deletes the link.
func (s *Store) DeleteLink(ctx context.Context, id int64) error {
	return s.explain("delete link", execOne(ctx, s.write, `DELETE FROM integration_link WHERE id = $1`, id))
}

// CreateInstallable adds what may be read once.
func (s *Store) CreateInstallable(ctx context.Context, i chat.Installable) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO installable (hash, installation_id, addon_key, oauth_id, sealed, expires)
		VALUES ($1, $2, $3, $4, $5, $6)`, i.Hash, i.InstallationID, i.AddonKey, i.OAuthID, i.Sealed, micros(i.Expires))
	return s.explain("create installable", err)
}

// TakeInstallable reads what may be read once, and deletes it.
func (s *Store) TakeInstallable(ctx context.Context, hash []byte) (chat.Installable, error) {
	var i chat.Installable
	var expires int64
	err := s.write.QueryRowContext(ctx, `DELETE FROM installable WHERE hash = $1
		RETURNING hash, installation_id, addon_key, oauth_id, sealed, expires`, hash).
		Scan(&i.Hash, &i.InstallationID, &i.AddonKey, &i.OAuthID, &i.Sealed, &expires)
	i.Expires = fromMicros(expires)
	return i, s.explain("take installable", err)
}

// CreateCode adds a code of the authorization_code grant.
func (s *Store) CreateCode(ctx context.Context, c chat.AuthorizationCode) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO authorization_code (hash, installation_id, user_id, redirect_uri, scopes, expires)
		VALUES ($1, $2, $3, $4, $5, $6)`, c.Hash, c.InstallationID, c.UserID, c.RedirectURI, joinScopes(c.Scopes), micros(c.Expires))
	return s.explain("create code", err)
}

// TakeCode reads a code, and deletes it: it is good once, whether or not the rest of the request is.
func (s *Store) TakeCode(ctx context.Context, hash []byte) (chat.AuthorizationCode, error) {
	var c chat.AuthorizationCode
	var scopes string
	var expires int64
	err := s.write.QueryRowContext(ctx, `DELETE FROM authorization_code WHERE hash = $1
		RETURNING hash, installation_id, user_id, redirect_uri, scopes, expires`, hash).
		Scan(&c.Hash, &c.InstallationID, &c.UserID, &c.RedirectURI, &scopes, &expires)
	c.Scopes, c.Expires = splitScopes(scopes), fromMicros(expires)
	return c, s.explain("take code", err)
}

// deleteExpiredGrants deletes links, installables and codes whose time ended at or before now.
func deleteExpiredGrants(ctx context.Context, tx *sql.Tx, now time.Time) error {
	for _, table := range []string{"integration_link", "installable", "authorization_code"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE expires <= $1`, micros(now)); err != nil {
			return err
		}
	}
	return nil
}
