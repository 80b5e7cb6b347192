package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/metrics"
	"github.com/stoachat/stoa/internal/server"
	"github.com/stoachat/stoa/internal/system"
)

// AccessLogs that are no file.
const (
	AccessLogOff  = "off"
	AccessLogJSON = "json" // on the standard output
)

// observe opens what tells of the server to those who run it.
func (a *App) observe() (err error) {
	if a.cfg.DebugListen != "" {
		if a.debug, err = net.Listen("tcp", a.cfg.DebugListen); err != nil {
			return fmt.Errorf("private listener: %w", err)
		}
		a.figures = metrics.New(Version, a.standing()...)
		a.told = append(a.told, func(e *server.Exchange) {
			a.figures.Answered(e.Surface(), e.Request.Method, e.Route(), e.Status, e.Took)
		})
	}
	switch a.cfg.AccessLog {
	case "", AccessLogOff:
	case AccessLogJSON:
		a.told = append(a.told, server.AccessLog(os.Stdout))
	default:
		f, err := os.OpenFile(a.cfg.AccessLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("access log: %w", err)
		}
		a.accessLog = f
		a.told = append(a.told, server.AccessLog(f))
	}
	return nil
}

// unobserve closes what observe opened.
func (a *App) unobserve() error {
	var errs []error
	for _, c := range []io.Closer{a.debug, a.accessLog} {
		if c == nil {
			continue
		}
		if err := c.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	a.debug, a.accessLog = nil, nil
	return errors.Join(errs...)
}

// DebugAddress is where the private listener is; empty: there is none.
func (a *App) DebugAddress() string {
	if a.debug == nil {
		return ""
	}
	return a.debug.Addr().String()
}

// announcer is announce, timed where somebody reads that.
func (a *App) announcer() func([]chat.Append) {
	if a.figures == nil {
		return a.announce
	}
	return func(committed []chat.Append) {
		began := time.Now()
		a.announce(committed)
		a.figures.FannedOut(time.Since(began))
	}
}

// committed is told of transactions of the log; nil: nobody counts them.
func (a *App) committed() func(int, time.Duration, error) {
	if a.figures == nil {
		return nil
	}
	return a.figures.Committed
}

// attempted counts an attempt at a delivery.
func (a *App) attempted(state chat.DeliveryState, took time.Duration) {
	a.counter.Attempted(state, took)
	if a.figures == nil {
		return
	}
	outcome := map[chat.DeliveryState]string{chat.DeliveryDone: "delivered", chat.DeliveryFailed: "failed"}[state]
	if outcome == "" {
		outcome = "retried"
	}
	a.figures.Attempted(outcome, took)
}

// standing is how things stand, as it is found out when somebody reads the figures.
func (a *App) standing() []metrics.Standing {
	one := metrics.One
	return []metrics.Standing{
		one("stoa_append_queue_length", "Events that wait for the log's writer.", false, func() float64 { return float64(a.store.Queued()) }),
		one("stoa_sockets", "Open sockets of the live feed.", false, func() float64 { return float64(a.hub.Stats().Sessions) }),
		one("stoa_socket_frames_total", "Frames that were handed to sockets.", true, func() float64 { return float64(a.hub.Stats().FramesSent) }),
		one("stoa_sockets_closed_slow_total", "Sockets that were closed because they did not keep up.", true, func() float64 { return float64(a.hub.Stats().ClosedSlow) }),
		one("stoa_xmpp_sessions", "Streams of XMPP that are signed in.", false, a.xmppSessions),
		one("stoa_search_backlog_events", "Events that the search has not read.", false, func() float64 { return float64(a.follower.Behind()) }),
		one("stoa_calls_waiting", "Calls of integrations that have not been written down.", false, func() float64 { return float64(a.calls.Waiting()) }),
		one("stoa_calls_dropped_total", "Calls of integrations that were not written down.", true, func() float64 { return float64(a.calls.Dropped()) }),
		one("stoa_bus_up", "1 while other nodes are heard, or when there are to be none.", false, func() float64 { return truth(a.bus.Up() == nil) }),
		one("stoa_ready", "1 while the server can do its work, as /readyz says.", false, func() float64 { return truth(len(a.ready().Against) == 0) }),
		a.socketBacklog(), a.pushQueue(), a.deliveriesUnderWay(), a.databasePools(), a.databaseMemory(), a.outbox(), a.mailQueue(), a.kept(), a.disk(), a.nodes(),
	}
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// scrapeLimit bounds what one group of figures asks of the database.
const scrapeLimit = 3 * time.Second

// asked is a group that asks the database.
func asked(figures []metrics.Figure, read func(ctx context.Context) ([]metrics.Value, error)) metrics.Standing {
	return metrics.Standing{Figures: figures, Read: func() ([]metrics.Value, error) {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeLimit)
		defer cancel()
		return read(ctx)
	}}
}

// values gives figures without labels their values, in their order.
func values(all ...float64) []metrics.Value {
	list := make([]metrics.Value, len(all))
	for i, v := range all {
		list[i] = metrics.Value{Figure: i, Value: v}
	}
	return list
}

func (a *App) disk() metrics.Standing {
	return metrics.Standing{Figures: []metrics.Figure{
		{Name: "stoa_disk_free_bytes", Help: "Room on the disk of the data directory."},
		{Name: "stoa_disk_size_bytes", Help: "Size of the disk of the data directory."},
	}, Read: func() ([]metrics.Value, error) {
		d := system.DiskOf(a.cfg.Data)
		if d == nil {
			return nil, nil
		}
		return values(float64(d.Free), float64(d.Total)), nil
	}}
}
