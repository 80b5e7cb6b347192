package bus

import (
	"fmt"
	"slices"
)

// MaxPayload bounds what one Tell carries, in bytes. Larger things are told in pieces.
const MaxPayload = 256 << 10

type hearer struct {
	hear func(from string, payload []byte)
}

// Tell says something to all other nodes that are linked. It never blocks and keeps the order: what one node tells,
// whatever the topic, is heard in the order in which it was told. What a node could not be told, because the link was
// down or too slow, it learns as a gap.
func (b *Bus) Tell(topic string, payload []byte) {
	if b.link != nil {
		b.link.tell(checked(topic, payload), payload)
	}
}

// TellTo is Tell to those other nodes that the address stands for. What gets lost on the way of this is no gap.
func (b *Bus) TellTo(to Address, topic string, payload []byte) {
	if b.link != nil {
		b.link.tellTo(to, checked(topic, payload), payload)
	}
}

// checked panics when the caller breaks the rules of Tell, so that it never is for the receivers to find out.
func checked(topic string, payload []byte) string {
	if topic == "" || len(topic) > maxTopic || len(payload) > MaxPayload {
		panic(fmt.Sprintf("bus: a topic of %d bytes, a payload of %d", len(topic), len(payload)))
	}
	return topic
}

// Hear makes hear be called with what other nodes tell about a topic, until cancel. It runs in the one goroutine that
// reads the link, so it must be quick and must not block; it must not call Hear, Subscribe or a cancel. The payload is
// its own to keep, and comes from outside: it may be of another version of Stoa.
func (b *Bus) Hear(topic string, hear func(from string, payload []byte)) (cancel func()) {
	h := &hearer{hear}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hearers[topic] = append(b.hearers[topic], h)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.hearers[topic] = slices.DeleteFunc(b.hearers[topic], func(other *hearer) bool { return other == h })
	}
}

func (b *Bus) heard(from, topic string, payload []byte) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, h := range b.hearers[topic] {
		h.hear(from, payload)
	}
}

// OnGap makes f be called, in a goroutine of its own, when something that other nodes said may have been lost: rings of
// any conversation, and what was told about any topic. So caches are cleared and heads compared with the log. Calls do
// not overlap. It may be called without need.
func (b *Bus) OnGap(f func()) (cancel func()) {
	return listen(b, &b.atGap, &f)
}

// OnNode makes f be called for each other node that is there, when one is heard for the first time, and when one has gone
// or has been silent for so long that it counts as gone. It runs where Hear's functions run, under their rules; those of the
// nodes that are there have returned before OnNode does.
func (b *Bus) OnNode(f func(id string, here bool)) (cancel func()) {
	cancel = func() {}
	if b.link != nil {
		b.link.between(func() {
			cancel = listen(b, &b.atNode, &f)
			for _, n := range b.link.peers.list() {
				f(n.ID, true)
			}
		})
	}
	return cancel
}

func listen[F any](b *Bus, list *[]*F, f *F) (cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*list = append(slices.Clip(*list), f)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		*list = slices.DeleteFunc(slices.Clone(*list), func(other *F) bool { return other == f })
	}
}

func (b *Bus) gap() {
	b.mu.RLock()
	all := b.atGap // never changed in place
	b.mu.RUnlock()
	for _, f := range all {
		(*f)()
	}
}

func (b *Bus) noticed(id string, here bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, f := range b.atNode {
		(*f)(id, here)
	}
}
