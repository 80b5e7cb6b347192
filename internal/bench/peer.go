package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Peer is another server that takes posts by HTTP and tells them to whoever listens at a WebSocket or to a response that
// does not end. It is measured by the same generator, which looks in what it hears for the number of a post and at
// nothing else: so it may speak any language.
type Peer struct {
	Hook    string   // where posts go
	Body    string   // of a post; {{text}} stands for what is said. empty: the text alone
	Headers []string // of both, as "Name: value"
	Feed    string   // ws:// or wss:// for a WebSocket, http:// or https:// for a stream; empty: only posts are measured
	PID     int      // its process, for what it takes of the processor; 0: unknown

	hook, feed target
	hookPath   string
	feedPath   string
}

const peerText = "{{text}}"

// complete looks at the addresses and works out what else is needed.
func (p *Peer) complete() (err error) {
	if p.Body == "" {
		p.Body = peerText
	}
	if !strings.Contains(p.Body, peerText) {
		return fmt.Errorf("the body of another server's posts must have %s in it", peerText)
	}
	if p.hook, p.hookPath, err = splitTarget(p.Hook); err != nil {
		return fmt.Errorf("the other server's hook: %w", err)
	}
	if p.Feed == "" {
		return nil
	}
	feed := p.Feed
	if p.socket() {
		feed = strings.Replace(feed, "ws", "http", 1)
	}
	if p.feed, p.feedPath, err = splitTarget(feed); err != nil {
		return fmt.Errorf("the other server's feed: %w", err)
	}
	return nil
}

// splitTarget parts a whole address into the server and the path there.
func splitTarget(address string) (t target, path string, err error) {
	if t, err = parseTarget(address); err != nil {
		return t, "", err
	}
	rest := address[strings.Index(address, "://")+3:]
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		path = rest[at:]
	}
	t.path = ""
	return t, "/" + strings.TrimPrefix(path, "/"), nil
}

func (p Peer) listens() bool { return p.Hook != "" && p.Feed != "" }

// socket tells whether the feed is a WebSocket.
func (p Peer) socket() bool { return strings.HasPrefix(p.Feed, "ws") }

func (p Peer) headers() string {
	var b strings.Builder
	for _, h := range p.Headers {
		b.WriteString(h + "\r\n")
	}
	return b.String()
}

func (p Peer) request(i int) []byte {
	return p.hook.post(p.hookPath, p.headers(), strings.ReplaceAll(p.Body, peerText, sentence(i)))
}

func (p Peer) sender() sender {
	return sender{
		name: "the other server", target: p.hook, pids: []int{p.PID}, open: p.open,
		post: func(caller *caller, i int) error {
			caller.request = p.request(i)
			return caller.call()
		},
	}
}

// open asks for the feed and reads the head of the answer.
func (p Peer) open(ctx context.Context, _ int) (ear, error) {
	conn, err := p.feed.dial(ctx)
	if err != nil {
		return nil, err
	}
	upgrade := ""
	want := http.StatusOK
	if p.socket() {
		want = http.StatusSwitchingProtocols
		upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n", p.feedPath, p.feed.host, upgrade, p.headers())
	lines := bufio.NewReaderSize(conn, readBuffer)
	answer, err := http.ReadResponse(lines, nil)
	if err == nil && answer.StatusCode != want {
		err = errors.New("the feed answered " + strconv.Itoa(answer.StatusCode))
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return &stream{end: conn.Close, bytes: lines}, nil
}
