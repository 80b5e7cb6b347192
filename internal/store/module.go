package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

const moduleColumns = `id, installation_id, room_id, kind, key, body, declared, created`

func scanModule(s scanner) (chat.Module, error) {
	var m chat.Module
	var created int64
	err := s.Scan(&m.ID, &m.InstallationID, &m.RoomID, &m.Kind, &m.Key, (*[]byte)(&m.Body), &m.Declared, &created)
	m.Created = fromMicros(created)
	return m, err
}

// Modules answers modules in order of id.
func (s *Store) Modules(ctx context.Context, f chat.ModuleFilter) ([]chat.Module, error) {
	var p params
	var where []string
	if f.InstallationID != 0 {
		where = append(where, `installation_id = `+p.add(f.InstallationID))
	}
	if len(f.RoomIDs) > 0 {
		where = append(where, in(&p, `room_id`, f.RoomIDs))
	}
	if f.Kind != "" {
		where = append(where, `kind = `+p.add(f.Kind))
	}
	if f.Key != "" {
		where = append(where, `key = `+p.add(f.Key))
	}
	list, err := collect(ctx, s.read, scanModule, `SELECT `+moduleColumns+` FROM module`+conditions(where)+` ORDER BY id`, p...)
	return list, s.explain("modules", err)
}

// PutModule adds m, or replaces what was made under its key in its place. limit bounds how many undeclared modules
// of the kind there may be in that place: over it the error is chat.ErrLimit. One that is declared is a duplicate.
func (s *Store) PutModule(ctx context.Context, m chat.Module, limit int) (chat.Module, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if err := lockInstallation(ctx, tx, m.InstallationID); err != nil {
			return err
		}
		m, err = putModule(ctx, tx, m, limit)
		return err
	})
	return m, s.explain("put module", err)
}

func putModule(ctx context.Context, tx *sql.Tx, m chat.Module, limit int) (chat.Module, error) {
	updated, err := scanModule(tx.QueryRowContext(ctx, `UPDATE module SET body = $5
		WHERE installation_id = $1 AND room_id = $2 AND kind = $3 AND key = $4 AND NOT declared RETURNING `+moduleColumns,
		m.InstallationID, m.RoomID, m.Kind, m.Key, []byte(m.Body)))
	if !errors.Is(err, sql.ErrNoRows) {
		return updated, err
	}
	var n int
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM module
		WHERE installation_id = $1 AND room_id = $2 AND kind = $3 AND NOT declared`, m.InstallationID, m.RoomID, m.Kind).Scan(&n)
	if err != nil {
		return m, err
	}
	if n >= limit {
		return m, chat.ErrLimit
	}
	return createModule(ctx, tx, m)
}

func createModule(ctx context.Context, q querier, m chat.Module) (chat.Module, error) {
	return scanModule(q.QueryRowContext(ctx, `INSERT INTO module
		(installation_id, room_id, kind, key, body, declared, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING `+moduleColumns,
		m.InstallationID, m.RoomID, m.Kind, m.Key, []byte(m.Body), m.Declared, micros(orNow(m.Created))))
}

// lockInstallation makes changes to what an installation owns wait for each other, and fail when it is gone.
func lockInstallation(ctx context.Context, tx *sql.Tx, id int64) error {
	return execOne(ctx, tx, `UPDATE installation SET active = active WHERE id = $1 AND NOT ended`, id)
}

// DeleteModule deletes the module, and what was said of it when no other module of the add-on has its kind and key.
func (s *Store) DeleteModule(ctx context.Context, id int64) error {
	return s.explain("delete module", tx(ctx, s.write, func(tx *sql.Tx) error {
		m, err := scanModule(tx.QueryRowContext(ctx, `DELETE FROM module WHERE id = $1 RETURNING `+moduleColumns, id))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM glance_content WHERE installation_id = $1 AND key = $2
			AND NOT EXISTS (SELECT 1 FROM module WHERE installation_id = $1 AND kind = 'glance' AND key = $2)`,
			m.InstallationID, m.Key)
		return err
	}))
}

// PutWebhook is PutModule for webhooks, which keep their id when they are replaced.
func (s *Store) PutWebhook(ctx context.Context, w chat.Webhook, limit int) (chat.Webhook, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		if err := lockInstallation(ctx, tx, w.InstallationID); err != nil {
			return err
		}
		w, err = s.putWebhook(ctx, tx, w, limit)
		auditTarget(ctx, w.ID)
		return err
	})
	return w, s.explain("put webhook", err)
}

func (s *Store) putWebhook(ctx context.Context, tx *sql.Tx, w chat.Webhook, limit int) (chat.Webhook, error) {
	updated, err := scanWebhook(tx.QueryRowContext(ctx, `UPDATE webhook SET name = $4, event = $5, pattern = $6, url = $7, jwt = $8, queue = $9
		WHERE id = (SELECT max(id) FROM webhook WHERE installation_id = $1 AND room_id = $2 AND key = $3 AND NOT declared AND NOT ended)
		RETURNING `+webhookColumns, w.InstallationID, w.RoomID, w.Key, w.Name, w.Event, w.Pattern, w.URL, w.JWT, queueOf(w)))
	if !errors.Is(err, sql.ErrNoRows) {
		return updated, err
	}
	var n int
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM webhook
		WHERE installation_id = $1 AND room_id = $2 AND key <> '' AND NOT declared AND NOT ended`, w.InstallationID, w.RoomID).Scan(&n)
	if err != nil {
		return w, err
	}
	if n >= limit {
		return w, chat.ErrLimit
	}
	return s.createWebhook(ctx, tx, w)
}
