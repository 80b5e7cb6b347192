package realtime

import (
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
)

// ring passes an event on to all who watch its conversation, when its turn has come. It never blocks.
func (h *Hub) ring(r bus.Ring) {
	h.topics.mu.RLock()
	defer h.topics.mu.RUnlock()
	t := h.topics.byID[r.ConversationID]
	if t == nil {
		return
	}
	var frame []byte
	if r.Frame != nil {
		frame = textFrame(r.Frame)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.take(r.Seq, frame)
	if t.passed < t.ahead {
		h.mendSoon(r.ConversationID, t)
	}
}

// take is told an event; a nil frame is one that stands only in the log. The caller holds t.mu and topics.mu.
func (t *topic) take(seq int64, frame []byte) {
	t.ahead = max(t.ahead, seq)
	switch {
	case seq <= t.passed: // who began to watch later reads the log, which has it
	case t.passed == unknown, seq == t.passed+1 && frame != nil:
		t.pass(seq, frame)
		t.release()
	default:
		t.hold(seq, frame)
	}
}

func (t *topic) pass(seq int64, frame []byte) {
	t.passed = seq
	for _, w := range t.watches {
		w.session.hear(w, seq, frame)
	}
}

// release passes on what was held and follows.
func (t *topic) release() {
	for len(t.held) > 0 {
		frame, there := t.held[t.passed+1]
		if !there {
			return
		}
		delete(t.held, t.passed+1)
		t.bytes -= len(frame)
		t.pass(t.passed+1, frame)
	}
}

// maxHeld bounds the bytes of a conversation's frames that wait for their turn. The log has those that are not kept.
const maxHeld = 256 << 10

func (t *topic) hold(seq int64, frame []byte) {
	if _, there := t.held[seq]; there || frame == nil || t.bytes+len(frame) > maxHeld {
		return
	}
	if t.held == nil {
		t.held = map[int64][]byte{}
	}
	t.held[seq] = frame
	t.bytes += len(frame)
}

// mendSoon reads from the log what is still missing in a moment. The caller holds t.mu.
func (h *Hub) mendSoon(conversation int64, t *topic) {
	if t.mending || h.ctx.Err() != nil {
		return
	}
	t.mending = true
	time.AfterFunc(h.bounds.Disorder, func() { h.mend(conversation, t) })
}

// mend reads the log, once for all who watch, until nothing is missing. When that cannot be, every session is told that
// there is more, and reads by itself.
func (h *Hub) mend(conversation int64, t *topic) {
	for {
		passed, ahead := h.missing(t)
		if passed >= ahead || h.ctx.Err() != nil {
			return
		}
		if ahead-passed > h.bounds.Missed || h.fill(conversation, t, passed) != nil {
			h.skip(t, ahead)
		}
	}
}

// missing answers how far the topic is, and ends the mending when it has all that is known.
func (h *Hub) missing(t *topic) (passed, ahead int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mending = t.passed < t.ahead
	return t.passed, t.ahead
}

// fill passes on a page of the log.
func (h *Hub) fill(conversation int64, t *topic, passed int64) error {
	events, err := h.after(conversation, passed)
	if err != nil {
		return err
	}
	if len(events) == 0 || events[0].Seq != passed+1 {
		return fmt.Errorf("the log does not go on after %d", passed)
	}
	for _, e := range events {
		frame, err := frameOf(e)
		if err != nil {
			return err
		}
		h.passOn(t, func() { t.take(e.Seq, frame) })
	}
	return nil
}

func (h *Hub) skip(t *topic, ahead int64) {
	h.passOn(t, func() {
		clear(t.held)
		t.bytes = 0
		if ahead > t.passed {
			t.pass(ahead, nil)
		}
	})
}

func (h *Hub) passOn(t *topic, pass func()) {
	h.topics.mu.RLock()
	defer h.topics.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	pass()
}

func frameOf(e chat.Event) ([]byte, error) {
	frame, err := e.Frame()
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return textFrame(chat.FinishFrame(frame, e.Seq)), nil
}
