package realtime

import "github.com/gobwas/ws"

// SendUser sends a finished JSON frame to every session of a person.
func (h *Hub) SendUser(userID int64, frame []byte) {
	h.sendUser(userID, frame)
	h.toPerson(topicUser, userID, frame)
}

func (h *Hub) sendUser(userID int64, frame []byte) {
	encoded := textFrame(frame)
	for _, s := range h.people.sessions(userID) {
		s.out.add(encoded)
	}
}

// SendConversation sends a finished JSON frame to every session that watches the conversation. It stands in no fixed
// order to the conversation's events.
func (h *Hub) SendConversation(conversationID int64, frame []byte) {
	h.sendConversation(conversationID, frame)
	h.toRoom(topicRoom, conversationID, frame)
}

func (h *Hub) sendConversation(conversationID int64, frame []byte) {
	encoded := textFrame(frame)
	h.topics.mu.RLock()
	defer h.topics.mu.RUnlock()
	for _, w := range h.topics.watches(conversationID) {
		w.session.out.add(encoded)
	}
}

// SendAll sends a finished JSON frame to every session that is a person's, guests left out.
func (h *Hub) SendAll(frame []byte) {
	h.broadcast(textFrame(frame))
	h.toAll(topicAll, 0, frame)
}

// DisconnectUser closes a person's sessions with code 4001, except for those whose credential is still good; a nil
// good means none is. Other nodes ask Config.Good instead.
func (h *Hub) DisconnectUser(userID int64, good Good) {
	h.disconnect(userID, good)
	if good == nil {
		h.toAll(topicOut, userID, nil)
	} else {
		h.toAll(topicEnded, userID, nil)
	}
}

func (h *Hub) disconnect(userID int64, good Good) {
	for _, s := range h.people.sessions(userID) {
		h.report(s.endUnless(good))
	}
}

// endUnless closes the session with code 4001 unless its credential is good. When that is not known, which is the error, whoever
// it is has to come back and show it anew.
func (s *session) endUnless(good Good) error {
	if good != nil {
		ok, err := good(s.principal)
		if err != nil {
			s.out.close(ws.StatusInternalServerError, comeBack)
			return err
		}
		if ok {
			return nil
		}
	}
	s.out.close(closeSignedOut, "signed out")
	return nil
}

// report logs why sessions have to come back.
func (h *Hub) report(err error) {
	if err != nil {
		h.logger.Error("live sessions have to come back: it is not known whether they may stay", "err", err)
	}
}

// Reconnect closes a person's sessions with code 1012: they come back knowing the person as they are now.
func (h *Hub) Reconnect(userID int64) {
	h.reconnect(userID)
	h.toAll(topicReconnect, userID, nil)
}

func (h *Hub) reconnect(userID int64) {
	for _, s := range h.people.sessions(userID) {
		s.out.close(closeRestart, "your account has changed")
	}
}

// ReconnectAll closes every session of this node with code 1012: they had better come back to another one.
func (h *Hub) ReconnectAll() {
	for _, s := range h.all() {
		s.out.close(closeRestart, "other nodes go on")
	}
}
