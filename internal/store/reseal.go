package store

import (
	"context"
	"database/sql"
	"fmt"
)

// sealedColumn is a column that is encrypted with the key outside the database; key tells its rows apart.
type sealedColumn struct{ table, key, column string }

func sealedColumns() []sealedColumn {
	return []sealedColumn{
		{"installation", "id", "sealed_secret"},
		{"installable", "hash", "sealed"},
		{"webhook", "id", "sealed_secret"},
		{"webhook", "id", "sealed_former"},
		{"vapid", "id", "sealed_private"},
		{"mail_server", "id", "sealed_password"},
		{"second_step", "user_id", "sealed_secret"},
		{"source", "key", "sealed_secret"},
		{"cluster", "id", "sealed_check"},
		{"once", "id", "sealed_answer"},
		{"hook_check", "token_id", "sealed_secret"},
		{"hook_payload", "id", "sealed_request"},
	}
}

// sealedValue is one of them. The key is an integer, text or bytes.
type sealedValue struct {
	key    any
	sealed []byte
}

// Reseal gives everything that is sealed what anew makes of it, in one transaction, and answers how much that was.
func (s *Store) Reseal(ctx context.Context, anew func(sealed []byte) ([]byte, error)) (n int, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, c := range sealedColumns() {
			done, err := resealColumn(ctx, tx, c, anew)
			if err != nil {
				return fmt.Errorf("%s.%s: %w", c.table, c.column, err)
			}
			n += done
		}
		return nil
	})
	return n, s.explain("reseal", err)
}

func resealColumn(ctx context.Context, tx *sql.Tx, c sealedColumn, anew func([]byte) ([]byte, error)) (int, error) {
	scan := func(s scanner) (v sealedValue, err error) {
		err = s.Scan(&v.key, &v.sealed)
		return v, err
	}
	all, err := collect(ctx, tx, scan, `SELECT `+c.key+`, `+c.column+` FROM `+c.table+` WHERE `+c.column+` IS NOT NULL`)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, v := range all {
		if len(v.sealed) == 0 {
			continue
		}
		sealed, err := anew(v.sealed)
		if err != nil {
			return 0, err
		}
		// What somebody else changed meanwhile is not changed back.
		_, err = tx.ExecContext(ctx, `UPDATE `+c.table+` SET `+c.column+` = $3 WHERE `+c.key+` = $1 AND `+c.column+` = $2`, v.key, v.sealed, sealed)
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// forgetSealed are the statements that remove what is sealed and what is of no use without it: add-ons have to be installed
// again, and people set up their second step and their browsers' pushes anew. Webhooks get new secrets at the next start.
func forgetSealed() []string {
	const ofAddons = `(SELECT id FROM installation)`
	return []string{
		`DELETE FROM token WHERE installation_id IN ` + ofAddons,
		`DELETE FROM webhook WHERE installation_id IN ` + ofAddons,
		`DELETE FROM installable`,
		`DELETE FROM installation`,
		`UPDATE webhook SET sealed_secret = NULL, sealed_former = NULL`,
		`DELETE FROM push_subscription`,
		`DELETE FROM vapid`,
		`DELETE FROM mail_server`,
		`DELETE FROM recovery_code`,
		`DELETE FROM second_step`,
		`DELETE FROM source`,
		`DELETE FROM once`,
		`DELETE FROM hook_payload`,
		`UPDATE hook_check SET sealed_secret = NULL`, // what has to be signed has to be, and is refused until there is a secret again
		`UPDATE cluster SET sealed_check = NULL`,
	}
}
