package realtime_test

import (
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/realtime"
)

// BenchmarkPresence has a thousand people be told that one of them is idle, and that all are, as happens after a restart.
// Bytes are those of one socket. The processor's time is that of both ends.
func BenchmarkPresence(b *testing.B) {
	for _, changes := range []int{1, sockets} {
		b.Run(fmt.Sprintf("%d of %d", changes, sockets), func(b *testing.B) {
			f := newFeed(b, realtime.Bounds{Gather: 20 * time.Millisecond})
			c := enter(b, strings.TrimPrefix(f.url, "http://"))
			bytes := c.count()
			shows := [2]string{"away", "chat"}
			var spent time.Duration
			var told int64
			for i := 0; b.Loop(); i++ {
				show := shows[i%2]
				begin, before := processorTime(), bytes()
				for _, conn := range c.conns[:changes] {
					_ = ws.WriteFrame(conn, ws.MaskFrame(ws.NewTextFrame(fmt.Appendf(nil, `{"type":"presence","show":%q}`, show))))
				}
				told += quiet(bytes) - before
				spent += processorTime() - begin
			}
			b.ReportMetric(float64(told)/float64(b.N)/sockets, "bytes/socket")
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N)/1000, "cpu-ms/op")
		})
	}
}

// enter connects as many people as there are sockets.
func enter(b *testing.B, addr string) *crowd {
	c := &crowd{}
	for i := range sockets {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET /?user=%d HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 1000+i)
		if err := skip(conn, `"user_id":`); err != nil {
			b.Fatal(err)
		}
		c.conns = append(c.conns, conn)
	}
	return c
}

// count reads what they are told, and answers how to ask how many bytes that were.
func (c *crowd) count() func() int64 {
	for _, conn := range c.conns {
		go func() {
			buf := make([]byte, 64<<10)
			for {
				n, err := conn.Read(buf)
				if err != nil {
					return
				}
				c.heard.Add(int64(n))
			}
		}()
	}
	quiet(c.heard.Load)
	return c.heard.Load
}

// quiet waits until nothing has come for a while, and answers how much has.
func quiet(bytes func() int64) int64 {
	for last := int64(-1); ; {
		now := bytes()
		if now == last {
			return now
		}
		last = now
		time.Sleep(200 * time.Millisecond) // several times as long as changes are gathered
	}
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // of this process it does not fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
