package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// HookCheck answers what calls with the token's hook address must prove; the zero value is nothing.
func (s *Store) HookCheck(ctx context.Context, tokenID int64) (c chat.HookCheck, err error) {
	var networks string
	var refuse int64
	err = s.read.QueryRowContext(ctx, `SELECT scheme, sealed_secret, networks, refuse_bursts FROM hook_check WHERE token_id = $1`, tokenID).
		Scan(&c.Scheme, &c.SealedSecret, &networks, &refuse)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil
	}
	c.Networks, c.RefuseBursts = strings.Fields(networks), refuse != 0
	return c, s.explain("hook check", err)
}

// SetHookCheck puts c in the place of what was to be proved.
func (s *Store) SetHookCheck(ctx context.Context, tokenID int64, c chat.HookCheck) error {
	refuse := 0
	if c.RefuseBursts {
		refuse = 1
	}
	return s.explain("set hook check", s.exec(ctx, `INSERT INTO hook_check (token_id, scheme, sealed_secret, networks, refuse_bursts) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (token_id) DO UPDATE SET scheme = excluded.scheme, sealed_secret = excluded.sealed_secret, networks = excluded.networks,
			refuse_bursts = excluded.refuse_bursts`, tokenID, string(c.Scheme), c.SealedSecret, strings.Join(c.Networks, " "), refuse))
}
