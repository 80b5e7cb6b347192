package realtime

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// pages are pieces of logs that sessions have read lately, encoded. When a server comes back, all who watch a conversation
// have missed the same of it: one of them reads, the others wait for that and share its bytes.
//
// A page is known by where it begins and by how far its log was when it was asked for. Whatever becomes of a message is an
// event of the log, so a log that is as far as it was says what it said: no page has to be taken back.
type pages struct {
	mu    sync.Mutex
	byKey map[pageKey]*logPage
	bytes int
}

type pageKey struct{ conversation, after, last int64 }

// logPage is a piece of a log without a gap: the first of the frames is the event after the key's.
type logPage struct {
	ready  chan struct{} // closed when the others are set
	frames [][]byte
	bytes  int
	err    error
	since  time.Duration // the hub's age
}

const (
	pagesKept     = 256             // pages
	pageBytesKept = 8 << 20         // of all
	pageKept      = 5 * time.Second // a storm's first moments
)

// page answers the events after a seq, none when they are gone. The log has been as far as last when the caller has asked.
func (h *Hub) page(conversation, after, last int64) ([][]byte, error) {
	key := pageKey{conversation, after, last}
	p, mine := h.pages.open(key, h.age())
	if !mine {
		select {
		case <-p.ready:
			return p.frames, p.err
		case <-h.ctx.Done():
			return nil, h.ctx.Err()
		}
	}
	p.frames, p.err = h.readPage(conversation, after, nil)
	h.pages.keep(key, p)
	close(p.ready)
	return p.frames, p.err
}

// readPage reads and encodes. show answers an event as the reader may see it; nil: as it is.
func (h *Hub) readPage(conversation, after int64, show func(chat.Event) chat.Event) ([][]byte, error) {
	events, err := h.after(conversation, after)
	if err != nil {
		return nil, err
	}
	frames := make([][]byte, 0, len(events))
	for _, e := range events {
		if after++; e.Seq != after {
			break
		}
		if show != nil {
			e = show(e)
		}
		frame, err := frameOf(e)
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame)
	}
	return frames, nil
}

// open answers a page that is there or on its way; mine tells that it is the caller who reads it.
func (p *pages) open(key pageKey, now time.Duration) (page *logPage, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if page := p.byKey[key]; page != nil {
		return page, false
	}
	if len(p.byKey) >= pagesKept {
		p.byKey, p.bytes = nil, 0
	}
	if p.byKey == nil {
		p.byKey = map[pageKey]*logPage{}
	}
	page = &logPage{ready: make(chan struct{}), since: now}
	p.byKey[key] = page
	return page, true
}

// keep is told that a page has been read. One that could not be is read again by who asks next.
func (p *pages) keep(key pageKey, page *logPage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.byKey[key] != page {
		return // it had to go meanwhile
	}
	for _, f := range page.frames {
		page.bytes += len(f)
	}
	if page.err != nil || p.bytes+page.bytes > pageBytesKept {
		delete(p.byKey, key)
		return
	}
	p.bytes += page.bytes
}

// forget lets go of pages that were read a while ago.
func (p *pages) forget(now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, page := range p.byKey {
		if now-page.since > pageKept {
			delete(p.byKey, key)
			p.bytes -= page.bytes
		}
	}
}

// heads asks one question for all who come at the same time: how far logs are.
func (h *Hub) heads(_ context.Context, conversations []int64) (heads map[int64]int64, err error) {
	err = h.ask(func(ctx context.Context) (err error) {
		heads, err = h.log.Heads(ctx, conversations)
		return err
	})
	return heads, err
}

// lastSeq answers the seq of the newest event, 0 for an empty log.
func (h *Hub) lastSeq(conversation int64) (int64, error) {
	seq, _, err := h.newest.Ask(h.ctx, conversation)
	if err != nil {
		return 0, fmt.Errorf("newest event: %w", err)
	}
	return seq, nil
}
