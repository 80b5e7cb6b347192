package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"time"
)

// socket is a raw connection to a live feed. It looks at frames only as far as it must to count events.
type socket struct {
	conn   net.Conn
	frames *bufio.Reader
	seq    int64  // from the answer to what it said at first, if that has one
	pulse  *pulse // beats with each frame; nil: nobody wants to know
}

// eventPrefix is how an event's frame begins.
var eventPrefix = []byte(`{"type":"event"`)

// readBuffer holds a dozen events, in bytes.
const readBuffer = 4 << 10

// openSocket connects, says the text (none if empty), and reads up to the first frame that begins with answer.
func openSocket(ctx context.Context, t target, path, token, say, answer string) (*socket, error) {
	s, err := dialSocket(ctx, t)
	if err != nil {
		return nil, err
	}
	_ = s.conn.SetDeadline(time.Now().Add(patience))
	if err := s.greet(t, path, token, say, answer); err != nil {
		s.close()
		return nil, err
	}
	_ = s.conn.SetDeadline(time.Time{})
	return s, nil
}

func dialSocket(ctx context.Context, t target) (*socket, error) {
	conn, err := t.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &socket{conn: conn, frames: bufio.NewReaderSize(conn, readBuffer)}, nil
}

func (s *socket) greet(t target, path, token, say, answer string) error {
	fmt.Fprintf(s.conn, "GET %s%s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer %s\r\n\r\n", t.path, path, t.host, token)
	upgraded, err := http.ReadResponse(s.frames, nil)
	if err != nil {
		return err
	}
	if upgraded.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("the live feed answered %s", upgraded.Status)
	}
	s.pulse.beat()
	if say != "" {
		if _, err := s.conn.Write(clientFrame(0x81, say)); err != nil {
			return err
		}
	}
	for {
		begins, _, err := s.next(200)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(begins, []byte(`{"type":"error"`)) {
			return fmt.Errorf("the live feed refused: %s", begins)
		}
		if bytes.HasPrefix(begins, []byte(answer)) {
			s.seq = seqIn(begins)
			return nil
		}
	}
}

// next skips to the end of a frame and answers up to n bytes of its beginning, good until the next call, and its whole size.
func (s *socket) next(n int) (begins []byte, size int, err error) {
	head, err := s.frames.Peek(2)
	if err != nil {
		return nil, 0, err
	}
	op, length, header := head[0]&0x0f, int(head[1]&0x7f), 2
	switch length {
	case 126:
		header = 4
	case 127:
		header = 10
	}
	if head, err = s.frames.Peek(header); err != nil {
		return nil, 0, err
	}
	switch header {
	case 4:
		length = int(binary.BigEndian.Uint16(head[2:]))
	case 10:
		length = int(binary.BigEndian.Uint64(head[2:]))
	}
	begins, err = s.frames.Peek(header + min(n, length))
	if err != nil {
		return nil, 0, err
	}
	begins = bytes.Clone(begins[header:])
	s.pulse.beat()
	if _, err := s.frames.Discard(header + length); err != nil {
		return nil, 0, err
	}
	return begins, header + length, s.control(op, begins)
}

// control answers pings, so that a long measurement is not taken for a dead peer, and makes an error of a close.
func (s *socket) control(op byte, payload []byte) error {
	switch op {
	case 0x8:
		if len(payload) < 2 {
			return fmt.Errorf("the server closed a socket")
		}
		return fmt.Errorf("the server closed a socket with code %d", binary.BigEndian.Uint16(payload))
	case 0x9:
		_, err := s.conn.Write(clientFrame(0x8A, ""))
		return err
	}
	return nil
}

// clientFrame encodes a short frame with a mask of zeros.
func clientFrame(first byte, payload string) []byte {
	return append([]byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
}
