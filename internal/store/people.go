package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// FindPeople answers people with how they can sign in, in order of their names.
func (s *Store) FindPeople(ctx context.Context, f chat.PersonFilter) ([]chat.Person, error) {
	var p params
	query := `SELECT ` + qualified("u", userColumns) + `, u.password_hash <> '', COALESCE(i.expires, 0),
		(SELECT count(*) FROM session WHERE session.user_id = u.id)
		FROM "user" u LEFT JOIN invitation i ON i.user_id = u.id` +
		conditions(peopleWhere(&p, f)) + ` ORDER BY lower(u.name), u.id` + p.page(f.Limit, f.Offset)
	people, err := collect(ctx, s.read, scanPerson, query, p...)
	return people, s.explain("people", err)
}

func scanPerson(s scanner) (chat.Person, error) {
	var v chat.Person
	var created, active, invited int64
	err := s.Scan(append(userFields(&v.User, &created, &active), &v.HasPassword, &invited, &v.Sessions)...)
	v.Created, v.LastActive, v.Invited = fromMicros(created), fromMicros(active), fromMicros(invited)
	return v, err
}

func peopleWhere(p *params, f chat.PersonFilter) []string {
	where := []string{`NOT u.guest`}
	if f.ID != 0 {
		where = append(where, `u.id = `+p.add(f.ID))
	}
	// Who has a link and no password has not come yet.
	const waiting = `(u.password_hash = '' AND i.user_id IS NOT NULL)`
	switch f.State {
	case chat.PeopleActive:
		where = append(where, `NOT u.deleted AND NOT `+waiting)
	case chat.PeopleInvited:
		where = append(where, `NOT u.deleted AND `+waiting)
	case chat.PeopleDeactivated:
		where = append(where, `u.deleted`)
	}
	switch f.Role {
	case chat.UserRoleOwner:
		where = append(where, `u.owner`)
	case chat.UserRoleAdmin:
		where = append(where, `u.admin AND NOT u.owner`)
	case chat.UserRoleDelegate:
		where = append(where, `u.delegate AND NOT u.admin AND NOT u.owner`)
	case chat.UserRoleUser:
		where = append(where, `NOT u.delegate AND NOT u.admin AND NOT u.owner`)
	}
	if f.Text != "" {
		// The folded columns know what lower() of SQLite does not: letters beyond ASCII. Names have no such column.
		like := p.add("%" + likeText.Replace(fold(f.Text)) + "%")
		where = append(where, `(lower(u.name) LIKE `+like+` ESCAPE '\' OR u.mention_key LIKE `+like+` ESCAPE '\'
			OR u.email_key LIKE `+like+` ESCAPE '\' OR lower(u.title) LIKE `+like+` ESCAPE '\')`)
	}
	return where
}

// qualified puts a table's name before each of its columns.
func qualified(table, columns string) string {
	names := strings.Split(columns, ",")
	for i, name := range names {
		names[i] = table + "." + strings.TrimSpace(name)
	}
	return strings.Join(names, ", ")
}

// EndSessions ends a person's sessions and what their password was exchanged for, and answers how many sessions there were.
func (s *Store) EndSessions(ctx context.Context, userID int64) (n int64, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if n, err = exec(ctx, tx, `DELETE FROM session WHERE user_id = $1`, userID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM token WHERE user_id = $1 AND kind IN ('user', 'refresh') AND installation_id = 0`, userID)
		return err
	})
	return n, s.explain("end sessions", err)
}
