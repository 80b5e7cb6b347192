package bench

import (
	"bufio"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestAServerThatStandsStillForTheWholeMeasurementHasAFigure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer near.Close()
		go func() {
			defer far.Close()
			asked := make([]byte, 1)
			for {
				if _, err := io.ReadFull(far, asked); err != nil {
					return
				}
				time.Sleep(time.Second)
				_, _ = io.WriteString(far, "HTTP/1.1 204 No Content\r\n\r\n")
			}
		}()
		c := &caller{conn: near, answers: bufio.NewReader(near), request: []byte("?")}
		begin := time.Now().Add(300 * time.Millisecond)
		times, err := c.loop(begin, begin.Add(200*time.Millisecond))
		if err != nil || times.TotalCount() != 1 || times.Max() < time.Second.Microseconds() {
			t.Errorf("%d calls, the longest took %d µs, %v", times.TotalCount(), times.Max(), err)
		}
	})
}
