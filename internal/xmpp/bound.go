package xmpp

// topicBound is what nodes tell each other: an address that a session has from now on.
const topicBound = "xmpp.bound"

// Bus is how nodes tell each other something; bus.Bus is.
type Bus interface {
	Tell(topic string, payload []byte)
	Hear(topic string, hear func(from string, payload []byte)) (cancel func())
}

// stand has a session stand alone for its address, here and at other nodes: a bot that comes back after its connection broke
// asks for the resource that its dead stream still has. So the older one ends. Of two that come to two nodes in the same moment
// both do, and come back. spec: RFC 6120, 7.7.2.2; xmpp, 2.4.
func (s *Server) stand(se *session) {
	s.mu.Lock()
	s.conflict(se.me)
	s.bound[se.me] = se
	s.mu.Unlock()
	s.c.Bus.Tell(topicBound, []byte(se.me.String()))
}

// unbind takes an address back, unless another session has it by now.
func (s *Server) unbind(se *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bound[se.me] == se {
		delete(s.bound, se.me)
	}
}

// boundElsewhere is what another node tells.
func (s *Server) boundElsewhere(_ string, payload []byte) {
	at, ok := parseJID(string(payload))
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conflict(at)
}

// conflict ends the session of an address, beside the caller: to tell a dead stream may take as long as a write may. The caller
// holds s.mu, without which the session could be gone, and Serve wait no more.
func (s *Server) conflict(at jid) {
	if se := s.bound[at]; se != nil {
		s.sessions.Go(func() { se.fail("conflict") })
	}
}
