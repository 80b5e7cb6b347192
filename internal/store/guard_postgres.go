package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// guardKey is the advisory lock that servers hold.
const guardKey int64 = 0x53746f61

// postgresHolder holds an advisory lock on a connection of its own, and beside it one that names the schema of this
// program. PostgreSQL lets go of them when the process ends, however it ends, and within seconds when its machine does.
type postgresHolder struct {
	config *pgx.ConnConfig
	shared bool
	schema int64
	conn   *pgx.Conn
}

func holdPostgres(dsn string, shared bool, schema int64) (*postgresHolder, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"tcp_keepalives_idle": "3", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "application_name": "stoa guard",
	} {
		c.RuntimeParams[name] = value
	}
	return &postgresHolder{config: c, shared: shared, schema: schema}, nil
}

func (h *postgresHolder) take(ctx context.Context) (err error) {
	if h.conn == nil || h.conn.IsClosed() {
		if h.conn, err = pgx.ConnectConfig(ctx, h.config); err != nil {
			return err
		}
	}
	try := "pg_try_advisory_lock"
	if h.shared {
		try += "_shared"
	}
	var taken bool
	if err := h.conn.QueryRow(ctx, `SELECT `+try+`($1)`, guardKey).Scan(&taken); err != nil {
		return err
	}
	switch {
	case taken:
		_, err := h.conn.Exec(ctx, `SELECT pg_advisory_lock_shared($1, $2)`, int32(guardKey), int32(h.schema))
		return err
	case h.shared:
		return fmt.Errorf("%w, and has no bus. Stop it, and give every node of a cluster the same --bus", ErrHeld)
	}
	return fmt.Errorf("%w. Several nodes may share it only with a bus between them: give each the same --bus, or stop the other one", ErrHeld)
}

func (h *postgresHolder) check(ctx context.Context) error { return h.conn.Ping(ctx) }

// drop lets go at once: the end of a connection alone is noticed a moment later.
func (h *postgresHolder) drop() error {
	if h.conn == nil || h.conn.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), holdLimit)
	defer cancel()
	_, _ = h.conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`)
	_ = h.conn.Close(ctx) // the lock is gone whatever this says
	return nil
}

// older tells whether a program that does not know the schema holds the database.
func (postgresDialect) older(ctx context.Context, tx *sql.Tx, schema int64) (older bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
		AND classid::bigint = $1 AND objid::bigint < $2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
		guardKey, schema).Scan(&older)
	return older, err
}

// impatient has a migration give up soon when somebody reads what it changes, for example a backup: everybody who comes
// after it would have to wait as well.
func (postgresDialect) impatient(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SET LOCAL lock_timeout = '2s'`)
	return err
}

// busy tells that it gave up. spec: PostgreSQL, "PostgreSQL Error Codes", lock_not_available
func (postgresDialect) busy(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "55P03"
}

// shareRow keeps the rows of a SELECT from being changed, and waits for who is about to.
func (postgresDialect) shareRow() string { return " FOR SHARE" }
