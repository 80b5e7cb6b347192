package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// nodeKept is how long a node that is gone is remembered.
const nodeKept = 24 * time.Hour

func scanNode(s scanner) (n chat.Node, err error) {
	var started, seen int64
	err = s.Scan(&n.ID, &n.Name, &n.Version, &n.Address, &n.Schema, &n.Linked, &n.Against, &started, &seen)
	n.Started, n.Seen = fromMicros(started), fromMicros(seen)
	return n, err
}

// Beat notes that a node is there, makes it the keeper when there is none, and answers how things stand.
func (s *Store) Beat(ctx context.Context, b chat.Beat) (p chat.Pulse, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		now := s.dialect.clock()
		if _, err := tx.ExecContext(ctx, `INSERT INTO node (id, name, version, address, schema, linked, against, started, seen)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, `+now+`) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, linked = excluded.linked, against = excluded.against`,
			b.ID, b.Name, b.Version, b.Address, b.Schema, b.Linked, b.Against, micros(b.Started)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM node WHERE seen < `+now+` - $1`, nodeKept.Microseconds()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE cluster SET keeper = $1, keeper_until = `+now+` + $2
			WHERE keeper = $1 OR keeper_until < `+now, b.ID, b.Lease.Microseconds()); err != nil {
			return err
		}
		if b.Changed {
			if _, err := tx.ExecContext(ctx, `UPDATE cluster SET changes = changes + 1`); err != nil {
				return err
			}
		}
		p, err = pulse(ctx, tx, now)
		return err
	})
	return p, s.explain("beat", err)
}

func pulse(ctx context.Context, q querier, now string) (p chat.Pulse, err error) {
	var at int64
	err = q.QueryRowContext(ctx, `SELECT `+now+`, keeper, changes FROM cluster`).Scan(&at, &p.Keeper, &p.Changes)
	if err != nil {
		return p, err
	}
	p.Now = fromMicros(at)
	p.Nodes, err = collect(ctx, q, scanNode, `SELECT id, name, version, address, schema, linked, against, started, seen FROM node ORDER BY started, id`)
	return p, err
}

// LeaveNodes forgets a node, which is no keeper any more.
func (s *Store) LeaveNodes(ctx context.Context, id string) error {
	return s.explain("leave nodes", tx(ctx, s.write, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM node WHERE id = $1`, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE cluster SET keeper = '', keeper_until = 0 WHERE keeper = $1`, id)
		return err
	}))
}

// Schema is the newest migration that this program knows.
func (s *Store) Schema() int64 { return s.schema }
