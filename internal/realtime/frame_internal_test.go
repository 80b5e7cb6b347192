package realtime

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gobwas/ws"
	"github.com/google/go-cmp/cmp"
)

// masked encodes a client's frame. first is FIN, RSV and opcode.
func masked(first byte, payload string) []byte {
	b := serverFrame(0, []byte(payload))
	head := b[:len(b)-len(payload)]
	head[0] = first
	head[1] |= 0x80
	mask := [4]byte{0xA1, 0x02, 0xB3, 0x04}
	body := []byte(payload)
	ws.Cipher(body, mask, 0)
	return append(append(append([]byte{}, head...), mask[:]...), body...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// read is what a reader makes of bytes: what came out, then the error.
func read(input []byte) (out []string, err error) {
	r := frameReader{from: bytes.NewReader(input)}
	for {
		op, payload, err := r.next()
		if err != nil {
			return out, err
		}
		out = append(out, map[ws.OpCode]string{ws.OpText: "text ", ws.OpPing: "ping ", ws.OpPong: "pong ", ws.OpClose: "close "}[op]+string(payload))
	}
}

func TestFramesThatAreUnderstood(t *testing.T) {
	long := strings.Repeat("x", maxMessage)
	for _, c := range []struct {
		name  string
		input []byte
		want  []string
	}{
		{"a text", masked(0x81, "hello"), []string{"text hello"}},
		{"an empty text", masked(0x81, ""), []string{"text "}},
		{"the longest text", masked(0x81, long), []string{"text " + long}},
		{"fragments", join(masked(0x01, "he"), masked(0x00, "ll"), masked(0x80, "o"), masked(0x81, "next")), []string{"text hello", "text next"}},
		{"a letter cut in two", join(masked(0x01, "\xc3"), masked(0x80, "\xa9")), []string{"text é"}},
		{"a ping between fragments", join(masked(0x01, "he"), masked(0x89, "?"), masked(0x80, "llo")), []string{"ping ?", "text hello"}},
		{"a pong", masked(0x8A, ""), []string{"pong "}},
		{"a close without a body", masked(0x88, ""), []string{"close "}},
		{"a close with a reason", masked(0x88, "\x03\xe8bye"), []string{"close \x03\xe8bye"}},
		{"the echo of our restart code", masked(0x88, "\x03\xf4"), []string{"close \x03\xf4"}},
		{"the echo of our own code", masked(0x88, "\x0f\xa8"), []string{"close \x0f\xa8"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(c.input)
			if !errors.Is(err, io.EOF) {
				t.Errorf("the error is %v", err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// broken are inputs that end the connection, and the code they end it with.
var broken = []struct {
	name  string
	input []byte
	code  ws.StatusCode
}{
	{"not masked", []byte{0x81, 0x01, 'x'}, ws.StatusProtocolError},
	{"binary", masked(0x82, "x"), ws.StatusUnsupportedData},
	{"one byte too long", masked(0x81, strings.Repeat("x", maxMessage+1)), ws.StatusMessageTooBig},
	{"fragments too long together", join(masked(0x01, strings.Repeat("x", maxMessage)), masked(0x80, "x")), ws.StatusMessageTooBig},
	{"a length of 2^62, and no more bytes", []byte{0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, ws.StatusMessageTooBig},
	{"a negative length", []byte{0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, ws.StatusProtocolError},
	{"a reserved bit", masked(0xC1, "x"), ws.StatusProtocolError},
	{"a reserved opcode", masked(0x83, "x"), ws.StatusProtocolError},
	{"a reserved control opcode", masked(0x8B, ""), ws.StatusProtocolError},
	{"a continuation of nothing", masked(0x80, "x"), ws.StatusProtocolError},
	{"a new text inside a fragmented one", join(masked(0x01, "x"), masked(0x81, "y")), ws.StatusProtocolError},
	{"a fragmented ping", masked(0x09, ""), ws.StatusProtocolError},
	{"a ping that is too long", masked(0x89, strings.Repeat("x", 126)), ws.StatusProtocolError},
	{"a text that is not UTF-8", masked(0x81, "\xff"), ws.StatusInvalidFramePayloadData},
	{"a letter that is never ended", join(masked(0x01, "\xc3"), masked(0x80, "")), ws.StatusInvalidFramePayloadData},
	{"a close with half a code", masked(0x88, "\x03"), ws.StatusProtocolError},
	{"a close with a code that is not sent", masked(0x88, "\x03\xed"), ws.StatusProtocolError},
	{"a close with a code out of range", masked(0x88, "\x13\x88"), ws.StatusProtocolError},
	{"a close whose reason is not UTF-8", masked(0x88, "\x03\xe8\xff"), ws.StatusInvalidFramePayloadData},
}

func TestBrokenFramesHaveTheirCloseCode(t *testing.T) {
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.input)
			var closing *closeError
			if !errors.As(err, &closing) || closing.code != c.code {
				t.Errorf("got %v (%+v), want code %d", err, closing, c.code)
			}
		})
	}
}

func TestServerFramesCarryTheirLength(t *testing.T) {
	for _, size := range []int{0, 1, 125, 126, 65535, 65536} {
		payload := bytes.Repeat([]byte("x"), size)
		header, got, err := readFrame(bytes.NewReader(textFrame(payload)))
		if err != nil || header.OpCode != ws.OpText || !header.Fin || header.Masked || !bytes.Equal(got, payload) {
			t.Errorf("size %d: %+v, %v", size, header, err)
		}
	}
}

func FuzzFrameReader(f *testing.F) {
	for _, c := range broken {
		f.Add(c.input)
	}
	f.Add(join(masked(0x01, "he"), masked(0x89, "?"), masked(0x80, "llo"), masked(0x88, "\x03\xe8bye")))
	f.Fuzz(func(t *testing.T, input []byte) {
		r := frameReader{from: bytes.NewReader(input)}
		for {
			op, payload, err := r.next()
			if len(r.message) > maxMessage {
				t.Fatalf("%d bytes are kept", len(r.message))
			}
			if err != nil {
				return
			}
			switch {
			case op == ws.OpText && (len(payload) > maxMessage || !utf8.Valid(payload)):
				t.Fatalf("a text came out: %q", payload)
			case op != ws.OpText && (!op.IsControl() || len(payload) > ws.MaxControlFramePayloadSize):
				t.Fatalf("opcode %d came out with %d bytes", op, len(payload))
			}
		}
	})
}

// readFrame reads a server's frame as a client does.
func readFrame(r io.Reader) (ws.Header, []byte, error) {
	h, err := ws.ReadHeader(r)
	if err != nil || h.Length > 1<<20 {
		return h, nil, err
	}
	payload := make([]byte, h.Length)
	_, err = io.ReadFull(r, payload)
	return h, payload, err
}
