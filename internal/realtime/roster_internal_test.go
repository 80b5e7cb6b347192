package realtime

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/bus"
)

// alone are people of a node that knows of another one, "n", and tells nobody; what has to wait waits that long.
func alone(wait time.Duration) *people {
	b := Bounds{Grace: wait, Gather: wait}.withDefaults()
	p := newPeople(&b, bus.New(), func([]byte) {})
	p.node("n", true)
	return p
}

// piece is one piece of an answer.
func piece(i, of uint64, list ...byte) []byte {
	return append(binary.AppendUvarint(binary.AppendUvarint(nil, i), of), list...)
}

func TestAnswerTakesThePlaceOfWhatWasKnownOnlyWhenItIsWhole(t *testing.T) {
	const here = byte(saidHere)
	for _, c := range []struct {
		name   string
		pieces [][]byte
		want   []int64 // who is on the other node
	}{
		{"nothing has come", nil, []int64{1}},
		{"nobody is there", [][]byte{piece(0, 1)}, nil},
		{"one piece", [][]byte{piece(0, 1, 2, here, 3, here)}, []int64{2, 3}},
		{"two pieces", [][]byte{piece(0, 2, 2, here), piece(1, 2, 3, here)}, []int64{2, 3}},
		{"the second is missing", [][]byte{piece(0, 3, 2, here), piece(2, 3, 3, here)}, []int64{1}},
		{"the first is missing", [][]byte{piece(1, 2, 2, here)}, []int64{1}},
		{"it is said again from the beginning", [][]byte{piece(0, 2, 2, here), piece(0, 1, 3, here)}, []int64{3}},
		{"an entry is cut off", [][]byte{piece(0, 1, 2, here, 3)}, []int64{2}},
		{"a later version says more", [][]byte{piece(0, 1, 2, here|128)}, []int64{2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := alone(time.Hour)
			p.hear("n", []byte{1, here})
			p.hear("somebody unknown", []byte{9, here})
			for _, one := range c.pieces {
				p.hearRoster("n", one)
			}
			var got []int64
			for id := range int64(10) {
				if who := p.byID[id]; who != nil && who.at("n")&saidHere != 0 {
					got = append(got, id)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzRoster looks for what another node could say to upset this one.
func FuzzRoster(f *testing.F) {
	f.Add([]byte{1, 1}, piece(0, 1, 2, 1))
	f.Add([]byte{0xff}, piece(0, 2))
	f.Fuzz(func(t *testing.T, list, answer []byte) {
		p := alone(time.Nanosecond)
		p.hear("n", list)
		p.hearRoster("n", answer)
		p.tell()
		p.node("n", false)
		p.mu.Lock()
		defer p.mu.Unlock()
		for id, who := range p.byID {
			if id <= 0 || len(who.away) > 0 {
				t.Errorf("%d: %+v", id, who)
			}
		}
	})
}
