package bus

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsEncodedIsReadBack(t *testing.T) {
	for _, r := range []Ring{
		{ConversationID: 1, Seq: 1, Frame: []byte("{}"), Away: true},
		{ConversationID: 1 << 62, Seq: 1 << 40, Away: true},
	} {
		kind, rest, err := kindOf(encodeRing(r))
		if err != nil || kind != kindRing {
			t.Fatal(kind, err)
		}
		got, err := decodeRing(rest)
		if diff := cmp.Diff(r, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
	for _, x := range []told{
		{number: 3, node: "n", topic: "t", payload: []byte("p")},
		{node: "n", topic: "t", payload: []byte{}},
	} {
		kind, rest, err := kindOf(encodeTold(x))
		if err != nil || kind != kindTell {
			t.Fatal(kind, err)
		}
		got, err := decodeTold(rest)
		if diff := cmp.Diff(x, got, cmp.AllowUnexported(told{})); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
}

func TestWhatIsNotOursIsPassedOver(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"a later version", []byte{2, kindRing, 1, 1}},
		{"a later kind", []byte{wireVersion, 'z', 1, 1}},
		{"no conversation", []byte{wireVersion, kindRing, 0, 1}},
		{"no seq", []byte{wireVersion, kindRing, 1}},
		{"a number without an end", []byte{wireVersion, kindRing, 0xff, 0xff}},
		{"a frame that is no object", []byte{wireVersion, kindRing, 1, 1, 'x'}},
		{"a number too large", []byte{wireVersion, kindRing, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1}},
		{"a node longer than what is there", []byte{wireVersion, kindTell, 1, 9, 'n'}},
		{"no topic", []byte{wireVersion, kindTell, 1, 1, 'n', 0}},
		{"more than anybody says", make([]byte, MaxPayload+overhead+1)},
	} {
		if readable(c.b) {
			t.Errorf("%s: it is read", c.name)
		}
	}
}

func readable(b []byte) bool {
	kind, rest, err := kindOf(b)
	if err != nil {
		return false
	}
	switch kind {
	case kindRing:
		_, err = decodeRing(rest)
	case kindTell:
		_, err = decodeTold(rest)
	default:
		return false
	}
	return err == nil
}

// FuzzMessage looks for bytes that are read as something that is not allowed.
func FuzzMessage(f *testing.F) {
	f.Add(encodeRing(Ring{ConversationID: 7, Seq: 9, Frame: []byte(`{"type":"event"}`)}))
	f.Add(encodeTold(told{number: 1, node: "node", topic: "topic", payload: []byte("payload")}))
	f.Add([]byte{wireVersion, kindTell})
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, rest, err := kindOf(b)
		if err != nil {
			return
		}
		if r, err := decodeRing(rest); kind == kindRing && err == nil && (r.ConversationID <= 0 || r.Seq <= 0 || len(r.Frame) > maxFrame || !r.Away) {
			t.Errorf("%+v", r)
		}
		if x, err := decodeTold(rest); kind == kindTell && err == nil && (x.node == "" || x.topic == "" || len(x.node) > maxNode || len(x.topic) > maxTopic) {
			t.Errorf("%+v", x)
		}
	})
}
