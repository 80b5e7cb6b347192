package server

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of connections in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p pipes) Close() error { return nil }

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func TestWhoAsksAndNeverReadsIsHungUpOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var failed error
		srv := bounded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for failed == nil {
				_, failed = w.Write(make([]byte, 64<<10))
			}
		}), slog.New(slog.DiscardHandler))
		near, far := net.Pipe()
		defer near.Close()
		listener := make(pipes, 1)
		listener <- far
		ended := make(chan error, 1)
		go func() { ended <- srv.Serve(listener) }()
		if _, err := io.WriteString(near, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(AnswerLimit + time.Minute)
		synctest.Wait()
		if failed == nil {
			t.Error("it still waits for a reader that does not read")
		}
		_ = near.Close()
		close(listener)
		<-ended
	})
}
