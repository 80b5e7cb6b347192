package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const selectIdentity = `SELECT origin, subject, user_id, created, last_used, gone FROM identity`

func scanIdentity(s scanner) (chat.Identity, error) {
	var v chat.Identity
	var created, used, gone int64
	err := s.Scan(&v.Origin, &v.Subject, &v.UserID, &created, &used, &gone)
	v.Created, v.LastUsed, v.Gone = fromMicros(created), fromMicros(used), fromMicros(gone)
	return v, err
}

// Identity answers whose account it is that somebody outside has here.
func (s *Store) Identity(ctx context.Context, origin, subject string) (chat.Identity, error) {
	v, err := scanIdentity(s.read.QueryRowContext(ctx, selectIdentity+` WHERE origin = $1 AND subject = $2`, origin, subject))
	return v, s.explain("identity", err)
}

// Identities answers what a person is called outside.
func (s *Store) Identities(ctx context.Context, userID int64) ([]chat.Identity, error) {
	all, err := collect(ctx, s.read, scanIdentity, selectIdentity+` WHERE user_id = $1 ORDER BY origin`, userID)
	return all, s.explain("identities", err)
}

// IdentitiesOf answers whom a source has vouched for, in order of their accounts.
func (s *Store) IdentitiesOf(ctx context.Context, origin string) ([]chat.Identity, error) {
	all, err := collect(ctx, s.read, scanIdentity, selectIdentity+` WHERE origin = $1 ORDER BY user_id`, origin)
	return all, s.explain("identities of a source", err)
}

// IdentitiesAmong answers what those people, a page of them, are called outside.
func (s *Store) IdentitiesAmong(ctx context.Context, userIDs []int64) ([]chat.Identity, error) {
	var p params
	all, err := collect(ctx, s.read, scanIdentity, selectIdentity+` WHERE `+in(&p, "user_id", userIDs)+` ORDER BY user_id, origin`, p...)
	return all, s.explain("identities among people", err)
}

// AddIdentity notes whose account it is that somebody outside has here. An account has one identity of each source.
func (s *Store) AddIdentity(ctx context.Context, v chat.Identity) error {
	return s.explain("add identity", tx(ctx, s.write, func(tx *sql.Tx) error { return addIdentity(ctx, tx, v) }))
}

func addIdentity(ctx context.Context, q querier, v chat.Identity) error {
	_, err := q.ExecContext(ctx, `INSERT INTO identity (origin, subject, user_id, created, last_used, gone) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.Origin, v.Subject, v.UserID, micros(orNow(v.Created)), micros(v.LastUsed), micros(v.Gone))
	return err
}

// CreateUserOf adds u, without a password, as the account of the identity.
func (s *Store) CreateUserOf(ctx context.Context, u chat.User, v chat.Identity) (chat.User, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if u, err = createUser(ctx, tx, u, ""); err != nil {
			return err
		}
		v.UserID = u.ID
		auditTarget(ctx, u.ID)
		return addIdentity(ctx, tx, v)
	})
	return u, s.explain("create user of identity", err)
}

// UseIdentity notes that somebody came in by their identity at t.
func (s *Store) UseIdentity(ctx context.Context, origin, subject string, t time.Time) error {
	return s.explain("use identity", execOne(ctx, s.write,
		`UPDATE identity SET last_used = $3 WHERE origin = $1 AND subject = $2`, origin, subject, micros(t)))
}

// LeaveIdentity notes that a directory has somebody no more, and deactivates their account; with a zero t it has them
// again, and the account comes back.
func (s *Store) LeaveIdentity(ctx context.Context, v chat.Identity, t time.Time) error {
	return s.explain("leave identity", tx(ctx, s.write, func(tx *sql.Tx) error {
		err := execOne(ctx, tx, `UPDATE identity SET gone = $3 WHERE origin = $1 AND subject = $2`, v.Origin, v.Subject, micros(t))
		if err != nil {
			return err
		}
		err = execOne(ctx, tx, `UPDATE "user" SET deleted = $2, version = $3 WHERE id = $1 AND NOT owner`, v.UserID, !t.IsZero(), newVersion())
		if err != nil || t.IsZero() {
			return err
		}
		return endSignIns(ctx, tx, v.UserID)
	}))
}
