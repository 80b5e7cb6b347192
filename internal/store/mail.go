package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// MailServer answers who mail is handed to, chat.ErrNotFound when there is nobody.
func (s *Store) MailServer(ctx context.Context) (chat.MailServer, error) {
	var m chat.MailServer
	err := s.read.QueryRowContext(ctx, `SELECT host, port, security, username, sealed_password, sender FROM mail_server WHERE id = 1`).
		Scan(&m.Host, &m.Port, &m.Security, &m.Username, &m.SealedPassword, &m.Sender)
	return m, s.explain("mail server", err)
}

// SetMailServer sets who mail is handed to.
func (s *Store) SetMailServer(ctx context.Context, m chat.MailServer) error {
	return s.explain("set mail server", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO mail_server (id, host, port, security, username, sealed_password, sender)
			VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET host = excluded.host, port = excluded.port,
			security = excluded.security, username = excluded.username, sealed_password = excluded.sealed_password, sender = excluded.sender`,
			m.Host, m.Port, string(m.Security), m.Username, m.SealedPassword, m.Sender)
		return err
	}))
}

// DeleteMailServer forgets it, with what waits to be told by mail.
func (s *Store) DeleteMailServer(ctx context.Context) error {
	return s.explain("delete mail server", tx(ctx, s.write, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM mail_notice`); err != nil {
			return err
		}
		return execOne(ctx, tx, `DELETE FROM mail_server WHERE id = 1`)
	}))
}

// AddMailNotices notes what may have to be told by mail. Of conversations that have been deleted there is nothing to tell.
func (s *Store) AddMailNotices(ctx context.Context, notices []chat.MailNotice) error {
	return s.explain("add mail notices", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, n := range notices {
			if _, err := tx.ExecContext(ctx, `INSERT INTO mail_notice (user_id, conversation_id, seq, at)
				SELECT $1, id, $3, $4 FROM conversation WHERE id = $2 ON CONFLICT DO NOTHING`,
				n.UserID, n.ConversationID, n.Seq, micros(n.At)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// MailWaits answers for whom there is something that they may have to be told. What they have read is forgotten first,
// and what is older than oldest.
func (s *Store) MailWaits(ctx context.Context, oldest time.Time) ([]chat.MailWait, error) {
	if _, err := s.write.ExecContext(ctx, `DELETE FROM mail_notice WHERE at < $1 OR EXISTS (SELECT 1 FROM reader
		WHERE reader.user_id = mail_notice.user_id AND reader.conversation_id = mail_notice.conversation_id
		AND reader.read_seq >= mail_notice.seq)`, micros(oldest)); err != nil {
		return nil, s.explain("mail waits", err)
	}
	waits, err := collect(ctx, s.read, func(row scanner) (w chat.MailWait, err error) {
		var since int64
		err = row.Scan(&w.UserID, &since)
		w.Since = fromMicros(since)
		return w, err
	}, `SELECT user_id, min(at) FROM mail_notice GROUP BY user_id ORDER BY 2, 1`)
	return waits, s.explain("mail waits", err)
}

// MailNotices answers what waits for a person, the oldest first.
func (s *Store) MailNotices(ctx context.Context, userID int64, limit int) ([]chat.MailNotice, error) {
	notices, err := collect(ctx, s.read, func(row scanner) (n chat.MailNotice, err error) {
		var at int64
		err = row.Scan(&n.UserID, &n.ConversationID, &n.Seq, &at)
		n.At = fromMicros(at)
		return n, err
	}, `SELECT user_id, conversation_id, seq, at FROM mail_notice WHERE user_id = $1 ORDER BY at, conversation_id, seq LIMIT $2`, userID, limit)
	return notices, s.explain("mail notices", err)
}

// ForgetMailNotices forgets what a person has been told: everything up to a moment.
func (s *Store) ForgetMailNotices(ctx context.Context, userID int64, until time.Time) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM mail_notice WHERE user_id = $1 AND at <= $2`, userID, micros(until))
	return s.explain("forget mail notices", err)
}
