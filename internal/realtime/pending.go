package realtime

import (
	"net"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// pending is what still has to be written to one socket: a list of encoded frames, shared with other sockets. A
// goroutine that writes exists only while there is something to write. It takes all that is there at once, so a
// socket that falls behind a little catches up with fewer, larger writes. Over its bounds the socket is closed, so
// nobody ever waits for it.
type pending struct {
	conn   net.Conn
	bounds *Bounds
	count  *counters

	mu       sync.Mutex
	frames   [][]byte
	bytes    int           // of frames and of what is being written now
	writing  bool          // the goroutine is there
	closing  bool          // the close frame is in frames or written: nothing may follow it
	answered bool          // the peer's close frame has come
	closed   bool          // the close frame is written, or the connection is lost
	room     chan struct{} // closed when there is room again; nil while nobody waits
}

// add puts a frame at the end of the list. It never blocks. It answers false when the frame will not be sent.
func (p *pending) add(frame []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.addLocked(frame)
}

// addAll is add for several, which then mostly go in one write.
func (p *pending) addAll(frames [][]byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range frames {
		if !p.addLocked(f) {
			return false
		}
	}
	return true
}

// together is how many of the frames, one at least, fit into a list that has room again, see await.
func (b *Bounds) together(frames [][]byte) int {
	n, bytes := 1, len(frames[0])
	for n < len(frames) && n < b.PendingFrames/4 && bytes+len(frames[n]) <= b.PendingBytes/4 {
		bytes += len(frames[n])
		n++
	}
	return n
}

func (p *pending) addLocked(frame []byte) bool {
	if p.closing || p.closed {
		return false
	}
	if p.bytes > 0 && (p.bytes+len(frame) > p.bounds.PendingBytes || len(p.frames) >= p.bounds.PendingFrames) {
		p.count.closedSlow.Add(1)
		p.frames = nil
		p.closeLocked(closeTooSlow, "too slow: come back and resume")
		return false
	}
	p.put(frame)
	return true
}

func (p *pending) put(frame []byte) {
	p.frames = append(p.frames, frame)
	p.bytes += len(frame)
	if !p.writing {
		p.writing = true
		go p.write()
	}
}

// close sends a close frame after what is pending. The connection ends when the peer has answered it, or at the
// latest after Bounds.CloseWait.
func (p *pending) close(code ws.StatusCode, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closeLocked(code, reason)
}

func (p *pending) closeLocked(code ws.StatusCode, reason string) {
	if p.closing || p.closed {
		return
	}
	p.closing = true
	_ = p.conn.SetDeadline(time.Now().Add(p.bounds.CloseWait)) // a write that hangs now must not hang longer
	p.put(closeFrame(code, reason))
	p.makeRoom()
}

// peerClosed is called when the peer's close frame has come and nothing more will be read. It answers a peer that
// closed first; the connection ends as soon as our close frame is written.
func (p *pending) peerClosed(code ws.StatusCode) {
	p.mu.Lock()
	p.answered = true
	written := p.closed
	p.closeLocked(code, "")
	p.mu.Unlock()
	if written {
		_ = p.conn.Close()
	}
}

// hangUp ends the connection at once. Closing a TLS connection may block, so it happens outside the lock.
func (p *pending) hangUp() {
	p.mu.Lock()
	p.end()
	p.mu.Unlock()
	_ = p.conn.Close()
}

// abort makes whoever reads or writes fail and hang up. It never blocks.
func (p *pending) abort() { _ = p.conn.SetDeadline(time.Unix(1, 0)) }

func (p *pending) end() {
	p.closed = true
	p.frames = nil
	p.makeRoom()
}

func (p *pending) write() {
	var spare [][]byte
	for {
		batch, bytes := p.take(spare)
		if batch == nil {
			return
		}
		frames := len(batch)
		err := writeAll(p.conn, batch)
		clear(batch)
		spare = batch[:0]
		p.wrote(frames, bytes, err)
	}
}

// take gives all that is pending to the writing goroutine, or nil when it has to end.
func (p *pending) take(spare [][]byte) (batch [][]byte, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.frames) == 0 {
		p.frames = nil // an idle connection keeps no list
		p.writing = false
		return nil, 0
	}
	batch, p.frames = p.frames, spare
	if !p.closing {
		_ = p.conn.SetWriteDeadline(time.Now().Add(p.bounds.WriteWait))
	}
	return batch, p.bytes
}

func (p *pending) wrote(frames, bytes int, err error) {
	p.mu.Lock()
	p.bytes -= bytes
	if p.bytes <= p.bounds.PendingBytes/2 {
		p.makeRoom()
	}
	last := p.closing && len(p.frames) == 0
	if last || err != nil {
		p.end()
	}
	answered := p.answered
	p.mu.Unlock()

	switch {
	case err != nil || last && answered:
		_ = p.conn.Close()
	case last:
		p.closeWrite()
	}
	if err == nil {
		p.count.sent.Add(uint64(frames))
	}
}

// closeWrite tells the peer that the close frame was the last. What the peer still sends is read to the end, since
// closing a socket with unread bytes resets it and could take the close frame back.
func (p *pending) closeWrite() {
	if half, ok := p.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}

func (p *pending) makeRoom() {
	if p.room != nil {
		close(p.room)
		p.room = nil
	}
}

// await waits until half of the bound is free. It answers false when the socket is closing. Only those who read the
// log for a single socket may wait for it.
func (p *pending) await() bool {
	for {
		p.mu.Lock()
		if p.closing || p.closed {
			p.mu.Unlock()
			return false
		}
		if p.bytes <= p.bounds.PendingBytes/2 && len(p.frames) < p.bounds.PendingFrames/2 {
			p.mu.Unlock()
			return true
		}
		if p.room == nil {
			p.room = make(chan struct{})
		}
		room := p.room
		p.mu.Unlock()
		<-room
	}
}

// writeAll writes the frames, in one writev where the connection can. Elsewhere (TLS, and what wraps a connection)
// they are joined first, since each Write there is a record and a system call of its own.
func writeAll(conn net.Conn, frames [][]byte) error {
	if len(frames) == 1 {
		_, err := conn.Write(frames[0])
		return err
	}
	switch conn.(type) {
	case *net.TCPConn, *net.UnixConn:
		list := net.Buffers(frames)
		_, err := list.WriteTo(conn)
		return err
	}
	return writeJoined(conn, frames)
}

const joined = 16 << 10 // bytes, as large as a TLS record gets

func writeJoined(conn net.Conn, frames [][]byte) error {
	buf := make([]byte, 0, joined)
	for i, f := range frames {
		buf = append(buf, f...)
		if i+1 < len(frames) && len(buf)+len(frames[i+1]) <= joined {
			continue
		}
		if _, err := conn.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	return nil
}
