package bus

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// errNotHeard is what Sync answers when it gave up.
var errNotHeard = errors.New("bus: not every node has said that it has heard")

// Sync waits until every other node that is heard has heard all that this one has told so far: their Hear functions have
// returned. When ctx ends before, it answers an error, and the nodes that did not answer are waited for again only once
// they have answered something. Those of earlier releases, which do not answer, are not waited for. Do not call it where
// Hear's functions run.
func (b *Bus) Sync(ctx context.Context) error {
	if b.link == nil {
		return nil
	}
	return b.link.sync(ctx)
}

// questions are the calls of Sync that wait for answers.
type questions struct {
	mu   sync.Mutex
	last uint64
	open map[uint64]*question
}

type question struct {
	of   map[string]bool // the nodes that have not answered
	done chan struct{}   // closed when there are none
}

func (l *link) sync(ctx context.Context) error {
	if err := l.bus.Up(); err != nil {
		return err
	}
	of, some := l.answering()
	if !some {
		return nil
	}
	id, q := l.questions.add(of)
	l.tell(topicAsk, binary.AppendUvarint(nil, id)) // late ones too: they are waited for again once they answer
	select {
	case <-q.done:
		return nil
	case <-l.ctx.Done():
	case <-ctx.Done():
	}
	silent := l.questions.giveUp(id)
	l.peers.late(silent)
	return fmt.Errorf("%w: %s", errNotHeard, strings.Join(silent, ", "))
}

// answering are the nodes whose answer is waited for; some: there are any that answer, if late.
func (l *link) answering() (of map[string]bool, some bool) {
	of = map[string]bool{}
	routed, all := l.routed()
	l.peers.mu.Lock()
	defer l.peers.mu.Unlock()
	for id, one := range l.peers.by {
		if !one.about.Answers || !all && !routed[id] {
			continue
		}
		some = true
		if !one.late {
			of[id] = true
		}
	}
	return of, some
}

func (q *questions) add(of map[string]bool) (id uint64, one *question) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last++
	one = &question{of: of, done: make(chan struct{})}
	if q.open == nil {
		q.open = map[uint64]*question{}
	}
	q.open[q.last] = one
	q.endIfAnswered(q.last, one)
	return q.last, one
}

// answer takes a node out of those that a question waits for.
func (q *questions) answer(id uint64, node string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if one := q.open[id]; one != nil {
		delete(one.of, node)
		q.endIfAnswered(id, one)
	}
}

// gone takes a node out of all questions: it has nothing in memory any more.
func (q *questions) gone(node string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, one := range q.open {
		delete(one.of, node)
		q.endIfAnswered(id, one)
	}
}

func (q *questions) endIfAnswered(id uint64, one *question) {
	if len(one.of) == 0 {
		close(one.done)
		delete(q.open, id)
	}
}

// giveUp ends a question and answers the nodes that have not answered it.
func (q *questions) giveUp(id uint64) (silent []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if one := q.open[id]; one != nil {
		for node := range one.of {
			silent = append(silent, node)
		}
	}
	delete(q.open, id)
	return silent
}
