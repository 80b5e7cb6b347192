package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	userColumns = `id, name, mention_name, email, title, timezone, admin, delegate, owner, guest, deleted,
		status, photo, created, last_active, version`
	selectUser = `SELECT ` + userColumns + ` FROM "user"`
)

func scanUser(s scanner) (chat.User, error) {
	var u chat.User
	var created, active int64
	err := s.Scan(userFields(&u, &created, &active)...)
	u.Created, u.LastActive = fromMicros(created), fromMicros(active)
	return u, err
}

// userFields are the places for userColumns.
func userFields(u *chat.User, created, active *int64) []any {
	return []any{&u.ID, &u.Name, &u.MentionName, &u.Email, &u.Title, &u.Timezone, &u.Admin, &u.Delegate, &u.Owner,
		&u.Guest, &u.Deleted, &u.Status, &u.Photo, created, active, &u.Version}
}

// User answers the user, also a deactivated one.
func (s *Store) User(ctx context.Context, id int64) (chat.User, error) {
	return s.user(ctx, "user", `id = $1`, id)
}

// UsersByID answers those of the users who are there.
func (s *Store) UsersByID(ctx context.Context, ids []int64) (map[int64]chat.User, error) {
	found, err := byID(ctx, s.read, scanUser, func(u chat.User) int64 { return u.ID }, selectUser, "id", ids)
	users := make(map[int64]chat.User, len(found))
	for id, u := range found {
		users[id] = *u
	}
	return users, s.explain("users by id", err)
}

// UserByEmail finds a user without regard to case.
func (s *Store) UserByEmail(ctx context.Context, email string) (chat.User, error) {
	return s.user(ctx, "user by email", `email_key = $1 AND email_key <> ''`, fold(email))
}

// UserByMention finds a user by mention name, without @ and without regard to case.
func (s *Store) UserByMention(ctx context.Context, name string) (chat.User, error) {
	return s.user(ctx, "user by mention name", `mention_key = $1 AND mention_key <> ''`, fold(name))
}

func (s *Store) user(ctx context.Context, op, where string, arg any) (chat.User, error) {
	u, err := scanUser(s.read.QueryRowContext(ctx, selectUser+` WHERE `+where, arg))
	return u, s.explain(op, err)
}

// Users answers users in order of id.
func (s *Store) Users(ctx context.Context, f chat.UserFilter) ([]chat.User, error) {
	var p params
	var where []string
	if !f.IncludeGuests {
		where = append(where, `NOT guest`)
	}
	if !f.IncludeDeleted {
		where = append(where, `NOT deleted`)
	}
	query := selectUser + conditions(where) + ` ORDER BY id` + p.page(f.Limit, f.Offset)
	users, err := collect(ctx, s.read, scanUser, query, p...)
	return users, s.explain("users", err)
}

// Owner answers the group's owner.
func (s *Store) Owner(ctx context.Context) (chat.User, error) {
	u, err := scanUser(s.read.QueryRowContext(ctx, selectUser+` WHERE owner ORDER BY id LIMIT 1`))
	return u, s.explain("owner", err)
}

// CountPeople counts who belongs to the group: neither guests nor deactivated accounts.
func (s *Store) CountPeople(ctx context.Context) (int64, error) {
	n, err := scanID(s.read.QueryRowContext(ctx, `SELECT count(*) FROM "user" WHERE NOT guest AND NOT deleted`))
	return n, s.explain("count people", err)
}

// CountUsers counts all accounts, guests and deactivated ones too.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM "user"`).Scan(&n)
	return n, s.explain("count users", err)
}

// CreateUser adds u; its ID and Version are made here, and Created when it is zero. An empty passwordHash is a user
// who cannot sign in with a password.
func (s *Store) CreateUser(ctx context.Context, u chat.User, passwordHash string) (chat.User, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		u, err = createUser(ctx, tx, u, passwordHash)
		auditTarget(ctx, u.ID)
		return err
	})
	return u, s.explain("create user", err)
}

func createUser(ctx context.Context, tx *sql.Tx, u chat.User, passwordHash string) (chat.User, error) {
	return scanUser(tx.QueryRowContext(ctx, `INSERT INTO "user"
		(name, mention_name, mention_key, email, email_key, title, timezone, admin, delegate, owner, guest, deleted,
		status, password_hash, created, last_active, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING `+userColumns,
		u.Name, u.MentionName, fold(u.MentionName), u.Email, fold(u.Email), u.Title, u.Timezone, u.Admin,
		u.Delegate, u.Owner, u.Guest, u.Deleted, u.Status, passwordHash, micros(orNow(u.Created)), micros(u.LastActive), newVersion()))
}

// UpdateUser changes the fields that p gives and answers the user as it is then. In the same transaction a new password
// ends what was signed in to with the old one, except for p.Keep, and a deactivation ends everything.
func (s *Store) UpdateUser(ctx context.Context, id int64, p chat.UserPatch) (u chat.User, err error) {
	c := userChanges(p)
	query := `UPDATE "user" SET ` + c.String() + ` WHERE id = ` + c.add(id) + ` RETURNING ` + userColumns
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if u, err = scanUser(tx.QueryRowContext(ctx, query, c.params...)); err != nil {
			return err
		}
		switch {
		case p.Deleted != nil && *p.Deleted:
			// Whom somebody here deactivated no directory brings back.
			if _, err := tx.ExecContext(ctx, `UPDATE identity SET gone = 0 WHERE user_id = $1`, id); err != nil {
				return err
			}
			return endSignIns(ctx, tx, id)
		case p.PasswordHash != nil:
			return endPasswordSignIns(ctx, tx, id, p.Keep)
		}
		return nil
	})
	return u, s.explain("update user", err)
}

func userChanges(p chat.UserPatch) *changes {
	c := &changes{}
	change(c, "name", p.Name)
	change(c, "mention_name", p.MentionName)
	change(c, "mention_key", folded(p.MentionName))
	change(c, "email", p.Email)
	change(c, "email_key", folded(p.Email))
	change(c, "title", p.Title)
	change(c, "timezone", p.Timezone)
	change(c, "status", p.Status)
	change(c, "admin", p.Admin)
	change(c, "delegate", p.Delegate)
	change(c, "deleted", p.Deleted)
	change(c, "password_hash", p.PasswordHash)
	version := newVersion()
	change(c, "version", &version)
	return c
}

// folded is fold for a field of a patch.
func folded(s *string) *string {
	if s == nil {
		return nil
	}
	f := fold(*s)
	return &f
}

// PasswordHash answers the encoded hash of the user's password, empty when there is none.
func (s *Store) PasswordHash(ctx context.Context, userID int64) (string, error) {
	var hash string
	err := s.read.QueryRowContext(ctx, `SELECT password_hash FROM "user" WHERE id = $1`, userID).Scan(&hash)
	return hash, s.explain("password hash", err)
}

// requireRow answers sql.ErrNoRows unless the table, a name of ours, has a row with the id.
func requireRow(ctx context.Context, q querier, table string, id int64) error {
	var one int
	return q.QueryRowContext(ctx, `SELECT 1 FROM `+table+` WHERE id = $1`, id).Scan(&one)
}
