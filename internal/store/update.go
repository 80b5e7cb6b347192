package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// BeginUpdate grants the scopes beside those that the installation has, while its add-on is asked to agree to an update.
// Only one update of an active installation is under way at a time: another one is chat.ErrNotFound.
func (s *Store) BeginUpdate(ctx context.Context, id int64, scopes []string) error {
	return s.explain("begin update", execOne(ctx, s.write, `UPDATE installation SET updating = TRUE, updating_scopes = $2, updating_since = `+s.dialect.clock()+`
		WHERE id = $1 AND active AND NOT ended AND NOT updating`, id, joinScopes(scopes)))
}

// StaleUpdates answers the installations whose update has been under way for so long that nobody is about it any more.
func (s *Store) StaleUpdates(ctx context.Context, age time.Duration) ([]int64, error) {
	ids, err := collect(ctx, s.read, scanID, `SELECT id FROM installation WHERE updating AND updating_since < `+s.dialect.clock()+` - $1`, age.Microseconds())
	return ids, s.explain("stale updates", err)
}

// FinishUpdate gives the installation what i says, but for its client, and the hooks and modules in place of the
// declared ones it had. A webhook that has not changed keeps its id, and with it what it is owed.
func (s *Store) FinishUpdate(ctx context.Context, i chat.Installation, hooks []chat.Webhook, modules []chat.Module) error {
	defer s.left()
	return s.explain("finish update", tx(ctx, s.write, func(tx *sql.Tx) error {
		err := execOne(ctx, tx, `UPDATE installation SET name = $2, scopes = $3, from_name = $4, callback_url = $5,
			descriptor_url = $6, descriptor = $7, level = $8, updating = FALSE, updating_scopes = '', update_descriptor = NULL
			WHERE id = $1 AND active AND NOT ended`,
			i.ID, i.Name, joinScopes(i.Scopes), i.FromName, i.CallbackURL, i.DescriptorURL, []byte(i.Descriptor), i.Level)
		if err != nil {
			return err
		}
		return s.declare(ctx, tx, i.ID, hooks, modules)
	}))
}

