package bus

import (
	"encoding/binary"
	"errors"
	"math"
)

// What goes over the link begins with the version of this format and the kind of what follows. Later versions add kinds
// and topics, which earlier ones pass over; only what cannot be read otherwise gets another version, and is then passed
// over as a whole, which is a lost ring.
const (
	wireVersion = 1

	kindRing = 'r' // conversation, seq, and the rest is the frame
	kindTell = 't' // number, node, topic, and the rest is the payload
)

const (
	maxFrame = 64 << 10 // larger ones are left out of their ring
	maxNode  = 64
	maxTopic = 64
	overhead = 256 // more than what stands before a frame or payload
)

// errNotOurs says that something cannot be read: it was said by a later version, or by something else.
var errNotOurs = errors.New("not a message of this version")

// told is what a node tells others.
type told struct {
	number  uint64 // counts what the node has told to all; 0: this was not for all
	node    string
	topic   string
	payload []byte
}

func encodeRing(r Ring) []byte {
	frame := r.Frame
	if len(frame) > maxFrame {
		frame = nil
	}
	b := make([]byte, 0, 2+2*binary.MaxVarintLen64+len(frame))
	b = append(b, wireVersion, kindRing)
	b = binary.AppendUvarint(b, uint64(r.ConversationID))
	b = binary.AppendUvarint(b, uint64(r.Seq))
	return append(b, frame...)
}

func encodeTold(t told) []byte {
	b := make([]byte, 0, overhead+len(t.payload))
	b = append(b, wireVersion, kindTell)
	b = binary.AppendUvarint(b, t.number)
	b = append(append(b, byte(len(t.node))), t.node...)
	b = append(append(b, byte(len(t.topic))), t.topic...)
	return append(b, t.payload...)
}

// kindOf answers the kind of a message and what follows it.
func kindOf(b []byte) (kind byte, rest []byte, err error) {
	if len(b) < 2 || b[0] != wireVersion || len(b) > MaxPayload+overhead {
		return 0, nil, errNotOurs
	}
	return b[1], b[2:], nil
}

func decodeRing(b []byte) (Ring, error) {
	conversation, b, ok := number(b)
	seq, frame, ok2 := number(b)
	switch {
	case !ok || !ok2 || conversation == 0 || seq == 0 || len(frame) > maxFrame:
		return Ring{}, errNotOurs
	case len(frame) == 0:
		frame = nil
	case frame[0] != '{' || frame[len(frame)-1] != '}':
		return Ring{}, errNotOurs
	}
	return Ring{ConversationID: int64(conversation), Seq: int64(seq), Frame: frame, Away: true}, nil
}

func decodeTold(b []byte) (t told, err error) {
	var ok, ok2, ok3 bool
	t.number, b, ok = number(b)
	t.node, b, ok2 = text(b, maxNode)
	t.topic, b, ok3 = text(b, maxTopic)
	if !ok || !ok2 || !ok3 {
		return told{}, errNotOurs
	}
	t.payload = b
	return t, nil
}

// number reads a number that fits a positive int64.
func number(b []byte) (n uint64, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > math.MaxInt64 {
		return 0, nil, false
	}
	return n, b[size:], true
}

// text reads a word that must not be empty.
func text(b []byte, most int) (s string, rest []byte, ok bool) {
	if len(b) == 0 || b[0] == 0 || int(b[0]) > most || len(b) <= int(b[0]) {
		return "", nil, false
	}
	end := 1 + int(b[0])
	return string(b[1:end]), b[end:], true
}
