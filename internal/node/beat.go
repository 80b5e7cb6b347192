package node

import (
	"context"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Meet says for the first time that this node is there. Call it before serving.
func (n *Node) Meet(ctx context.Context) error {
	if n.Alone() {
		return nil
	}
	return n.beat(ctx)
}

// Run says that this node is there until ctx ends, and then that it goes.
func (n *Node) Run(ctx context.Context) {
	if n.Alone() {
		return
	}
	defer n.burying.Wait()
	tick := time.NewTicker(n.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			n.leave()
			return
		case <-n.kick:
		case <-tick.C:
		}
		if err := n.beat(ctx); err != nil && ctx.Err() == nil {
			n.Log.WarnContext(ctx, "other nodes do not know that this one is there", "error", err)
		}
	}
}

func (n *Node) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), n.Every)
	defer cancel()
	n.mu.Lock()
	n.keeps = time.Time{}
	n.mu.Unlock()
	if err := n.Store.LeaveNodes(ctx, n.Self.ID); err != nil {
		n.Log.Warn("other nodes do not know that this one goes", "error", err)
	}
}

// beat says that this node is there, and takes in how things stand. When the bus has just gone down, what was told last
// may have been lost with it.
func (n *Node) beat(work context.Context) error {
	ctx, cancel := context.WithTimeout(work, missed*n.Every)
	defer cancel()
	up, began := n.Bus.Up() == nil, time.Now()
	n.mu.Lock()
	changed := n.changed || n.wasUp && !up
	n.changed, n.wasUp = false, up
	n.mu.Unlock()
	self := n.Self
	self.Linked, self.Against = up, n.against()
	p, err := n.Store.Beat(ctx, chat.Beat{Node: self, Changed: changed, Lease: n.lease()})
	if err != nil {
		n.mu.Lock()
		n.changed = n.changed || changed
		n.mu.Unlock()
		return err
	}
	forget, leave := n.take(p, began)
	if forget {
		n.forgetAll()
	}
	if leave && n.Leave != nil {
		n.Leave()
	}
	n.bury(work, p)
	return nil
}

// lease is how long a node that says nothing more stays the keeper.
func (n *Node) lease() time.Duration { return 2 * missed * n.Every }

// gone tells whether a node has said nothing for too long.
func (n *Node) gone(o chat.Node, now time.Time) bool { return now.Sub(o.Seen) > missed*n.Every }

// take answers whether something has changed that this node may not have been told, and whether those who are here had
// better leave it.
func (n *Node) take(p chat.Pulse, began time.Time) (forget, leave bool) {
	heard := n.Bus.Heard()
	n.mu.Lock()
	defer n.mu.Unlock()
	forget = n.known && p.Changes != n.changes
	n.known, n.changes = true, p.Changes
	n.met.Store(int64(began.Add(n.lease() / 2).Sub(n.born)))
	n.keeps = time.Time{}
	if p.Keeper == n.Self.ID {
		n.keeps = began.Add(n.lease() / 2) // so that it has stopped when another begins
	}
	n.pulse = p
	n.nodes = slices.DeleteFunc(slices.Clone(p.Nodes), func(o chat.Node) bool { return n.gone(o, p.Now) })
	n.miss(heard)
	return forget, n.waits == waited
}
