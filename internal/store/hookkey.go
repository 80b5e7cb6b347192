package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const hookKeyColumns = `token_id, conversation_id, key, nonce, version, event_id, state, edits, since`

func scanHookKey(s scanner) (chat.HookKey, error) {
	var k chat.HookKey
	var since int64
	err := s.Scan(&k.TokenID, &k.ConversationID, &k.Key, &k.Nonce, &k.Version, &k.EventID, &k.State, &k.Edits, &since)
	k.Since = fromMicros(since)
	return k, err
}

// HookKey answers what is known of a key, and makes its row when there is none. Of many who make it at the same moment,
// all get the same row.
func (s *Store) HookKey(ctx context.Context, tokenID, conversationID int64, key string, now time.Time) (k chat.HookKey, err error) {
	const query = `SELECT ` + hookKeyColumns + ` FROM hook_key WHERE token_id = $1 AND conversation_id = $2 AND key = $3`
	k, err = scanHookKey(s.read.QueryRowContext(ctx, query, tokenID, conversationID, key))
	if !errors.Is(err, sql.ErrNoRows) {
		return k, s.explain("hook key", err)
	}
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO hook_key (`+hookKeyColumns+`)
			VALUES ($1, $2, $3, $4, 0, '', '', 0, $5) ON CONFLICT (token_id, conversation_id, key) DO NOTHING`,
			tokenID, conversationID, key, rand.Text(), micros(now))
		if err != nil {
			return err
		}
		k, err = scanHookKey(tx.QueryRowContext(ctx, query, tokenID, conversationID, key))
		return err
	})
	return k, s.explain("hook key", err)
}

// HookKeyTold tells whether a message stands for a key.
func (s *Store) HookKeyTold(ctx context.Context, tokenID, conversationID int64, key string) (told bool, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) > 0 FROM hook_key WHERE token_id = $1 AND conversation_id = $2 AND key = $3 AND event_id <> ''`,
		tokenID, conversationID, key).Scan(&told)
	return told, s.explain("hook key", err)
}

// AdvanceHookKey writes k down as the version after the one before it, and answers whether that was still the one: if
// not, somebody else was quicker, or the row has been forgotten.
func (s *Store) AdvanceHookKey(ctx context.Context, k chat.HookKey) (bool, error) {
	n, err := exec(ctx, s.write, `UPDATE hook_key SET version = $4, event_id = $5, state = $6, edits = $7, since = $8
		WHERE token_id = $1 AND conversation_id = $2 AND key = $3 AND version = $4 - 1 AND nonce = $9`,
		k.TokenID, k.ConversationID, k.Key, k.Version, k.EventID, k.State, k.Edits, micros(k.Since), k.Nonce)
	return n > 0, s.explain("advance hook key", err)
}

// CountHookEdit counts an edit of the message that a key stands for.
func (s *Store) CountHookEdit(ctx context.Context, k chat.HookKey) error {
	_, err := exec(ctx, s.write, `UPDATE hook_key SET edits = edits + 1 WHERE token_id = $1 AND conversation_id = $2 AND key = $3
		AND event_id = $4`, k.TokenID, k.ConversationID, k.Key, k.EventID)
	return s.explain("count hook edit", err)
}

// DeleteHookKeys forgets the keys whose message is older than a moment, in parts.
func (s *Store) DeleteHookKeys(ctx context.Context, before time.Time) error {
	return s.explain("delete hook keys", s.deleteInParts(ctx, `DELETE FROM hook_key WHERE (token_id, conversation_id, key) IN
		(SELECT token_id, conversation_id, key FROM hook_key WHERE since < $1 LIMIT $2)`, before))
}
