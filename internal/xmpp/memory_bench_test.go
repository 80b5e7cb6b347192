package xmpp_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// BenchmarkMemoryOfStreamsInARoom tells what a stream costs in memory, heap and stacks, without TLS, when so many people are in one
// room with a stream each. The clients' ends, of about 3 kB each, are in the figure. It is to be run once:
//
//	go test ./internal/xmpp -run NONE -bench MemoryOfStreams -benchtime 1x
func BenchmarkMemoryOfStreamsInARoom(b *testing.B) {
	for _, n := range []int{100, 400} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(float64(memoryOf(b, n))/float64(n), "B/stream")
			}
		})
	}
}

// memoryOf answers what the streams of so many people in one room take.
func memoryOf(b *testing.B, n int) uint64 {
	s := stoatest.Start(b, withXMPP)
	s.Room("Boiler Room")
	name := func(i int) string { return fmt.Sprintf("Person Number %d", i) }
	for i := range n {
		if _, _, err := s.Remote.CreateUser(b.Context(), remote.NewUser{Name: name(i), Email: fmt.Sprintf("p%d@example.test", i), Password: password}); err != nil {
			b.Fatal(err)
		}
	}
	before := inUse()
	for i := range n {
		c := dial(b, s.XMPP)
		c.begin()
		c.say(`<auth xmlns="http://hipchat.com">` + packed("", fmt.Sprintf("p%d@example.test", i), password, "x") + `</auth>`)
		c.next()
		c.say(`<presence roster_presences="false"/>`)
		c.join("1_boiler_room", name(i))
		go func() {
			var few [512]byte
			for {
				if _, err := c.conn.Read(few[:]); err != nil {
					return
				}
			}
		}()
		c.in, c.seen = nil, nil
	}
	return inUse() - before
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
