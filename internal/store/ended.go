package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// owe writes what a change of a room owes, in the change's transaction. Deliveries whose webhook is gone are left out.
func (s *Store) owe(ctx context.Context, tx *sql.Tx, owe chat.Owe, before, after chat.Room) error {
	if owe == nil {
		return nil
	}
	owed, err := owe(before, after)
	if err != nil || len(owed) == 0 {
		return err
	}
	return s.writer.statements.insertOwed(ctx, tx, owed)
}

// endRoom ends what is bound to a room. Its tokens go at once; its webhooks and installations keep their rows for as
// long as something is owed to them: the call needs the address, the secret, and who installed it. Webhooks that are owed
// nothing go with what they were sent, see leaveLog.
func endRoom(ctx context.Context, tx *sql.Tx, roomID int64) error {
	unfinished, err := collect(ctx, tx, scanID, `SELECT id FROM installation WHERE room_id = $1 AND NOT active`, roomID)
	if err != nil {
		return err
	}
	for _, id := range unfinished {
		if err := deleteInstallation(ctx, tx, id); err != nil {
			return err
		}
	}
	const gone = ` WHERE room_id = $1 OR installation_id IN (SELECT id FROM installation WHERE room_id = $1)`
	for _, query := range []string{
		`DELETE FROM module` + gone,
		`DELETE FROM glance_content` + gone,
		`DELETE FROM integration_link WHERE installation_id IN (SELECT id FROM installation WHERE room_id = $1)`,
		`DELETE FROM authorization_code WHERE installation_id IN (SELECT id FROM installation WHERE room_id = $1)`,
		`DELETE FROM token` + gone,
		`UPDATE installation SET ended = TRUE WHERE room_id = $1`,
		`UPDATE webhook SET ended = TRUE WHERE room_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, query, roomID); err != nil {
			return err
		}
	}
	return nil
}

// Leaving answers the installations that have ended and are owed nothing more, so that they can be told and deleted.
func (s *Store) Leaving(ctx context.Context) ([]chat.Installation, error) {
	list, err := collect(ctx, s.read, scanInstallation, selectInstallation+` WHERE ended AND NOT EXISTS
		(SELECT 1 FROM webhook JOIN delivery ON delivery.webhook_id = webhook.id AND delivery.state = 'pending'
			AND webhook.id NOT IN `+leftWebhooks+`
		WHERE webhook.installation_id = installation.id)
		AND NOT EXISTS (SELECT 1 FROM webhook WHERE webhook.installation_id = installation.id AND webhook.id IN `+releasedWebhooks+`) ORDER BY id`)
	return list, s.explain("leaving installations", err)
}
