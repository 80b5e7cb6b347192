package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

const groupColumns = `id, origin, name, external_id, created, changed`

func scanProvisionedGroup(s scanner) (g chat.ProvisionedGroup, err error) {
	var created, changed int64
	err = s.Scan(&g.ID, &g.Origin, &g.Name, &g.ExternalID, &created, &changed)
	g.Created, g.Changed = fromMicros(created), fromMicros(changed)
	return g, err
}

// ProvisionedGroups answers an identity provider's groups in order of id, without their members.
func (s *Store) ProvisionedGroups(ctx context.Context, f chat.ProvisionGroupFilter) ([]chat.ProvisionedGroup, error) {
	var p params
	query := `SELECT ` + groupColumns + ` FROM provisioned_group` + conditions(provisionedGroupWhere(&p, f)) + ` ORDER BY id` + p.page(f.Limit, f.Offset)
	found, err := collect(ctx, s.read, scanProvisionedGroup, query, p...)
	return found, s.explain("provisioned groups", err)
}

// CountProvisionedGroups counts them, whatever the page.
func (s *Store) CountProvisionedGroups(ctx context.Context, f chat.ProvisionGroupFilter) (int, error) {
	var p params
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM provisioned_group`+conditions(provisionedGroupWhere(&p, f)), p...).Scan(&n)
	return n, s.explain("count provisioned groups", err)
}

func provisionedGroupWhere(p *params, f chat.ProvisionGroupFilter) []string {
	where := []string{`origin = ` + p.add(f.Origin)}
	if f.ID != 0 {
		where = append(where, `id = `+p.add(f.ID))
	}
	if f.Name != "" {
		where = append(where, `name_key = `+p.add(fold(f.Name)))
	}
	if f.ExternalID != "" {
		where = append(where, `external_id = `+p.add(f.ExternalID))
	}
	if f.MemberID != 0 {
		where = append(where, `id IN (SELECT group_id FROM provisioned_member WHERE user_id = `+p.add(f.MemberID)+`)`)
	}
	return where
}

// membership is one person in one group.
type membership struct{ group, user int64 }

func scanMembership(s scanner) (m membership, err error) {
	err = s.Scan(&m.group, &m.user)
	return m, err
}

// ProvisionedMembers answers who is in groups, by the group, in order of id.
func (s *Store) ProvisionedMembers(ctx context.Context, groupIDs []int64) (map[int64][]int64, error) {
	members := make(map[int64][]int64, len(groupIDs))
	for chunk := range slices.Chunk(groupIDs, 500) {
		var p params
		found, err := collect(ctx, s.read, scanMembership, `SELECT group_id, user_id FROM provisioned_member WHERE `+in(&p, "group_id", chunk)+` ORDER BY group_id, user_id`, p...)
		if err != nil {
			return nil, s.explain("provisioned members", err)
		}
		for _, m := range found {
			members[m.group] = append(members[m.group], m.user)
		}
	}
	return members, nil
}

// ProvisionedGroupsOf answers in which of an identity provider's groups people are, by the person.
func (s *Store) ProvisionedGroupsOf(ctx context.Context, origin string, userIDs []int64) (map[int64][]chat.ProvisionedGroup, error) {
	groups := make(map[int64][]chat.ProvisionedGroup)
	for chunk := range slices.Chunk(userIDs, 500) {
		p := params{origin}
		_, err := collect(ctx, s.read, func(row scanner) (g chat.ProvisionedGroup, err error) {
			var user int64
			if err = row.Scan(&user, &g.ID, &g.Name); err == nil {
				groups[user] = append(groups[user], g)
			}
			return g, err
		}, `SELECT m.user_id, g.id, g.name FROM provisioned_member m JOIN provisioned_group g ON g.id = m.group_id
			WHERE g.origin = $1 AND `+in(&p, "m.user_id", chunk)+` ORDER BY g.id`, p...)
		if err != nil {
			return nil, s.explain("provisioned groups of people", err)
		}
	}
	return groups, nil
}

// SetProvisionedGroup adds a group, whose ID is 0, or changes it. Members come and go one by one, so that what two nodes change at once both counts.
func (s *Store) SetProvisionedGroup(ctx context.Context, g chat.ProvisionedGroup, come, leave []int64) (chat.ProvisionedGroup, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if g.ID == 0 {
			g, err = scanProvisionedGroup(tx.QueryRowContext(ctx, `INSERT INTO provisioned_group (origin, name, name_key, external_id, created, changed)
				VALUES ($1, $2, $3, $4, $5, $6) RETURNING `+groupColumns, g.Origin, g.Name, fold(g.Name), g.ExternalID, micros(g.Changed), micros(g.Changed)))
		} else {
			g, err = scanProvisionedGroup(tx.QueryRowContext(ctx, `UPDATE provisioned_group SET name = $2, name_key = $3, external_id = $4, changed = $5
				WHERE id = $1 RETURNING `+groupColumns, g.ID, g.Name, fold(g.Name), g.ExternalID, micros(g.Changed)))
		}
		if err != nil {
			return err
		}
		auditTarget(ctx, g.ID)
		for _, id := range come {
			if _, err := tx.ExecContext(ctx, `INSERT INTO provisioned_member (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, g.ID, id); err != nil {
				return err
			}
		}
		for _, id := range leave {
			if _, err := tx.ExecContext(ctx, `DELETE FROM provisioned_member WHERE group_id = $1 AND user_id = $2`, g.ID, id); err != nil {
				return err
			}
		}
		return nil
	})
	return g, s.explain("set provisioned group", err)
}

// DeleteProvisionedGroup removes a group.
func (s *Store) DeleteProvisionedGroup(ctx context.Context, id int64) error {
	return s.explain("delete provisioned group", tx(ctx, s.write, func(tx *sql.Tx) error {
		return execOne(ctx, tx, `DELETE FROM provisioned_group WHERE id = $1`, id)
	}))
}
