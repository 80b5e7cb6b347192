package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// guardKey is the advisory lock that servers hold.
const guardKey int64 = 0x53746f61

// postgresHolder holds an advisory lock on a connection of its own. PostgreSQL lets go of it when the process ends,
// however it ends, and within seconds when its machine does.
type postgresHolder struct {
	config *pgx.ConnConfig
	shared bool
	conn   *pgx.Conn
}

func holdPostgres(dsn string, shared bool) (*postgresHolder, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"tcp_keepalives_idle": "3", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "application_name": "stoa guard",
	} {
		c.RuntimeParams[name] = value
	}
	return &postgresHolder{config: c, shared: shared}, nil
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
		return nil
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
