package addon

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// SQL is a Store in a database: SQLite or PostgreSQL, by whatever driver of database/sql. Its tables begin with addon_, and
// belong to one add-on, which may run in several processes. SQLite wants a busy_timeout in its address.
type SQL struct {
	db   *sql.DB
	seal sealer
}

// OpenSQL makes the tables, or brings them up to date. With keys, of 32 bytes each, secrets are sealed with the first one;
// the others open what was sealed with them earlier. A key belongs somewhere else than the database.
func OpenSQL(ctx context.Context, db *sql.DB, keys ...[]byte) (*SQL, error) {
	seal, err := newSealer(keys)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, fmt.Errorf("addon: make the tables: %w", err)
	}
	return &SQL{db, seal}, nil
}

// Put implements Store.
func (s *SQL) Put(ctx context.Context, r Record) error {
	text, secret, err := s.written(r)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO addon_installation (oauth_id, secret, version, record) VALUES ($1, $2, $3, $4)
		ON CONFLICT (oauth_id) DO UPDATE SET secret = excluded.secret, version = excluded.version, record = excluded.record`,
		r.OAuthID, secret, r.Version, text)
	return wrapped("put", err)
}

// Replace implements Store.
func (s *SQL) Replace(ctx context.Context, r Record, version string) error {
	text, secret, err := s.written(r)
	if err != nil {
		return err
	}
	res, err := s.db.ExecContext(ctx, `UPDATE addon_installation SET secret = $3, version = $4, record = $5 WHERE oauth_id = $1 AND version = $2`,
		r.OAuthID, version, secret, r.Version, text)
	return wrapped("replace", some(res, err, ErrNotInstalled))
}

// Get implements Store.
func (s *SQL) Get(ctx context.Context, oauthID string) (Record, error) {
	r, err := s.read(s.db.QueryRowContext(ctx, `SELECT oauth_id, secret, record FROM addon_installation WHERE oauth_id = $1`, oauthID))
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotInstalled
	}
	return r, wrapped("get", err)
}

// Delete implements Store.
func (s *SQL) Delete(ctx context.Context, oauthID string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return wrapped("delete", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	res, err := tx.ExecContext(ctx, `DELETE FROM addon_installation WHERE oauth_id = $1`, oauthID)
	if err := some(res, err, ErrNotInstalled); err != nil {
		return wrapped("delete", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM addon_post WHERE oauth_id = $1`, oauthID); err != nil {
		return wrapped("delete", err)
	}
	return wrapped("delete", tx.Commit())
}

// All implements Store. Installations are read in pages, so that nothing is locked while the caller looks at them.
func (s *SQL) All(ctx context.Context) iter.Seq2[Record, error] {
	const page = 100
	return func(yield func(Record, error) bool) {
		for after := ""; ; {
			records, err := s.page(ctx, after, page)
			if err != nil {
				yield(Record{}, wrapped("list", err))
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
				after = r.OAuthID
			}
			if len(records) < page {
				return
			}
		}
	}
}

func (s *SQL) page(ctx context.Context, after string, n int) (records []Record, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT oauth_id, secret, record FROM addon_installation WHERE oauth_id > $1 ORDER BY oauth_id LIMIT $2`, after, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := s.read(rows)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, rows.Err()
}

// written is a record as its columns have it.
func (s *SQL) written(r Record) (text, secret string, err error) {
	b, err := json.Marshal(r)
	if err != nil {
		return "", "", fmt.Errorf("addon: %w", err)
	}
	return string(b), s.seal.close(r.OAuthSecret, r.OAuthID), nil
}

func (s *SQL) read(row interface{ Scan(...any) error }) (r Record, err error) {
	var id, secret, text string
	if err := row.Scan(&id, &secret, &text); err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, err
	}
	r.OAuthSecret, err = s.seal.open(secret, id)
	return r, err
}

// some makes it an error that nothing was changed.
func some(res sql.Result, err, none error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = none
	}
	return err
}

func wrapped(what string, err error) error {
	if err == nil || errors.Is(err, ErrNotInstalled) || errors.Is(err, ErrOutboxFull) {
		return err
	}
	return fmt.Errorf("addon: store: %s: %w", what, err)
}

// AddPost implements Store.
func (s *SQL) AddPost(ctx context.Context, p Post, limit int) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	res, err := s.db.ExecContext(ctx, `INSERT INTO addon_post (id, oauth_id, due, attempts, body) SELECT $1, $2, 0, 0, $3
		WHERE (SELECT COUNT(*) FROM addon_post WHERE oauth_id = $2) < $4`, p.ID, p.OAuthID, string(b), limit)
	return wrapped("add post", some(res, err, ErrOutboxFull))
}

// ClaimPosts implements Store. Of two that claim the same, one waits and then finds it claimed.
func (s *SQL) ClaimPosts(ctx context.Context, now, lease time.Time, n int) (posts []Post, err error) {
	rows, err := s.db.QueryContext(ctx, `UPDATE addon_post SET due = $2 WHERE due <= $1 AND id IN (
		SELECT p.id FROM addon_post p WHERE p.due <= $1
		AND NOT EXISTS (SELECT 1 FROM addon_post e WHERE e.oauth_id = p.oauth_id AND e.id < p.id)
		ORDER BY p.id LIMIT $3) RETURNING body, attempts`, now.UnixMicro(), lease.UnixMicro(), n)
	if err != nil {
		return nil, wrapped("claim posts", err)
	}
	defer rows.Close()
	for rows.Next() {
		var body string
		var attempts int
		var p Post
		if err := rows.Scan(&body, &attempts); err != nil {
			return nil, wrapped("claim posts", err)
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return nil, wrapped("claim posts", err)
		}
		p.Attempts = attempts
		posts = append(posts, p)
	}
	return posts, wrapped("claim posts", rows.Err())
}

// PutOffPost implements Store.
func (s *SQL) PutOffPost(ctx context.Context, id string, due time.Time) error {
	_, err := s.db.ExecContext(ctx, `UPDATE addon_post SET due = $2, attempts = attempts + 1 WHERE id = $1`, id, due.UnixMicro())
	return wrapped("put off post", err)
}

// DeletePost implements Store.
func (s *SQL) DeletePost(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM addon_post WHERE id = $1`, id)
	return wrapped("delete post", err)
}
