package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/node"
)

// newNode is this process among those that share its database; without a link between them it is the only one.
func (a *App) newNode() *node.Node {
	c := node.Config{Store: a.store, Log: a.log, Every: a.cfg.NodeBeat, Also: a.hindered, Dead: a.inherit, Leave: a.sendOn}
	name, _ := os.Hostname() // it is shown to people, and nothing depends on it
	c.Self = chat.Node{
		ID: a.bus.Node(), Name: name, Version: Version, Address: a.listensOn(), Schema: a.store.Schema(), Started: a.cfg.Now(),
	}
	if _, linked := a.bus.Status(); linked {
		c.Bus = a.bus
		a.keys.Share()
	}
	return node.New(c)
}

// share has nodes hear of each other's changes. Everything that is kept in memory of the database is shared here, and nowhere
// else.
func (a *App) share() {
	a.tokens.Share(a.node)
	a.chat.Share(a.node)
	a.registry.Share(a.node)
	a.files.Share(a.node)
	a.clearing.Share(a.node)
	a.addons.Share(a.node)
	a.templates.Share(a.node)
	a.node.Bell("sockets", func() { go a.recheckSockets() })
}

// shareWindows has limits hold for all nodes together.
func (a *App) shareWindows(byName map[string]*auth.Windows) {
	if _, linked := a.bus.Status(); !linked {
		return
	}
	a.windows = auth.NewWindowShare(a.bus)
	a.passwords.Share(a.windows)
	for name, w := range byName {
		a.windows.Add(name, w)
	}
}

// inherit has the nodes that live deliver what a dead one had claimed.
func (a *App) inherit(ctx context.Context, node string) error {
	n, err := a.store.ReleaseClaims(ctx, node)
	if n > 0 {
		a.log.InfoContext(ctx, "deliveries of a node that says nothing more are made by others", "node", node, "deliveries", n)
		a.deliverer.Ring()
	}
	return err
}

// hindered says what the node itself cannot know of why it does not work.
func (a *App) hindered() (why []string) {
	if a.stopping.Load() {
		why = append(why, "the server stops")
	}
	if err := a.store.Held(); err != nil {
		why = append(why, err.Error())
	}
	return why
}

// keeps tells whether this is the node that does what one alone should do.
func (a *App) keeps() bool { return a.node.Keeps() }

// cleanUp clears up after a server that was killed. Only one that is alone may: what other nodes are about looks the same,
// and what they leave behind runs out by itself.
func (a *App) cleanUp(ctx context.Context) error {
	if err := a.store.ClearLeases(ctx); err != nil {
		return err
	}
	if err := a.addons.CleanUp(ctx); err != nil {
		return fmt.Errorf("clear up unfinished installations: %w", err)
	}
	return nil
}

// sendOn has those who are here come back to the nodes that go on: what is said there comes late here, and who is there is not
// seen.
func (a *App) sendOn() {
	a.log.Warn("other nodes go on without this one: open sockets are closed, so that they come back to others")
	a.hub.ReconnectAll()
}

// sendAway ends the live sessions of a person whose credential has ended, on every node. What those had to forget
// of it was told before, and is heard in that order.
func (a *App) sendAway(userID int64) {
	a.hub.DisconnectUser(userID, a.good)
}

// goodLimit bounds one look at a socket's credential.
const goodLimit = 10 * time.Second

func (a *App) good(p *chat.Principal) (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), goodLimit)
	defer cancel()
	return a.tokens.Good(ctx, p)
}

// recheckSockets looks at everybody who is here, when nobody knows what has changed.
func (a *App) recheckSockets() { a.hub.RecheckAll(a.good) }

// listensOn is where the node can be reached, as far as it knows.
func (a *App) listensOn() string {
	l := a.listeners.HTTP
	if l == nil {
		l = a.listeners.TLS
	}
	return l.Addr().String()
}
