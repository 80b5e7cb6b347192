package realtime

// Backlog answers what has not been written to sockets yet, in bytes, and how many sockets that are. It looks at every one of
// them.
func (h *Hub) Backlog() (bytes, sockets int) {
	for _, s := range h.all() {
		if n := s.out.waiting(); n > 0 {
			bytes += n
			sockets++
		}
	}
	return bytes, sockets
}

func (p *pending) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}
