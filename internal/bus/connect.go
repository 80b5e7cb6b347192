package bus

import (
	"errors"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	connectWait   = 2 * time.Second
	pingEvery     = 3 * time.Second // a server that answers three of them not is gone
	maxPings      = 2
	reconnectWait = 200 * time.Millisecond // up to twice as much: not all nodes come back at the same moment
	writeWait     = 5 * time.Second
)

// connect answers an error when the server refuses this node. While there is no server the connection is one that tries
// to come up.
func (l *link) connect() (*nats.Conn, error) {
	options := l.options()
	address := l.URL
	if l.server != nil {
		address = ""
		options = append(options, nats.InProcessServer(l.server), nats.UserInfo(embeddedUser, l.password))
	}
	conn, err := nats.Connect(address, options...)
	switch {
	case err == nil, errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrSecureConnRequired):
		return conn, err
	}
	l.Log.Warn("the bus cannot be reached; other nodes are not heard", "error", err)
	return nats.Connect(address, append(options, nats.RetryOnFailedConnect(true))...)
}

func (l *link) options() []nats.Option {
	options := []nats.Option{
		nats.Name("stoa " + l.bus.node), nats.NoEcho(), nats.Timeout(connectWait), nats.MaxReconnects(-1), nats.IgnoreAuthErrorAbort(),
		nats.ReconnectWait(reconnectWait), nats.ReconnectJitter(reconnectWait, reconnectWait),
		nats.ReconnectBufSize(-1), // what is said while the link is down is late when it comes up: others read the log
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(maxPings), nats.FlusherTimeout(writeWait),
		nats.ConnectHandler(l.up), nats.ReconnectHandler(l.up), nats.DisconnectErrHandler(l.down), nats.ErrorHandler(l.wrong),
	}
	if c := l.Config.tls(); c != nil {
		options = append(options, nats.Secure(c))
	}
	return options
}

// up is called by the connection when it stands, the first time and after each loss.
func (l *link) up(c *nats.Conn) {
	l.Log.Info("the bus is linked", "server", c.ConnectedUrlRedacted())
	l.most.Store(c.MaxPayload())
	l.peers.since(time.Now())
	signal(l.anew)
	signal(l.gaps)
}

func (l *link) down(_ *nats.Conn, err error) {
	if l.ctx.Err() == nil {
		l.Log.Warn("the bus is not linked; other nodes are not heard", "error", err)
	}
}

// wrong is told that messages were dropped, since they came faster than they were heard, and what the server refuses.
func (l *link) wrong(_ *nats.Conn, _ *nats.Subscription, err error) {
	if l.ctx.Err() == nil {
		l.Log.Warn("the bus has lost something", "error", err)
		signal(l.gaps)
	}
}

// signal leaves a token where none is.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// errDown is what Up answers without a link that should be there.
var errDown = errors.New("the bus does not answer: other nodes are not heard")

// Up answers nil when the link stands, or when there is none to stand.
func (b *Bus) Up() error {
	if b.link == nil || b.link.conn.IsConnected() {
		return nil
	}
	return errDown
}
