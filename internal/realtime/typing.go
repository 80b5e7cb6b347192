package realtime

import (
	"encoding/binary"
	"slices"
)

// obeyTyping tells the others who watch a conversation that the person writes there. It is told while it is true and
// kept nowhere. Who says it more often than Bounds.Typing, or of a conversation that they do not watch, is not heard.
// spec: product, 4.3 Composing
func (s *session) obeyTyping(conversation int64) {
	id := s.principal.UserID()
	now := s.hub.age()
	if id == 0 || s.typed != 0 && now-s.typed < s.hub.bounds.Typing {
		return
	}
	others, watching := s.hub.topics.others(conversation, s)
	if !watching {
		return
	}
	s.typed = now
	frame := typingFrame(conversation, id)
	for _, other := range others {
		other.out.add(frame)
	}
	s.hub.toRoom(topicTyping, conversation, binary.AppendUvarint(nil, uint64(id)))
}

func typingFrame(conversation, userID int64) []byte {
	return encode(struct {
		Type         string `json:"type"`
		Conversation int64  `json:"conversation"`
		UserID       int64  `json:"user_id"`
	}{"typing", conversation, userID})
}

// others answers the sessions of other people that watch a conversation, and whether s does.
func (t *topics) others(conversation int64, s *session) (others []*session, watching bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	watches := t.watches(conversation)
	watching = slices.ContainsFunc(watches, func(w *watch) bool { return w.session == s })
	for _, w := range watches {
		if watching && w.session.principal.UserID() != s.principal.UserID() {
			others = append(others, w.session)
		}
	}
	return others, watching
}
