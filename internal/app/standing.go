package app

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/metrics"
)

func (a *App) socketBacklog() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_socket_pending_bytes", Help: "What has not been written to sockets yet."},
		{Name: "stoa_sockets_pending", Help: "Sockets to which something has not been written yet."},
	}, Read: func() ([]metrics.Value, error) {
		bytes, sockets := a.hub.Backlog()
		return values(float64(bytes), float64(sockets)), nil
	}}
}

func (a *App) pushQueue() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_push_queue_length", Help: "Pushes to browsers that wait to be sent."},
		{Name: "stoa_push_dropped_total", Help: "Pushes for which there was no room.", Grows: true},
	}, Read: func() ([]metrics.Value, error) {
		waiting, dropped := a.pushes.Waiting()
		return values(float64(waiting), float64(dropped)), nil
	}}
}

func (a *App) deliveriesUnderWay() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_deliveries_in_flight", Help: "Calls of webhooks that are under way: fresh ones, and those that linger or are repeated.", Label: "kind"},
	}, Read: func() ([]metrics.Value, error) {
		busy, lingering := a.deliverer.UnderWay()
		return []metrics.Value{{Label: "fresh", Value: float64(busy)}, {Label: "lingering", Value: float64(lingering)}}, nil
	}}
}

func (a *App) databasePools() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_database_connections_open", Help: "Open connections to the database, by what they are for.", Label: "pool"},
		{Name: "stoa_database_connections_used", Help: "Those that are in use.", Label: "pool"},
		{Name: "stoa_database_connection_waits_total", Help: "Times that somebody waited for a connection.", Label: "pool", Grows: true},
		{Name: "stoa_database_connection_wait_seconds_total", Help: "How long they waited.", Label: "pool", Grows: true},
	}, Read: func() (all []metrics.Value, _ error) {
		for pool, s := range a.store.Pools() {
			for i, v := range []float64{float64(s.OpenConnections), float64(s.InUse), float64(s.WaitCount), s.WaitDuration.Seconds()} {
				all = append(all, metrics.Value{Figure: i, Label: pool, Value: v})
			}
		}
		return all, nil
	}}
}

// databaseMemory is of SQLite, which is in this process.
func (a *App) databaseMemory() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_database_cache_bytes", Help: "What pages of the database take of this process's memory, outside Go's heap. Only SQLite has them here."},
		{Name: "stoa_database_cache_peak_bytes", Help: "The most that they have taken."},
		{Name: "stoa_database_cache_limit_bytes", Help: "What they may take."},
		{Name: "stoa_database_memory_bytes", Help: "What SQLite's allocator has from the system, for pages and all else. It keeps some of what is given back."},
		{Name: "stoa_database_memory_pieces", Help: "Pieces of it that are in use."},
	}, Read: func() ([]metrics.Value, error) {
		m, any := a.store.Memory()
		if !any {
			return nil, nil
		}
		all := values(float64(m.Pages), float64(m.PagesPeak), float64(m.PagesLimit))
		if m.Held > 0 {
			all = append(all, metrics.Value{Figure: 3, Value: float64(m.Held)}, metrics.Value{Figure: 4, Value: float64(m.Pieces)})
		}
		return all, nil
	}}
}

func (a *App) outbox() metrics.Standing {
	return asked([]metrics.Figure{
		{Name: "stoa_deliveries", Help: "Deliveries that webhooks are owed: those to be tried, and those of paused webhooks.", Label: "state"},
		{Name: "stoa_delivery_oldest_pending_seconds", Help: "Age of the oldest delivery that is to be tried; 0: there is none."},
		{Name: "stoa_webhooks_paused", Help: "Webhooks that are sent nothing."},
	}, func(ctx context.Context) ([]metrics.Value, error) {
		q, err := a.store.QueueFacts(ctx)
		if err != nil {
			return nil, err
		}
		var age time.Duration
		if !q.Oldest.IsZero() {
			age = max(0, a.cfg.Now().Sub(q.Oldest))
		}
		return []metrics.Value{
			{Label: "pending", Value: float64(q.Pending)}, {Label: "held", Value: float64(q.Held)},
			{Figure: 1, Value: age.Seconds()}, {Figure: 2, Value: float64(q.Paused)},
		}, nil
	})
}

func (a *App) mailQueue() metrics.Standing {
	return asked([]metrics.Figure{
		{Name: "stoa_mail_notices", Help: "What somebody may have to be told by mail, when they do not read it in time."},
	}, func(ctx context.Context) ([]metrics.Value, error) {
		n, err := a.store.CountMailNotices(ctx)
		return values(float64(n)), err
	})
}

func (a *App) kept() metrics.Standing {
	return asked([]metrics.Figure{
		{Name: "stoa_database_size_bytes", Help: "Size of the database."},
		{Name: "stoa_database_schema", Help: "Number of the database's last migration."},
		{Name: "stoa_backup_last_success_timestamp_seconds", Help: "When the last backup was finished; 0: never."},
	}, func(ctx context.Context) ([]metrics.Value, error) {
		f, err := a.store.DatabaseFacts(ctx)
		if err != nil {
			return nil, err
		}
		last, err := a.store.LastBackup(ctx)
		if err != nil {
			return nil, err
		}
		var at float64
		if !last.IsZero() {
			at = float64(last.UnixMicro()) / 1e6
		}
		return values(float64(f.Size), float64(f.Schema), at), nil
	})
}

func (a *App) nodes() metrics.Standing {
	return metrics.One("stoa_nodes", "Nodes that this one knows of, itself included.", false, func() float64 {
		s, _ := a.bus.Status()
		return float64(len(s.Nodes) + 1)
	})
}
