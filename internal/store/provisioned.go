package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/stoachat/stoa/internal/chat"
)

const fromProvisioned = ` FROM "user" u LEFT JOIN provisioned p ON p.user_id = u.id`

// ProvisionedUsers answers accounts as identity providers see them, in order of id.
func (s *Store) ProvisionedUsers(ctx context.Context, f chat.ProvisionFilter) ([]chat.ProvisionedUser, error) {
	var p params
	query := `SELECT ` + qualified("u", userColumns) + `, COALESCE(p.origin, ''), COALESCE(p.user_name, ''), COALESCE(p.external_id, ''), COALESCE(p.resource, ''),
		COALESCE(p.created, 0), COALESCE(p.changed, 0)` + fromProvisioned + conditions(provisionedWhere(&p, f)) + ` ORDER BY u.id` + p.page(f.Limit, f.Offset)
	found, err := collect(ctx, s.read, scanProvisioned, query, p...)
	return found, s.explain("provisioned users", err)
}

// CountProvisionedUsers counts them, whatever the page.
func (s *Store) CountProvisionedUsers(ctx context.Context, f chat.ProvisionFilter) (int, error) {
	var p params
	var n int
	query := `SELECT count(*)` + fromProvisioned + conditions(provisionedWhere(&p, f))
	err := s.read.QueryRowContext(ctx, query, p...).Scan(&n)
	return n, s.explain("count provisioned users", err)
}

func scanProvisioned(s scanner) (chat.ProvisionedUser, error) {
	var v chat.ProvisionedUser
	var joined, active, created, changed int64
	var resource string
	k := &v.Provisioned
	err := s.Scan(append(userFields(&v.User, &joined, &active), &k.Origin, &k.UserName, &k.ExternalID, &resource, &created, &changed)...)
	v.Created, v.LastActive = fromMicros(joined), fromMicros(active)
	k.UserID, k.Resource, k.Created, k.Changed = v.ID, json.RawMessage(resource), fromMicros(created), fromMicros(changed)
	return v, err
}

func provisionedWhere(p *params, f chat.ProvisionFilter) []string {
	where := []string{`NOT u.guest`, `(NOT u.deleted OR p.user_id IS NOT NULL)`}
	if f.ID != 0 {
		where = append(where, `u.id = `+p.add(f.ID))
	}
	if f.Origin != "" {
		where = append(where, `p.origin = `+p.add(f.Origin))
	}
	if f.UserName != "" {
		key := p.add(fold(f.UserName))
		// Two look-ups by an index each: what it said, and the address of whom it has said nothing.
		where = append(where, `u.id IN (SELECT user_id FROM provisioned WHERE user_name_key = `+key+` UNION
			SELECT id FROM "user" WHERE email_key = `+key+` AND id NOT IN (SELECT user_id FROM provisioned))`)
	}
	if f.ExternalID != "" {
		where = append(where, `p.external_id = `+p.add(f.ExternalID))
	}
	if f.Email != "" {
		where = append(where, `u.email_key = `+p.add(fold(f.Email)))
	}
	return where
}

// SetProvisioned notes what an identity provider says of an account.
func (s *Store) SetProvisioned(ctx context.Context, v chat.Provisioned) error {
	return s.explain("set provisioned", s.exec(ctx, `INSERT INTO provisioned (user_id, origin, user_name, user_name_key, external_id, resource, created, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (user_id) DO UPDATE SET origin = excluded.origin, user_name = excluded.user_name,
		user_name_key = excluded.user_name_key, external_id = excluded.external_id, resource = excluded.resource, changed = excluded.changed`,
		v.UserID, v.Origin, v.UserName, fold(v.UserName), v.ExternalID, string(v.Resource), micros(v.Created), micros(v.Changed)))
}

// DropProvisioned forgets what an identity provider said of an account, and in which groups it was.
func (s *Store) DropProvisioned(ctx context.Context, userID int64) error {
	return s.explain("drop provisioned", tx(ctx, s.write, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM provisioned_member WHERE user_id = $1`, userID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM provisioned WHERE user_id = $1`, userID)
		return err
	}))
}

// EndProvisioning forgets all that an identity provider said, and that it kept accounts.
func (s *Store) EndProvisioning(ctx context.Context, origin string) error {
	return s.explain("end provisioning", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, table := range []string{"provisioned_group", "provisioned"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE origin = $1`, origin); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM identity WHERE origin = $1`, origin)
		return err
	}))
}
