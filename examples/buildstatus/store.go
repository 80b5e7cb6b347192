package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	_ "modernc.org/sqlite" // the driver
)

// store keeps builds and settings, beside the installations of package addon in the same database.
type store struct{ *sql.DB }

// setting is what an installation was set up to do.
type setting struct {
	Token        string // of the address that the build server calls
	Room         string // that is told; empty: the one that the add-on is installed in
	FailuresOnly bool
}

func openStore(ctx context.Context, file string) (*store, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)")
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{
		`CREATE TABLE IF NOT EXISTS setting (oauth_id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, room TEXT NOT NULL, failures_only BOOLEAN NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS build (id INTEGER PRIMARY KEY, oauth_id TEXT NOT NULL, project TEXT NOT NULL, number INTEGER NOT NULL,
			branch TEXT NOT NULL, state TEXT NOT NULL, url TEXT NOT NULL, author TEXT NOT NULL, UNIQUE (oauth_id, project, number))`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return nil, errors.Join(fmt.Errorf("make the tables: %w", err), db.Close())
		}
	}
	return &store{db}, nil
}

// settingOf answers an installation's setting, and makes it when there is none.
func (s *store) settingOf(ctx context.Context, oauthID string) (set setting, err error) {
	_, err = s.ExecContext(ctx, `INSERT INTO setting (oauth_id, token, room, failures_only) VALUES ($1, $2, '', FALSE)
		ON CONFLICT (oauth_id) DO NOTHING`, oauthID, rand.Text())
	if err != nil {
		return set, err
	}
	err = s.QueryRowContext(ctx, `SELECT token, room, failures_only FROM setting WHERE oauth_id = $1`, oauthID).
		Scan(&set.Token, &set.Room, &set.FailuresOnly)
	return set, err
}

func (s *store) set(ctx context.Context, oauthID string, set setting) error {
	_, err := s.ExecContext(ctx, `UPDATE setting SET token = $2, room = $3, failures_only = $4 WHERE oauth_id = $1`,
		oauthID, set.Token, set.Room, set.FailuresOnly)
	return err
}

// installationOf answers whose address a build server calls, or sql.ErrNoRows.
func (s *store) installationOf(ctx context.Context, token string) (oauthID string, err error) {
	err = s.QueryRowContext(ctx, `SELECT oauth_id FROM setting WHERE token = $1`, token).Scan(&oauthID)
	return oauthID, err
}

// put notes what became of a build.
func (s *store) put(ctx context.Context, oauthID string, b *build) error {
	return s.QueryRowContext(ctx, `INSERT INTO build (oauth_id, project, number, branch, state, url, author) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (oauth_id, project, number) DO UPDATE SET branch = excluded.branch, state = excluded.state, url = excluded.url, author = excluded.author
		RETURNING id`, oauthID, b.Project, b.Number, b.Branch, b.State, b.URL, b.Author).Scan(&b.ID)
}

const columns = `id, project, number, branch, state, url, author`

func scan(row interface{ Scan(...any) error }) (b build, err error) {
	err = row.Scan(&b.ID, &b.Project, &b.Number, &b.Branch, &b.State, &b.URL, &b.Author)
	return b, err
}

// find answers one build, or sql.ErrNoRows.
func (s *store) find(ctx context.Context, oauthID, id string) (build, error) {
	return scan(s.QueryRowContext(ctx, `SELECT `+columns+` FROM build WHERE oauth_id = $1 AND id = $2`, oauthID, id))
}

// latest answers the last build of each project, or of one.
func (s *store) latest(ctx context.Context, oauthID, project string) (builds []build, err error) {
	rows, err := s.QueryContext(ctx, `SELECT `+columns+` FROM build b WHERE oauth_id = $1 AND ($2 = '' OR project = $2)
		AND number = (SELECT MAX(number) FROM build WHERE oauth_id = b.oauth_id AND project = b.project) ORDER BY project LIMIT 100`, oauthID, project)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		b, err := scan(rows)
		if err != nil {
			return nil, err
		}
		builds = append(builds, b)
	}
	return builds, rows.Err()
}

func (s *store) forget(ctx context.Context, oauthID string) error {
	_, err := s.ExecContext(ctx, `DELETE FROM build WHERE oauth_id = $1`, oauthID)
	if err == nil {
		_, err = s.ExecContext(ctx, `DELETE FROM setting WHERE oauth_id = $1`, oauthID)
	}
	return err
}
