package realtime

import (
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// maxMessage bounds what a client may send as one message, in bytes, over all its fragments.
const maxMessage = 4 << 10

// The close codes that the live feed uses beside RFC 6455's.
const (
	closeSignedOut = ws.StatusCode(4001) // the person signed out or was deactivated
	closeTooSlow   = ws.StatusCode(4008) // come back and resume
	closeRestart   = ws.StatusCode(1012) // the server restarts: come back
)

// closeError says that the connection has to be closed, and with which code.
type closeError struct {
	code   ws.StatusCode
	reason string
}

func (e *closeError) Error() string { return e.reason }

// frameReader reads a client's frames. It keeps no buffer between messages, so that an idle connection costs none.
type frameReader struct {
	from       io.Reader
	header     [ws.MaxHeaderSize]byte
	message    []byte // the fragments so far
	fragmented bool   // a message has begun and not ended
}

// next answers the next complete text message or control frame: a control frame may come between two fragments.
// A *closeError means that the client broke the protocol; any other error is the connection's.
func (r *frameReader) next() (ws.OpCode, []byte, error) {
	for {
		h, payload, err := r.frame()
		if err != nil {
			return 0, nil, err
		}
		switch {
		case h.OpCode == ws.OpClose:
			return h.OpCode, payload, checkClose(payload)
		case h.OpCode.IsControl():
			return h.OpCode, payload, nil
		}
		r.message = append(r.message, payload...)
		r.fragmented = !h.Fin
		if !h.Fin {
			continue
		}
		whole := r.message
		r.message = nil
		if !utf8.Valid(whole) {
			return 0, nil, &closeError{ws.StatusInvalidFramePayloadData, "a text message must be UTF-8"}
		}
		return ws.OpText, whole, nil
	}
}

func (r *frameReader) frame() (ws.Header, []byte, error) {
	h, err := ws.ReadHeaderBuffer(r.from, r.header[:])
	if errors.Is(err, ws.ErrHeaderLengthMSB) {
		return h, nil, &closeError{ws.StatusProtocolError, err.Error()}
	}
	if err != nil {
		return h, nil, err
	}
	if err := r.check(h); err != nil {
		return h, nil, err
	}
	payload := make([]byte, h.Length)
	if _, err := io.ReadFull(r.from, payload); err != nil {
		return h, nil, err
	}
	ws.Cipher(payload, h.Mask, 0)
	return h, payload, nil
}

// check decides by the header alone, before anything is read or allocated for the payload.
func (r *frameReader) check(h ws.Header) error {
	state := ws.StateServerSide
	if r.fragmented {
		state = state.Set(ws.StateFragmented)
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return &closeError{ws.StatusProtocolError, err.Error()}
	}
	if h.OpCode == ws.OpBinary {
		return &closeError{ws.StatusUnsupportedData, "only text messages are understood"}
	}
	if h.OpCode.IsData() && h.Length > int64(maxMessage-len(r.message)) {
		return &closeError{ws.StatusMessageTooBig, "a message may have 4096 bytes"}
	}
	return nil
}

// checkClose judges the body of a close frame. spec: RFC 6455, 5.5.1 and 7.4.
func checkClose(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	if len(body) == 1 || !mayBeSent(binary.BigEndian.Uint16(body)) {
		return &closeError{ws.StatusProtocolError, "the close code is not allowed"}
	}
	if !utf8.Valid(body[2:]) {
		return &closeError{ws.StatusInvalidFramePayloadData, "a close reason must be UTF-8"}
	}
	return nil
}

// mayBeSent tells whether a peer may put the code into a close frame: those of the registry, and the private ones.
// The library's own list stops at 1011 and would refuse the echo of our 1012.
func mayBeSent(code uint16) bool {
	switch code {
	case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014:
		return true
	}
	return 3000 <= code && code <= 4999
}

// textFrame encodes a complete server frame: header and payload, ready for any number of sockets.
func textFrame(payload []byte) []byte { return serverFrame(ws.OpText, payload) }

func closeFrame(code ws.StatusCode, reason string) []byte {
	return serverFrame(ws.OpClose, ws.NewCloseFrameBody(code, reason))
}

func serverFrame(op ws.OpCode, payload []byte) []byte {
	head := make([]byte, 0, 10+len(payload))
	head = append(head, 0x80|byte(op))
	switch n := len(payload); {
	case n <= 125:
		head = append(head, byte(n))
	case n <= 0xffff:
		head = binary.BigEndian.AppendUint16(append(head, 126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 127), uint64(n))
	}
	return append(head, payload...)
}
