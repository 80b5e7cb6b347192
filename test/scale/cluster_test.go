package scale_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// cluster is nodes on one database, with sockets that hear one room.
type cluster struct {
	database *storetest.Server
	nodes    []*process.Server

	client       *remote.Client
	room         string
	conversation int64
	token        string // of the room

	mu    sync.Mutex
	open  []*websocket.Conn
	frame atomic.Int64 // bytes of the last event
	heard atomic.Int64 // events, by all sockets together
}

func start(t *testing.T, nodes int) *cluster {
	t.Helper()
	c := &cluster{database: storetest.NewServer(t, directory(t))}
	c.nodes = nodesOn(t, c.database.URL, nodes)
	client, err := remote.New(c.nodes[0].URL, c.nodes[0].Admin)
	if err != nil {
		t.Fatal(err)
	}
	c.client = client
	room, err := client.CreateRoom(t.Context(), "Scale", "", "public")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := client.CreateRoomToken(t.Context(), room.Name, "scale")
	if err != nil {
		t.Fatal(err)
	}
	c.room, c.conversation, c.token = fmt.Sprint(room.ID), room.Conversation, issued.Token
	return c
}

func (c *cluster) stop(t *testing.T) {
	t.Helper()
	c.leave()
	for _, n := range c.nodes {
		if err := n.Stop(); err != nil {
			t.Error(err)
		}
	}
	c.database.Stop(t, storetest.Fast)
}

// directory is a new one that PostgreSQL's account may go through. It goes with the test.
func directory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "stoa-scale")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// gather opens sockets, as many on each node.
func (c *cluster) gather(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		c.enter(t, c.nodes[i%len(c.nodes)])
	}
}

func (c *cluster) enter(t *testing.T, node *process.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, res, err := websocket.Dial(ctx, strings.Replace(node.URL, "http", "ws", 1)+"/api/ws", &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + node.Admin}},
	})
	if err != nil {
		t.Fatalf("a socket: %v (%v)", err, res)
	}
	conn.SetReadLimit(1 << 20)
	if err := conn.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `{"type":"watch","conversation":%d,"after":0}`, c.conversation)); err != nil {
		t.Fatal(err)
	}
	for there := false; !there; {
		_, frame, err := conn.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		there = strings.HasPrefix(string(frame), `{"type":"watching"`) || strings.HasPrefix(string(frame), `{"type":"reset"`)
	}
	go c.listen(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = append(c.open, conn)
}

func (c *cluster) listen(conn *websocket.Conn) {
	for {
		_, frame, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		if strings.HasPrefix(string(frame), `{"type":"event"`) {
			c.frame.Store(int64(len(frame)))
			c.heard.Add(1)
		}
	}
}

// leave closes all sockets.
func (c *cluster) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.open {
		_ = conn.CloseNow() // there is nothing more to say
	}
	c.open = nil
}

func (c *cluster) frameBytes() float64 { return float64(c.frame.Load()) }
