package node

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// buryLimit bounds one call of Dead.
const buryLimit = time.Minute

// bury has what dead nodes held be taken by others, if this one is the keeper. A node is dead when it has said nothing for as
// long as a keeper's lease; one that speaks again was only frozen, and may die another time.
func (n *Node) bury(ctx context.Context, p chat.Pulse) {
	if n.Dead == nil || !n.Keeps() {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, o := range p.Nodes {
		switch dead := p.Now.Sub(o.Seen) > n.lease(); {
		case !dead:
			delete(n.buried, o.ID)
		case !n.buried[o.ID]:
			n.buried[o.ID] = true
			n.burying.Go(func() { n.buryOne(ctx, o) })
		}
	}
}

// buryOne may take longer than a beat.
func (n *Node) buryOne(ctx context.Context, o chat.Node) {
	ctx, cancel := context.WithTimeout(ctx, buryLimit)
	defer cancel()
	err := n.Dead(ctx, o.ID)
	if err == nil {
		return
	}
	if ctx.Err() == nil {
		n.Log.WarnContext(ctx, "what a dead node held was not taken from it", "node", o.Name, "error", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.buried, o.ID) // with the next beat
}
