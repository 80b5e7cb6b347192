package cluster_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/test/cluster/history"
)

// client is at a socket and comes back whenever it is lost, as the page does: it resumes behind what it has, and reads the
// history when it is told that too much is missing. It mends nothing: what it is shown is noted as it comes.
type client struct {
	scene *scene
	name  string

	mu    sync.Mutex
	shown []shown
	last  map[int64]int64 // the seq that it has, by conversation
	away  chan struct{}   // not nil while it is cut off; closed when it may come back
	hang  func()          // cuts its connection
}

type shown struct {
	conversation int64
	event        history.Event
}

const (
	askAlive    = time.Second     // a client asks this often whether its connection stands
	takenAsDead = 4 * time.Second // and gives it up when it has heard nothing for so long
)

func (c *client) run() {
	for {
		c.connect()
		c.mu.Lock()
		away := c.away
		c.mu.Unlock()
		if away != nil {
			select {
			case <-away:
			case <-c.scene.open.Done():
			}
		}
		if !c.scene.wait() {
			return
		}
	}
}

// cut ends the client's connection and keeps it away until back is called.
func (c *client) cut() (back func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	away := make(chan struct{})
	c.away = away
	if c.hang != nil {
		c.hang()
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.away = nil
		close(away)
	}
}

// connect is one connection, from its beginning to its end.
func (c *client) connect() {
	ctx, hang := context.WithCancel(c.scene.open)
	defer hang()
	c.mu.Lock()
	c.hang = hang
	c.mu.Unlock()
	dialling, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	conn, _, err := websocket.Dial(dialling, strings.Replace(c.scene.house.front.url, "http", "ws", 1)+"/api/ws", &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + c.scene.token}},
	})
	if err != nil {
		return
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(1 << 20)
	for _, r := range c.scene.rooms {
		if c.say(ctx, conn, fmt.Sprintf(`{"type":"watch","conversation":%d,"after":%d}`, r.conversation, c.seq(r.conversation))) != nil {
			return
		}
	}
	go c.askAlive(ctx, conn)
	for c.hear(ctx, conn) == nil {
	}
}

func (c *client) say(ctx context.Context, conn *websocket.Conn, text string) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, []byte(text))
}

func (c *client) askAlive(ctx context.Context, conn *websocket.Conn) {
	tick := time.NewTicker(askAlive)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if c.say(ctx, conn, `{"type":"ping"}`) != nil {
				return
			}
		}
	}
}

// hear takes one frame.
func (c *client) hear(ctx context.Context, conn *websocket.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, takenAsDead)
	defer cancel()
	_, message, err := conn.Read(ctx)
	if err != nil {
		return err
	}
	var frame struct {
		Type         string
		Conversation int64
		Seq          int64
		Message      string
		Event        struct {
			history.Event
			Conversation int64
		}
	}
	if err := json.Unmarshal(message, &frame); err != nil {
		return err
	}
	switch frame.Type {
	case "event":
		c.show(frame.Event.Conversation, frame.Event.Event)
	case "reset":
		return c.catchUp(ctx, frame.Conversation, frame.Seq)
	case "error":
		c.scene.fail("a socket is told: " + frame.Message)
		return fmt.Errorf("refused: %s", frame.Message)
	}
	return nil
}

// catchUp reads the history from where the client is up to a seq.
func (c *client) catchUp(ctx context.Context, conversation, upTo int64) error {
	for c.seq(conversation) < upTo {
		path := fmt.Sprintf("/api/conversations/%d/events?after=%d&limit=50", conversation, c.seq(conversation))
		status, answer, err := c.scene.call(ctx, "GET", c.scene.house.front.url+path, c.scene.token, "")
		var page struct{ Items []history.Event }
		if err == nil {
			err = json.Unmarshal(answer, &page)
		}
		if err != nil || len(page.Items) == 0 {
			return fmt.Errorf("history: %d, %w", status, err)
		}
		for _, e := range page.Items {
			if e.Seq <= upTo { // what is behind comes by the socket
				c.show(conversation, e)
			}
		}
	}
	return nil
}

func (c *client) show(conversation int64, e history.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = append(c.shown, shown{conversation, e})
	c.last[conversation] = max(c.last[conversation], e.Seq)
}

func (c *client) seq(conversation int64) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last[conversation]
}

// feeds is what the client was shown, by conversation.
func (c *client) feeds() (list []history.Feed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conversation := range slices.Sorted(maps.Keys(c.last)) {
		f := history.Feed{Client: c.name, Conversation: conversation}
		for _, s := range c.shown {
			if s.conversation == conversation {
				f.Events = append(f.Events, s.event)
			}
		}
		list = append(list, f)
	}
	return list
}
