package store

import "runtime"

// WaitQueued returns when n appends wait for the writer.
func (s *Store) WaitQueued(n int) {
	for len(s.writer.queue) < n {
		runtime.Gosched()
	}
}
