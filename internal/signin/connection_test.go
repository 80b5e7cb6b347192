package signin_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/signin"
)

// mute agrees to StartTLS and says nothing more. It ends asked when it has been greeted in TLS.
func mute(l net.Listener, asked context.CancelFunc) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	buf := make([]byte, 4096)
	if _, err := conn.Read(buf); err != nil {
		return
	}
	// An ExtendedResponse to message 1: success.
	_, _ = conn.Write([]byte{0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00})
	if _, err := conn.Read(buf); err == nil {
		asked()
	}
	_, _ = conn.Read(buf) // until the other side has had enough
}

func TestADirectoryThatFallsSilentIsNotWaitedForLongerThanWanted(t *testing.T) {
	out, err := outbound.New(outbound.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(out.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go mute(l, cancel)
	s := signin.New(signin.Config{Outbound: out})
	d := signin.Directory{Key: "mute", Name: "Mute", Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: "starttls"}
	looked := make(chan []signin.Finding)
	go func() {
		found, err := s.LookAtDirectory(ctx, d, "", "")
		if err != nil {
			t.Error(err)
		}
		looked <- found
	}()
	select {
	case found := <-looked:
		if len(found) != 1 || found[0].OK {
			t.Errorf("%+v", found)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it is waited for all the same")
	}
}
