package realtime

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/stoachat/stoa/internal/bus"
)

// What hubs tell each other. Each begins with a number, of a person or a conversation; a frame may follow. What takes
// something away from somebody goes to all nodes, since that it was missed is noticed; the rest goes where it is wanted.
const (
	topicUser      = "live.user"      // a frame for a person
	topicRoom      = "live.room"      // a frame for who watches a conversation
	topicAll       = "live.all"       // a frame for all people; the number is 0
	topicTyping    = "live.typing"    // who types in a conversation
	topicShow      = "live.show"      // what a person's sessions show from now on
	topicReconnect = "live.reconnect" // a person's sessions must come back
	topicOut       = "live.out"       // a person's sessions must end
	topicEnded     = "live.ended"     // those must whose credential is not good any more
	topicRecheck   = "live.recheck"   // who may read a conversation has changed
)

// listen hears what other hubs tell.
func (h *Hub) listen() (ends []func()) {
	for topic, obey := range map[string]func(id int64, rest []byte){
		topicUser:      func(id int64, frame []byte) { h.sendUser(id, frame) },
		topicRoom:      func(id int64, frame []byte) { h.sendConversation(id, frame) },
		topicAll:       func(_ int64, frame []byte) { h.broadcast(textFrame(frame)) },
		topicTyping:    h.hearTyping,
		topicShow:      h.hearShow,
		topicReconnect: func(id int64, _ []byte) { h.reconnect(id) },
		topicOut:       func(id int64, _ []byte) { h.disconnect(id, nil) },
		topicEnded:     func(id int64, _ []byte) { go h.disconnect(id, h.good) }, // it may ask the database
		topicRecheck:   func(id int64, _ []byte) { h.recheckAll(id) },
	} {
		ends = append(ends, h.bus.Hear(topic, func(_ string, payload []byte) {
			if id, rest, ok := numbered(payload); ok {
				obey(id, rest)
			}
		}))
	}
	return append(ends, append(h.people.listen(), h.bus.OnGap(h.lost))...)
}

func (h *Hub) toPerson(topic string, id int64, rest []byte) { h.to(bus.Person(id), topic, id, rest) }

func (h *Hub) toRoom(topic string, id int64, rest []byte) { h.to(bus.Room(id), topic, id, rest) }

func (h *Hub) to(a bus.Address, topic string, id int64, rest []byte) {
	if payload := h.payload(topic, id, rest); payload != nil {
		h.bus.TellTo(a, topic, payload)
	}
}

func (h *Hub) toAll(topic string, id int64, rest []byte) {
	if payload := h.payload(topic, id, rest); payload != nil {
		h.bus.Tell(topic, payload)
	}
}

// payload is nil when nobody is to be told.
func (h *Hub) payload(topic string, id int64, rest []byte) []byte {
	if h.bus.Alone() {
		return nil
	}
	payload := append(binary.AppendUvarint(nil, uint64(id)), rest...)
	if len(payload) > bus.MaxPayload {
		h.logger.Error("a frame is too large for other nodes", "topic", topic, "bytes", len(payload))
		return nil
	}
	return payload
}

// numbered reads what payload has written.
func numbered(payload []byte) (id int64, rest []byte, ok bool) {
	n, size := binary.Uvarint(payload)
	if size <= 0 || n > math.MaxInt64 {
		return 0, nil, false
	}
	return int64(n), payload[size:], true
}

func (h *Hub) hearTyping(conversation int64, rest []byte) {
	id, _, ok := numbered(rest)
	if !ok {
		return
	}
	h.topics.mu.RLock()
	defer h.topics.mu.RUnlock()
	frame := typingFrame(conversation, id)
	for _, w := range h.topics.watches(conversation) {
		if w.session.principal.UserID() != id {
			w.session.out.add(frame)
		}
	}
}

func (h *Hub) hearShow(id int64, show []byte) {
	if slices.Contains(shows(), string(show)) {
		h.people.setAll(id, string(show))
	}
}

// lost makes up for what other nodes may have said of events and people. Who may have lost access is for RecheckAll, when
// everybody has forgotten what was kept in memory.
func (h *Hub) lost() {
	all := h.topics.all()
	h.people.askAll()
	h.compare(all)
	h.fresh.add(all...)
}
