package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// HookTemplate answers how what comes to the token's hook address is said: as it is built in, unless somebody has changed it.
func (s *Store) HookTemplate(ctx context.Context, tokenID int64) (chat.HookTemplate, error) {
	t := chat.HookTemplate{TokenID: tokenID, Keep: true}
	var formats string
	var changed, failed int64
	err := s.read.QueryRowContext(ctx, `SELECT source, formats, keep, changed, changed_by, failure, failed FROM hook_template WHERE token_id = $1`, tokenID).
		Scan(&t.Source, &formats, &t.Keep, &changed, &t.ChangedBy, &t.Failure, &failed)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil
	}
	t.Formats, t.Changed, t.Failed = strings.Fields(formats), fromMicros(changed), fromMicros(failed)
	return t, s.explain("hook template", err)
}

// SetHookTemplate puts t in the place of how it was said. When payloads are not to be kept, those that there are go.
func (s *Store) SetHookTemplate(ctx context.Context, t chat.HookTemplate) error {
	return s.explain("set hook template", tx(ctx, s.write, func(tx *sql.Tx) error {
		err := execOne(ctx, tx, `INSERT INTO hook_template (token_id, source, formats, keep, changed, changed_by, failure, failed)
			VALUES ($1, $2, $3, $4, $5, $6, '', 0) ON CONFLICT (token_id) DO UPDATE SET source = excluded.source, formats = excluded.formats,
			keep = excluded.keep, changed = excluded.changed, changed_by = excluded.changed_by, failure = '', failed = 0`,
			t.TokenID, t.Source, strings.Join(t.Formats, " "), t.Keep, micros(t.Changed), t.ChangedBy)
		if err != nil || t.Keep {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM hook_payload WHERE token_id = $1`, t.TokenID)
		return err
	}))
}

// NoteHookFailure keeps why the template, as it was changed last, was not used; an empty failure is that it was again.
func (s *Store) NoteHookFailure(ctx context.Context, t chat.HookTemplate) error {
	_, err := exec(ctx, s.write, `UPDATE hook_template SET failure = $3, failed = $4 WHERE token_id = $1 AND changed = $2`,
		t.TokenID, micros(t.Changed), t.Failure, micros(t.Failed))
	return s.explain("note hook failure", err)
}

// AddHookPayload keeps a request, and no more of its token than so many.
func (s *Store) AddHookPayload(ctx context.Context, p chat.HookPayload, most int) error {
	return s.explain("add hook payload", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO hook_payload (token_id, received, format, sealed_request) VALUES ($1, $2, $3, $4)`,
			p.TokenID, micros(p.Received), p.Format, p.SealedRequest)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM hook_payload WHERE token_id = $1
			AND id <= (SELECT id FROM hook_payload WHERE token_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, p.TokenID, most)
		return err
	}))
}

// HookPayloads answers what was kept of a token, newest first.
func (s *Store) HookPayloads(ctx context.Context, tokenID int64) ([]chat.HookPayload, error) {
	list, err := collect(ctx, s.read, func(s scanner) (p chat.HookPayload, err error) {
		var received int64
		err = s.Scan(&p.ID, &p.TokenID, &received, &p.Format, &p.SealedRequest)
		p.Received = fromMicros(received)
		return p, err
	}, `SELECT id, token_id, received, format, sealed_request FROM hook_payload WHERE token_id = $1 ORDER BY id DESC`, tokenID)
	return list, s.explain("hook payloads", err)
}

// DeleteHookPayloads forgets the requests that were received before a moment.
func (s *Store) DeleteHookPayloads(ctx context.Context, before time.Time) error {
	_, err := exec(ctx, s.write, `DELETE FROM hook_payload WHERE received < $1`, micros(before))
	return s.explain("delete hook payloads", err)
}
