package bus

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// link joins this bus to those of other nodes. Three goroutines work for it: one writes, one reads, and one has gaps
// mended.
type link struct {
	Config
	bus       *Bus
	server    *server.Server // nil: outside
	password  string         // of the embedded server
	conn      *nats.Conn
	out       outbox
	in        chan *nats.Msg // of all subscriptions, so that what one node says stays in order
	watches   watches
	peers     peers
	questions questions
	most      atomic.Int64 // bytes that the server takes at once; 0 until the link has been up

	asked   chan func()   // what is called between two messages
	anew    chan struct{} // has a token when the link came up
	gaps    chan struct{} // has a token when something may have been lost
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// maxUnheard bounds what has come and has not been heard. What comes on top of it is dropped, which is a gap.
const maxUnheard = 16 << 10

func newLink(b *Bus, c Config) *link {
	l := &link{
		Config: c, bus: b, password: rand.Text(), in: make(chan *nats.Msg, maxUnheard), asked: make(chan func()), anew: make(chan struct{}, 1), gaps: make(chan struct{}, 1),
		watches: watches{by: map[Address]*watched{}}, peers: peers{by: map[string]*peer{}},
	}
	l.out.filled = make(chan struct{}, 1)
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

// open starts the embedded server, if there is to be one, and connects.
func (l *link) open(ctx context.Context) (err error) {
	if l.URL == Embedded {
		if l.server, err = l.embed(); err != nil {
			return err
		}
	}
	if l.conn, err = l.connect(); err != nil {
		return err
	}
	for _, subject := range []string{toAll, string(Only(l.bus.node))} {
		if l.subscribe(subject) == nil {
			return errors.New("the link does not subscribe")
		}
	}
	l.settle(ctx)
	return nil
}

func (l *link) run() {
	l.running.Go(l.write)
	l.running.Go(l.read)
	l.running.Go(l.mend)
}

// toAll is the subject of what is told to all nodes, below the prefix.
const toAll = "all"

func (l *link) subject(below string) string { return l.Prefix + "." + below }

// subscribe answers nil when the connection is closed for good.
func (l *link) subscribe(below string) *nats.Subscription {
	sub, err := l.conn.ChanSubscribe(l.subject(below), l.in)
	if err != nil {
		return nil
	}
	return sub
}

// settleWait bounds how long a question to the server may take.
const settleWait = 2 * time.Second

// settle waits until the server has taken all that was said to it. It does not wait for a server that is not there.
func (l *link) settle(ctx context.Context) {
	if !l.conn.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	_ = l.conn.FlushWithContext(ctx) // what is lost with the connection is a gap
}

// write gives what waits to the connection until the link ends.
func (l *link) write() {
	var spare []parcel
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-l.out.filled:
		}
		batch, lost := l.out.take(spare)
		if lost {
			l.tell(topicLost, nil)
		}
		l.publish(batch)
		clear(batch)
		spare = batch[:0]
	}
}

// publish hands a batch over. While the link is down this fails at once; others see the numbers jump afterwards.
func (l *link) publish(batch []parcel) {
	for _, p := range batch {
		_ = l.conn.Publish(p.subject, p.data)
	}
}

func (l *link) ring(r Ring) {
	if int64(len(r.Frame))+overhead > l.most.Load() {
		r.Frame = nil
	}
	l.out.add(parcel{l.subject(string(Room(r.ConversationID))), encodeRing(r)})
}

func (l *link) tell(topic string, payload []byte) {
	l.out.number(l.subject(toAll), func(n uint64) []byte {
		return encodeTold(told{number: n, node: l.bus.node, topic: topic, payload: payload})
	})
}

func (l *link) tellTo(a Address, topic string, payload []byte) {
	l.out.add(parcel{l.subject(string(a)), encodeTold(told{node: l.bus.node, topic: topic, payload: payload})})
}

// leave says goodbye, after all that was said before.
func (l *link) leave() {
	l.tell(topicBye, nil)
	l.out.close()
	l.cancel()
	l.running.Wait()
	batch, _ := l.out.take(nil)
	l.publish(batch)
	l.settle(context.Background())
}

// close ends what open began.
func (l *link) close() {
	l.cancel()
	if l.conn != nil {
		l.conn.Close()
	}
	if l.server != nil {
		l.server.Shutdown()
		l.server.WaitForShutdown()
	}
}
