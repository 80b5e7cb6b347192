package app

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/server"
	"github.com/stoachat/stoa/internal/store"
)

const readyLimit = 2 * time.Second

// storeConfig says how the server has its database open.
func (a *App) storeConfig(url string) store.Config {
	return store.Config{
		URL: url, Announce: a.announcer(), Committed: a.committed(), Owed: a.ringDeliverer, Left: a.ringClearing, WebhookSecret: a.webhookSecret, Log: a.log,
		Hold: a.cfg.hold(), Regained: a.readAnew,
	}
}

// readAnew drops what is kept in memory of the database: others may have changed it.
func (a *App) readAnew() {
	a.log.Warn("the database was out of this server's hands for a while: everything is read anew")
	a.tokens.Forget()
	a.registry.Invalidate()
	a.chat.Forget()
}

// ready says whether the server can do its work. Without the store of files it does all but serve files: no node has it
// then, and a balancer that took them all away would end the talking as well.
func (a *App) ready() server.Readiness {
	ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
	defer cancel()
	r := server.Readiness{Against: a.hindered()}
	if _, err := a.store.Group(ctx); err != nil {
		r.Against = append(r.Against, "the database does not answer")
	}
	r.Against = append(r.Against, a.node.Against()...)
	if err := a.blobs.Reachable(ctx); err != nil {
		r.Impaired = append(r.Impaired, "files cannot be had: "+a.withoutFiles(err))
	}
	return r
}

// withoutFiles says why the store of files cannot be reached, and what to do where that is known.
func (a *App) withoutFiles(err error) string {
	switch code := doctor.Explain(err, outbound.Trace{}); code {
	case doctor.NoAnswer, doctor.TCPTimeout: // it is not known how far the call came
		return a.cfg.storage() + " does not answer"
	default:
		c := doctor.About(code, a.blobs.Endpoint(), readyLimit)
		return c.Means + " " + c.Remedy
	}
}
