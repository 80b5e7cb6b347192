package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/store"
)

// openBus links this node to the others, if there are to be others.
func (a *App) openBus(ctx context.Context, pool *x509.CertPool) (err error) {
	a.bus, err = bus.Open(ctx, bus.Config{
		URL: a.cfg.Bus, Listen: a.cfg.BusListen, Peers: a.cfg.BusPeers, Secret: a.cfg.BusSecret, Beat: a.cfg.BusBeat,
		TrustCA: pool, Version: Version, Log: a.log,
	})
	return err
}

// warnApart says at the start what would only be noticed when somebody misses a file.
func (a *App) warnApart() {
	if a.cfg.apart() {
		a.log.Warn("files are kept in the data directory: other nodes can show them only if they have the same directory; give all nodes the same --files")
	}
}

// hold says who else may have the database open: other nodes may, if there is a bus between them.
func (c *Config) hold() store.Hold {
	if c.Bus == "" {
		return store.HoldAlone
	}
	return store.HoldShared
}

// linked says in words how the bus stands, and what is wrong with it.
func (a *App) linked() (string, error) {
	s, there := a.bus.Status()
	if !there {
		return "in this process", nil
	}
	words := "NATS in the nodes"
	if len(s.Servers) > 0 {
		words = "NATS at " + strings.Join(s.Servers, ", ")
	}
	if s.Linked {
		words += ", linked since " + s.Since.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	if why := a.node.Against(); len(why) > 0 {
		return words + "; " + others(s.Nodes), errors.New(strings.Join(why, "; "))
	}
	return words + "; " + others(s.Nodes), nil
}

func others(nodes []bus.Node) string {
	if len(nodes) == 0 {
		return "no other node is heard"
	}
	list := make([]string, 0, len(nodes))
	for _, n := range nodes {
		list = append(list, fmt.Sprintf("%s (Stoa %s, since %s UTC)", n.Name, n.Version, n.Since.UTC().Format("2006-01-02 15:04")))
	}
	return "other nodes: " + strings.Join(list, ", ")
}
