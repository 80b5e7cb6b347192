package connect

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
)

// lookAgain is how long Run sleeps unless it is rung, and how long it waits before it tells an add-on once more.
const lookAgain = time.Minute

// Share has the node that says goodbye to add-ons hear of those that another one has ended. Call it before serving.
func (h *Host) Share(s cache.Sharing) { h.tellRing = s.Bell("farewells", h.ringHere) }

// Ring says that installations have ended, or that what their webhooks were owed is over. It never blocks.
func (h *Host) Ring() {
	h.ringHere()
	h.tellRing()
}

func (h *Host) ringHere() {
	select {
	case h.ring <- struct{}{}:
	default: // somebody rang already
	}
}

// Run tells add-ons whose installations have ended that they are no longer installed, until ctx ends. Their last webhooks come
// first: an add-on that forgets its installation could not read them any more. An add-on that does not answer is told
// once more, then its installation goes as well. spec: connect, 3.6.
func (h *Host) Run(ctx context.Context) {
	again := make(map[int64]time.Time) // by installation: when to tell it for the last time
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.ring:
		case <-timer.C:
		}
		if h.keeps() {
			h.seeOff(ctx, again)
		}
		timer.Reset(lookAgain)
	}
}

func (h *Host) seeOff(ctx context.Context, again map[int64]time.Time) {
	leaving, err := h.store.Leaving(ctx)
	if err != nil {
		if ctx.Err() == nil {
			h.log.ErrorContext(ctx, "add-ons that leave not read", "error", err)
		}
		return
	}
	for _, in := range leaving {
		if ctx.Err() == nil {
			h.seeOffOne(ctx, in, again)
		}
	}
}

// seeOffOne tells one add-on. Its row goes afterwards, so that one that was not told before a crash is told later.
func (h *Host) seeOffOne(ctx context.Context, in chat.Installation, again map[int64]time.Time) {
	last, waits := again[in.ID]
	if waits && h.now().Before(last) {
		return
	}
	told := h.farewell(ctx, in)
	if ctx.Err() != nil {
		return
	}
	if !told && !waits {
		again[in.ID] = h.now().Add(lookAgain)
		return
	}
	delete(again, in.ID)
	if err := h.remove(ctx, in); err != nil {
		h.log.ErrorContext(ctx, "an add-on that left was not removed", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
	}
}
