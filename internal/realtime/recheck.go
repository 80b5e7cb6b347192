package realtime

import (
	"context"
	"errors"
	"slices"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/chat"
)

// Recheck asks anew, for everyone who watches the conversation, whether they may: who belongs to it has changed. Those
// who may no longer get an error frame and nothing more; those of whom that cannot be asked have to come back, and are asked
// then. It returns at once.
func (h *Hub) Recheck(conversationID int64) {
	h.recheckAll(conversationID)
	h.toAll(topicRecheck, conversationID, nil)
}

func (h *Hub) recheckAll(conversationID int64) {
	h.topics.mu.RLock()
	watches := slices.Clone(h.topics.watches(conversationID))
	h.topics.mu.RUnlock()
	go func() {
		var unknown error // one of those that are all alike
		for _, w := range watches {
			if err := h.recheck(w); err != nil {
				unknown = err
			}
		}
		h.report(unknown)
	}()
}

func (h *Hub) recheck(w *watch) error {
	err := h.ask(func(ctx context.Context) error {
		return h.access.CanRead(ctx, w.session.principal, w.conversation)
	})
	var refused *chat.Error
	switch {
	case err == nil || h.ctx.Err() != nil:
	case errors.As(err, &refused):
		w.session.drop(w)
		w.session.complain(w.conversation, refused.Message)
	default:
		w.session.out.close(ws.StatusInternalServerError, comeBack)
		return err
	}
	return nil
}
