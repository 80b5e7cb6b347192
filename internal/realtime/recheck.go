package realtime

import (
	"context"
	"errors"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// Recheck asks anew, for everyone who watches the conversation, whether they may: who belongs to it has changed. Those
// who may no longer get an error frame and nothing more. It returns at once.
func (h *Hub) Recheck(conversationID int64) {
	h.recheckAll(conversationID)
	h.toAll(topicRecheck, conversationID, nil)
}

func (h *Hub) recheckAll(conversationID int64) {
	h.topics.mu.RLock()
	watches := slices.Clone(h.topics.watches(conversationID))
	h.topics.mu.RUnlock()
	go func() {
		for _, w := range watches {
			h.recheck(w)
		}
	}()
}

func (h *Hub) recheck(w *watch) {
	err := h.ask(func(ctx context.Context) error {
		return h.access.CanRead(ctx, w.session.principal, w.conversation)
	})
	var refused *chat.Error
	if errors.As(err, &refused) {
		w.session.drop(w)
		w.session.complain(w.conversation, refused.Message)
	}
}
