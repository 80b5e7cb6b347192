package realtime

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
)

const handshake = "GET /api/ws HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

func newServer(t *testing.T) (*Hub, net.Addr) {
	h := New(Config{Bus: bus.New(), Logger: slog.New(slog.DiscardHandler)})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.Serve(w, r, &chat.Principal{Class: chat.ClassRoomClient}, r.FormValue("cookie") != "")
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if err := h.Shutdown(t.Context()); err != nil && t.Context().Err() == nil {
			t.Errorf("shut down: %v", err)
		}
	})
	return h, s.Listener.Addr()
}

// dialRaw sends bytes and gives what comes after the answer's head.
func dialRaw(t *testing.T, addr net.Addr, send []byte) (net.Conn, *bufio.Reader) {
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := conn.Write(send); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	answer, err := http.ReadResponse(r, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the upgrade answers %+v, %v", answer, err)
	}
	return conn, r
}

// closeCode reads frames until the close frame and checks that the server then ends the connection in order.
func closeCode(t *testing.T, r io.Reader) ws.StatusCode {
	for {
		header, payload, err := readFrame(r)
		if err != nil {
			t.Fatalf("no close frame came: %v", err)
		}
		if header.OpCode != ws.OpClose {
			continue
		}
		if n, err := r.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("after the close frame: %d bytes, %v", n, err)
		}
		return ws.StatusCode(binary.BigEndian.Uint16(payload))
	}
}

func TestBrokenFramesCloseTheConnectionWithTheirCode(t *testing.T) {
	_, addr := newServer(t)
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			conn, r := dialRaw(t, addr, []byte(handshake))
			if _, err := conn.Write(append(c.input, "and more that nobody will read"...)); err != nil {
				t.Fatal(err)
			}
			if got := closeCode(t, r); got != c.code {
				t.Errorf("closed with %d, want %d", got, c.code)
			}
		})
	}
}

func TestACloseFrameIsAnsweredWithItsCode(t *testing.T) {
	_, addr := newServer(t)
	for body, want := range map[string]ws.StatusCode{"": 1000, "\x03\xe9going": 1001, "\x0b\xb8": 3000} {
		conn, r := dialRaw(t, addr, []byte(handshake))
		if _, err := conn.Write(masked(0x88, body)); err != nil {
			t.Fatal(err)
		}
		if got := closeCode(t, r); got != want {
			t.Errorf("close %q is answered with %d, want %d", body, got, want)
		}
	}
}

func TestAPingIsAnsweredWithItsPayload(t *testing.T) {
	_, addr := newServer(t)
	conn, r := dialRaw(t, addr, []byte(handshake))
	if _, err := conn.Write(masked(0x89, "are you there")); err != nil {
		t.Fatal(err)
	}
	for {
		header, payload, err := readFrame(r)
		if err != nil {
			t.Fatal(err)
		}
		if header.OpCode == ws.OpPong {
			if string(payload) != "are you there" {
				t.Errorf("the pong says %q", payload)
			}
			return
		}
	}
}

func TestFramesSentTogetherWithTheHandshakeAreHeard(t *testing.T) {
	_, addr := newServer(t)
	_, r := dialRaw(t, addr, append([]byte(handshake), masked(0x88, "\x0b\xb8")...))
	if got := closeCode(t, r); got != 3000 {
		t.Errorf("closed with %d, want 3000", got)
	}
}

func TestOnlyTheServersOwnPagesMayUseTheCookie(t *testing.T) {
	_, addr := newServer(t)
	for _, c := range []struct {
		origin string
		cookie bool
		want   int
	}{
		{"http://" + addr.String(), true, 101},
		{"", true, 101},
		{"https://evil.example", true, 403},
		{"http://" + addr.String() + ".evil.example", true, 403},
		{"null", true, 403},
		{"https://evil.example", false, 101},
	} {
		url := fmt.Sprintf("http://%s/api/ws", addr)
		if c.cookie {
			url += "?cookie=1"
		}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		for name, value := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
			"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": c.origin,
		} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != c.want {
			t.Errorf("origin %q, cookie %t: status %d, want %d", c.origin, c.cookie, answer.StatusCode, c.want)
		}
		answer.Body.Close()
	}
}

func TestARequestThatIsNoUpgradeIsRefused(t *testing.T) {
	_, addr := newServer(t)
	answer, err := http.Get("http://" + addr.String() + "/api/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d, want 400", answer.StatusCode)
	}
}

func TestNobodyIsAdmittedDuringShutdown(t *testing.T) {
	h, addr := newServer(t)
	if err := h.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get("http://" + addr.String() + "/api/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), `"code":503`) {
		t.Errorf("status %d: %s", answer.StatusCode, body)
	}
}
