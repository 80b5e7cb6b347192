package realtime_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/realtime"
)

const sockets = 1000

// text is what is told to everyone, 190 bytes.
var text = []byte(`{"type":"event","event":{"body":"` + strings.Repeat("x", 154) + `"}}`)

// crowd is many raw connections that only count what they are told.
type crowd struct {
	conns []net.Conn
	heard atomic.Int64 // texts, over all connections
	more  chan struct{}
}

// join connects them and says what they want to say; each must answer with a frame that contains until.
func join(b *testing.B, addr, say, until string) *crowd {
	c := &crowd{more: make(chan struct{}, 1)}
	for range sockets {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
		_ = ws.WriteFrame(conn, ws.MaskFrame(ws.NewTextFrame([]byte(say))))
		if err := skip(conn, until); err != nil {
			b.Fatal(err)
		}
		c.conns = append(c.conns, conn)
	}
	return c
}

// skip reads up to the end of a text, byte by byte.
func skip(conn net.Conn, until string) error {
	var got []byte
	one := make([]byte, 1)
	for !bytes.HasSuffix(got, []byte(until)) {
		if _, err := io.ReadFull(conn, one); err != nil {
			return fmt.Errorf("after %q: %w", got, err)
		}
		got = append(got, one[0])
	}
	return nil
}

// listen counts texts by their bytes: nothing else comes.
func (c *crowd) listen(size int) {
	for _, conn := range c.conns {
		go func() {
			buf := make([]byte, 16<<10)
			for got := 0; ; {
				n, err := conn.Read(buf)
				if err != nil {
					return
				}
				whole := (got + n) / size
				got = (got + n) % size
				c.heard.Add(int64(whole))
				select {
				case c.more <- struct{}{}:
				default:
				}
			}
		}()
	}
}

// fanOut publishes until b is done, with at most 16 texts not yet heard by all, and answers deliveries per second.
func (c *crowd) fanOut(b *testing.B, publish func(seq int64)) float64 {
	c.listen(len(text) + 4)
	var sent int64
	for b.Loop() {
		sent++
		publish(sent)
		for c.heard.Load() < (sent-16)*sockets {
			<-c.more
		}
	}
	for c.heard.Load() < sent*sockets {
		<-c.more
	}
	rate := float64(sent*sockets) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "deliveries/s")
	return rate
}

// The hub beside the simplest thing that could be done with the same library: one write for each socket in turn.
func BenchmarkFanOut(b *testing.B) {
	var bare float64
	b.Run("bare", func(b *testing.B) {
		served := make(chan net.Conn, sockets)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { l.Close() })
		go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if conn, _, _, err := ws.UpgradeHTTP(r, w); err == nil {
				conn.Write([]byte("welcome"))
				served <- conn
			}
		}))
		c := join(b, l.Addr().String(), "", "welcome")
		conns := make([]net.Conn, sockets)
		for i := range conns {
			conns[i] = <-served
		}
		frame := ws.MustCompileFrame(ws.NewTextFrame(text))
		bare = c.fanOut(b, func(int64) {
			for _, conn := range conns {
				conn.Write(frame)
			}
		})
	})
	b.Run("hub", func(b *testing.B) {
		f := newFeed(b, realtime.Bounds{})
		c := join(b, strings.TrimPrefix(f.url, "http://"), `{"type":"watch","conversation":7}`, `"seq":0}`)
		var longest time.Duration
		rate := c.fanOut(b, func(seq int64) {
			began := time.Now()
			f.bus.Publish(bus.Ring{ConversationID: 7, Seq: seq, Frame: text})
			longest = max(longest, time.Since(began))
		})
		b.ReportMetric(rate/bare, "ratio")
		b.ReportMetric(float64(longest.Microseconds()), "longest-publish-µs")
	})
}

// The figures hold the client's end of each connection too, which is in the same process: about half a kilobyte.
func BenchmarkIdleSocket(b *testing.B) {
	f := newFeed(b, realtime.Bounds{})
	before, rss := inUse(), residentKB(b)
	c := join(b, strings.TrimPrefix(f.url, "http://"), `{"type":"watch","conversation":7}`, `"seq":0}`)
	for b.Loop() { // what is measured is not time
	}
	b.ReportMetric(float64(inUse()-before)/1024/sockets, "KB/socket")
	b.ReportMetric(float64(residentKB(b)-rss)/sockets, "RSS-KB/socket")
	runtime.KeepAlive(c)
}

// inUse is the memory in heap and stacks. Stacks shrink with collections, so there are some.
func inUse() uint64 {
	for range 4 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func residentKB(b *testing.B) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("no /proc here")
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kb
}