// AbandonUpdate takes back what BeginUpdate granted, with the tokens that have it.
func (s *Store) AbandonUpdate(ctx context.Context, id int64) error {
	return s.explain("abandon update", tx(ctx, s.write, func(tx *sql.Tx) error {
		i, err := scanInstallation(tx.QueryRowContext(ctx, `UPDATE installation SET updating = FALSE, updating_scopes = ''
			WHERE id = $1 RETURNING `+installationColumns, id))
		if err != nil {
			return err
		}
		tokens, err := collect(ctx, tx, scanToken, `SELECT `+tokenColumns+` FROM token WHERE installation_id = $1 AND user_id = 0`, id)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			if !slices.ContainsFunc(t.Scopes, func(scope string) bool { return !slices.Contains(i.Scopes, scope) }) {
				continue
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM token WHERE id = $1`, t.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}

// NoteDescriptor keeps a newer descriptor that nobody has agreed to yet; nil forgets it.
func (s *Store) NoteDescriptor(ctx context.Context, id int64, descriptor []byte) error {
	return s.explain("note descriptor", execOne(ctx, s.write, `UPDATE installation SET update_descriptor = $2 WHERE id = $1`, id, descriptor))
}

// DisableInstallation says whether what the installation has is to work. What its webhooks are owed is held meanwhile, and
// goes out when it works again, in order and with a day for attempts; a paused webhook is resumed by itself.
func (s *Store) DisableInstallation(ctx context.Context, id int64, disabled bool, at time.Time) error {
	if disabled {
		return s.explain("disable installation", s.disable(ctx, id))
	}
	return s.explain("enable installation", s.enable(ctx, id, at))
}

// disable holds what is owed as PauseWebhook does.
func (s *Store) disable(ctx context.Context, id int64) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error { return setDisabled(ctx, tx, id, true) })
	if err != nil {
		return err
	}
	return s.hold(ctx, `SELECT 1 FROM installation WHERE id = $1 AND disabled`,
		`webhook_id IN (SELECT id FROM webhook WHERE installation_id = $1)`, id)
}

func setDisabled(ctx context.Context, q querier, id int64, disabled bool) error {
	return execOne(ctx, q, `UPDATE installation SET disabled = $2 WHERE id = $1 AND NOT ended`, id, disabled)
}

// EndInstallation takes everything from the installation but its row, which is there until the add-on has been told.
func (s *Store) EndInstallation(ctx context.Context, id int64) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error { return endInstallation(ctx, tx, id) })
	s.left()
	return s.explain("end installation", err)
}

func endInstallation(ctx context.Context, tx *sql.Tx, id int64) error {
	if err := markEnded(ctx, tx, id); err != nil {
		return err
	}
	return emptyInstallation(ctx, tx, id)
}

func markEnded(ctx context.Context, tx *sql.Tx, id int64) error {
	return execOne(ctx, tx, `UPDATE installation SET ended = TRUE, active = FALSE WHERE id = $1 AND NOT ended`, id)
}

func emptyInstallation(ctx context.Context, tx *sql.Tx, id int64) error {
	for _, table := range []string{"token", "module", "glance_content", "integration_link", "authorization_code", "installable"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE installation_id = $1`, id); err != nil {
			return err
		}
	}
	_, err := leaveWebhooks(ctx, tx, `installation_id = $1`, id)
	return err
}

// replaceInstallation ends an installation whose place another one takes. As everywhere, its row is changed before its
// webhooks', so that nobody waits in a circle.
func replaceInstallation(ctx context.Context, tx *sql.Tx, from, to int64) error {
	err := markEnded(ctx, tx, from)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it was removed meanwhile
	}
	if err == nil {
		err = inheritWebhooks(ctx, tx, from, to)
	}
	if err != nil {
		return err
	}
	return emptyInstallation(ctx, tx, from)
}

// declare puts hooks and modules in place of the declared ones, and of those that the add-on made under the same keys.
func (s *Store) declare(ctx context.Context, tx *sql.Tx, id int64, hooks []chat.Webhook, modules []chat.Module) error {
	if err := s.declareWebhooks(ctx, tx, id, hooks); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM module WHERE installation_id = $1 AND declared`, id); err != nil {
		return err
	}
	for _, m := range modules {
		m.InstallationID, m.Declared = id, true
		_, err := tx.ExecContext(ctx, `DELETE FROM module WHERE installation_id = $1 AND kind = $2 AND key = $3`, id, m.Kind, m.Key)
		if err != nil {
			return err
		}
		if _, err := createModule(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) declareWebhooks(ctx context.Context, tx *sql.Tx, id int64, hooks []chat.Webhook) error {
	old, err := collect(ctx, tx, scanWebhook, `SELECT `+webhookColumns+` FROM webhook WHERE installation_id = $1 AND declared AND NOT ended`, id)
	if err != nil {
		return err
	}
	for _, h := range hooks {
		h.InstallationID, h.Declared = id, true
		same := slices.IndexFunc(old, func(o chat.Webhook) bool { return sameWebhook(o, h) })
		if same >= 0 {
			old = slices.Delete(old, same, same+1)
		} else if _, err := s.createWebhook(ctx, tx, h); err != nil {
			return err
		}
	}
	for _, o := range old {
		if _, err := leaveWebhooks(ctx, tx, `id = $1`, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// sameWebhook tells whether two declarations say the same.
func sameWebhook(a, b chat.Webhook) bool {
	return a.RoomID == b.RoomID && a.Key == b.Key && a.Name == b.Name && a.Event == b.Event && a.Pattern == b.Pattern && a.URL == b.URL && a.JWT == b.JWT
}

// inheritWebhooks gives the declared webhooks of an installation to the one that takes its place, so that those which
// stay keep their ids, their secrets and what they are owed. What the add-on made by REST goes with the client that made
// it: an add-on that is given a new client makes it anew.
func inheritWebhooks(ctx context.Context, tx *sql.Tx, from, to int64) error {
	var old, client string
	err := tx.QueryRowContext(ctx, `SELECT a.oauth_id, b.oauth_id FROM installation a, installation b
		WHERE a.id = $1 AND b.id = $2`, from, to).Scan(&old, &client)
	if err != nil {
		return err
	}
	hooks, err := collect(ctx, tx, scanWebhook, `SELECT `+webhookColumns+` FROM webhook WHERE installation_id = $1 AND declared AND NOT ended`, from)
	if err != nil {
		return err
	}
	for _, h := range hooks {
		h.InstallationID = to
		h.Queue = queueOf(h)
		if _, err := tx.ExecContext(ctx, `UPDATE webhook SET installation_id = $2, queue = $3 WHERE id = $1`, h.ID, to, h.Queue); err != nil {
			return err
		}
		if err := inheritDeliveries(ctx, tx, h, old, client); err != nil {
			return err
		}
	}
	return nil
}

// inheritedAtOnce bounds the payloads that are in memory together.
const inheritedAtOnce = 100

// inheritDeliveries makes what a webhook is owed say whose it is now. That may be much, and is read piece by piece; it is
// of one transaction all the same, since nobody may be sent what says that it is from a client that has ended.
func inheritDeliveries(ctx context.Context, tx *sql.Tx, h chat.Webhook, old, client string) error {
	was, is := []byte(`"oauth_client_id":"`+old+`"`), []byte(`"oauth_client_id":"`+client+`"`)
	for last := int64(0); ; {
		owed, err := collect(ctx, tx, scanPayload, `SELECT id, payload FROM delivery
			WHERE webhook_id = $1 AND state IN ('pending', 'held') AND id > $2 ORDER BY id LIMIT $3`, h.ID, last, inheritedAtOnce)
		if err != nil || len(owed) == 0 {
			return err
		}
		for _, d := range owed {
			_, err := tx.ExecContext(ctx, `UPDATE delivery SET installation_id = $2, queue = $3, payload = $4 WHERE id = $1`,
				d.ID, h.InstallationID, h.Queue, bytes.ReplaceAll(d.Payload, was, is))
			if err != nil {
				return err
			}
		}
		last = owed[len(owed)-1].ID
	}
}

func scanPayload(s scanner) (d chat.Delivery, err error) {
	err = s.Scan(&d.ID, &d.Payload)
	return d, err
}
