package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	installationColumns = `id, key, name, room_id, oauth_id, sealed_secret, scopes, from_name, callback_url,
		descriptor_url, descriptor, active, ended, disabled, replaces, updating, updating_scopes, update_descriptor, installed_by, created, level`
	selectInstallation = `SELECT ` + installationColumns + ` FROM installation`
)

func scanInstallation(s scanner) (chat.Installation, error) {
	var i chat.Installation
	var scopes, updating string
	var created int64
	err := s.Scan(&i.ID, &i.Key, &i.Name, &i.RoomID, &i.OAuthID, &i.SealedSecret, &scopes, &i.FromName, &i.CallbackURL,
		&i.DescriptorURL, (*[]byte)(&i.Descriptor), &i.Active, &i.Ended, &i.Disabled, &i.Replaces, &i.Updating, &updating,
		(*[]byte)(&i.NewDescriptor), &i.InstalledBy, &created, &i.Level)
	i.Scopes, i.Created = splitScopes(scopes), fromMicros(created)
	if updating != "" {
		i.UpdatingScopes = splitScopes(updating)
	}
	return i, err
}

// CreateInstallation adds i; its ID is made here, and Created when it is zero. An OAuthID that exists is a
// duplicate, and so is an active installation where the same key is active in the same room; whether one that is not
// active yet may become so is found out by ActivateInstallation.
func (s *Store) CreateInstallation(ctx context.Context, i chat.Installation) (chat.Installation, error) {
	i, err := scanInstallation(s.write.QueryRowContext(ctx, `INSERT INTO installation
		(key, name, room_id, oauth_id, sealed_secret, scopes, from_name, callback_url, descriptor_url, descriptor,
		active, replaces, installed_by, created, level)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING `+installationColumns,
		i.Key, i.Name, i.RoomID, i.OAuthID, i.SealedSecret, joinScopes(i.Scopes), i.FromName, i.CallbackURL,
		i.DescriptorURL, []byte(i.Descriptor), i.Active, i.Replaces, i.InstalledBy, micros(orNow(i.Created)), i.Level))
	return i, s.explain("create installation", err)
}

// ActivateInstallation makes the installation active, with the hooks and modules that its descriptor declares. The one
// that it replaces ends in the same transaction.
func (s *Store) ActivateInstallation(ctx context.Context, id int64, hooks []chat.Webhook, modules []chat.Module) error {
	defer s.left()
	return s.explain("activate installation", tx(ctx, s.write, func(tx *sql.Tx) error {
		var replaces int64
		err := tx.QueryRowContext(ctx, `SELECT replaces FROM installation WHERE id = $1`, id).Scan(&replaces)
		if err != nil {
			return err
		}
		if replaces != 0 {
			if err := replaceInstallation(ctx, tx, replaces, id); err != nil {
				return err
			}
		}
		if err := execOne(ctx, tx, `UPDATE installation SET active = TRUE, replaces = 0 WHERE id = $1 AND NOT ended`, id); err != nil {
			return err
		}
		return s.declare(ctx, tx, id, hooks, modules)
	}))
}

// Installation answers the installation with the id, also one that has ended.
func (s *Store) Installation(ctx context.Context, id int64) (chat.Installation, error) {
	i, err := scanInstallation(s.read.QueryRowContext(ctx, selectInstallation+` WHERE id = $1`, id))
	return i, s.explain("installation", err)
}

// InstallationByOAuthID answers the installation that owns the OAuth client.
func (s *Store) InstallationByOAuthID(ctx context.Context, oauthID string) (chat.Installation, error) {
	i, err := scanInstallation(s.read.QueryRowContext(ctx, selectInstallation+` WHERE oauth_id = $1 AND NOT ended`, oauthID))
	return i, s.explain("installation by oauth id", err)
}

// Installations answers installations in order of id, inactive ones too, without those that have ended.
func (s *Store) Installations(ctx context.Context, f chat.InstallationFilter) ([]chat.Installation, error) {
	var p params
	where := []string{`NOT ended`}
	if f.RoomID != nil {
		where = append(where, `room_id = `+p.add(*f.RoomID))
	}
	if f.Key != "" {
		where = append(where, `key = `+p.add(f.Key))
	}
	list, err := collect(ctx, s.read, scanInstallation, selectInstallation+conditions(where)+` ORDER BY id`, p...)
	return list, s.explain("installations", err)
}

// SetInstallationLevel changes the release that the installation is shown.
func (s *Store) SetInstallationLevel(ctx context.Context, id int64, level string) error {
	return s.explain("set installation level", execOne(ctx, s.write, `UPDATE installation SET level = $2 WHERE id = $1`, id, level))
}

// DeleteInstallation deletes the installation with its tokens, its modules, its webhooks and what they are owed.
func (s *Store) DeleteInstallation(ctx context.Context, id int64) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error { return deleteInstallation(ctx, tx, id) })
	s.left()
	return s.explain("delete installation", err)
}

func deleteInstallation(ctx context.Context, tx *sql.Tx, id int64) error {
	if err := execOne(ctx, tx, `DELETE FROM installation WHERE id = $1`, id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM token WHERE installation_id = $1`, id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM installable WHERE installation_id = $1`, id); err != nil {
		return err
	}
	_, err := leaveWebhooks(ctx, tx, `installation_id = $1`, id)
	return err
}
