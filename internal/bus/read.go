package bus

import (
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go"
)

// read hears what comes, and sees to it that this node is known to the others and who of them is there.
func (l *link) read() {
	self, _ := json.Marshal(about{Name: hostName(), Version: l.Version, Since: time.Now().UTC(), Answers: true}) // it always encodes
	tick := time.NewTicker(l.Beat)
	defer tick.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case m := <-l.in:
			l.receive(m, self)
		case <-l.anew:
			l.tell(topicBeat, self)
		case f := <-l.asked:
			f()
		case <-tick.C:
			l.tell(topicBeat, self)
			l.expire()
		}
	}
}

// between has f called between two messages, and waits for it. A link that has ended calls nothing.
func (l *link) between(f func()) {
	done := make(chan struct{})
	select {
	case l.asked <- func() { f(); close(done) }:
		<-done
	case <-l.ctx.Done():
	}
}

// receive takes one message. What cannot be read is passed over.
func (l *link) receive(m *nats.Msg, self []byte) {
	kind, rest, err := kindOf(m.Data)
	if err != nil {
		return
	}
	switch kind {
	case kindRing:
		if r, err := decodeRing(rest); err == nil {
			l.bus.ring(r)
		}
	case kindTell:
		if t, err := decodeTold(rest); err == nil && t.node != l.bus.node {
			l.hear(t, self)
		}
	}
}

func (l *link) hear(t told, self []byte) {
	if t.number > 0 {
		l.follow(t, self)
	}
	switch t.topic {
	case topicBeat, topicHello:
	case topicLost:
		signal(l.gaps)
	case topicBye:
		l.gone(t.node)
	case topicAsk:
		l.tellTo(Only(t.node), topicHeard, t.payload)
	case topicHeard:
		if id, _, ok := number(t.payload); ok {
			l.peers.answered(t.node)
			l.questions.answer(id, t.node)
		}
	default:
		l.bus.heard(t.node, t.topic, t.payload)
	}
}

// follow keeps count of what a node has told. One that was not known is greeted, so that it knows this one at once.
func (l *link) follow(t told, self []byte) {
	unknown, missed := l.peers.note(t, time.Now())
	if missed {
		signal(l.gaps)
	}
	if unknown && t.topic != topicBye {
		l.out.add(parcel{l.subject(string(Only(t.node))), encodeTold(told{
			number: l.out.count(), node: l.bus.node, topic: topicHello, payload: self,
		})})
		l.Log.Info("a node is there", "node", t.node)
		l.bus.noticed(t.node, true)
	}
}

// expire lets go of nodes that have been silent too long. What has come from them meanwhile is heard first.
func (l *link) expire() {
	if len(l.in) > 0 {
		return
	}
	for _, id := range l.peers.silent(time.Now().Add(-l.Silence)) {
		l.Log.Warn("a node has fallen silent", "node", id)
		l.questions.gone(id)
		l.bus.noticed(id, false)
	}
}

func (l *link) gone(node string) {
	if l.peers.drop(node) {
		l.Log.Info("a node has gone", "node", node)
		l.questions.gone(node)
		l.bus.noticed(node, false)
	}
}

// mend tells this node's followers about gaps. Subscriptions stand when they look at the log.
func (l *link) mend() {
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-l.gaps:
			l.settle(l.ctx)
			l.bus.gap()
		}
	}
}
