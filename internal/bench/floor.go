package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// The floor's paths.
const (
	floorNotify = "/notify" // decodes and answers 204
	floorFanout = "/fanout" // likewise, and tells every socket an event of ?size bytes
	floorSocket = "/socket"
)

// maxFloorBody bounds what the floor reads and what it makes up, in bytes.
const maxFloorBody = 64 << 10

// ServeFloor is what Stoa is compared with, in a process of its own: an HTTP handler that decodes a notification and
// answers 204, a fan-out of ready-made WebSocket frames that writes in one call whatever is pending, and a client that
// posts the same bytes to receivers. It checks, stores and knows nothing. It serves until ctx ends.
func ServeFloor(ctx context.Context, l net.Listener) error {
	f := &floor{ctx: ctx, sockets: map[*floorConn]struct{}{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+floorNotify, f.notify)
	mux.HandleFunc("POST "+floorFanout, f.fanOut)
	mux.HandleFunc("GET "+floorSocket, f.socket)
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST "+floorWebhooks, f.webhooks)
	mux.HandleFunc("POST "+floorBeside, f.beside)
	mux.HandleFunc("POST "+floorBesideEnd, f.besideEnd)
	s := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() {
		_ = s.Close()
		f.close()
	})()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("floor: %w", err)
	}
	return nil
}

type floor struct {
	ctx    context.Context // ends with the process
	poster poster

	mu      sync.Mutex
	sockets map[*floorConn]struct{}
}

// floorNotification is as much of a notification as the floor decodes.
type floorNotification struct {
	Message       string `json:"message"`
	MessageFormat string `json:"message_format"`
	Color         string `json:"color"`
	Notify        bool   `json:"notify"`
}

func decodeNotification(w http.ResponseWriter, r *http.Request) (in floorNotification, err error) {
	return in, json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFloorBody)).Decode(&in)
}

func (f *floor) notify(w http.ResponseWriter, r *http.Request) {
	if _, err := decodeNotification(w, r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (f *floor) fanOut(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.Atoi(r.URL.Query().Get("size"))
	if err != nil || size < len(eventPrefix)+20 || size > maxFloorBody {
		http.Error(w, "bad size", http.StatusBadRequest)
		return
	}
	in, err := decodeNotification(w, r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	frame := eventOf(size, in.Message)
	f.mu.Lock()
	for c := range f.sockets {
		c.add(frame)
	}
	f.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// eventOf makes a WebSocket frame of the given size in all that looks like an event's and says as much of the message as
// there is room for.
func eventOf(size int, message string) []byte {
	payload := size - 2
	if payload > 125 {
		payload = size - 4
	}
	room := payload - len(eventPrefix) - len(`,"body":""}`)
	if room < 0 {
		message, room = "", 0
	}
	message = message[:min(len(message), room)]
	text := string(eventPrefix) + `,"body":"` + message + `"` + strings.Repeat(" ", room-len(message)) + "}"
	return ws.MustCompileFrame(ws.NewTextFrame([]byte(text)))
}

func (f *floor) socket(w http.ResponseWriter, r *http.Request) {
	conn, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return // the library has answered
	}
	c := &floorConn{conn: conn}
	c.add(ws.MustCompileFrame(ws.NewTextFrame([]byte(`{"type":"hello"}`))))
	f.mu.Lock()
	f.sockets[c] = struct{}{}
	f.mu.Unlock()
	go func() {
		_, _ = conn.Read(make([]byte, 1)) // the generator says nothing: this ends with the connection
		f.mu.Lock()
		delete(f.sockets, c)
		f.mu.Unlock()
		conn.Close()
	}()
}

func (f *floor) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.sockets {
		c.conn.Close()
	}
}

// floorConn writes whatever is pending in one call, in a goroutine that is there only meanwhile.
type floorConn struct {
	conn net.Conn

	mu      sync.Mutex
	pending net.Buffers
	writing bool
}

func (c *floorConn) add(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = append(c.pending, frame)
	if !c.writing {
		c.writing = true
		go c.write()
	}
}

func (c *floorConn) write() {
	for {
		c.mu.Lock()
		batch := c.pending
		c.pending = nil
		c.writing = len(batch) > 0
		c.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		if _, err := batch.WriteTo(c.conn); err != nil {
			c.conn.Close()
		}
	}
}
