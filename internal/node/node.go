// Package node is one server process among those that share its database. It has them forget what one of them has
// changed, tells whether they hear each other, and chooses the one that does what one alone should do.
//
// What is changed is told by the bus after it was committed, and others have heard it before whoever changed it has an answer. What cannot
// be told that way goes through the database, where every node looks at each of its beats.
package node

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Bus is the way to the other nodes. *bus.Bus is one.
type Bus interface {
	Tell(topic string, payload []byte)
	Sync(ctx context.Context) error // waits until others have heard what was told
	Hear(topic string, hear func(from string, payload []byte)) (cancel func())
	OnGap(f func()) (cancel func()) // something that others told may not have arrived
	Heard() []string                // the ids of the nodes that are heard
	Up() error
}

// Store is where the nodes meet.
type Store interface {
	Beat(ctx context.Context, b chat.Beat) (chat.Pulse, error)
	LeaveNodes(ctx context.Context, id string) error
}

// Config is what a Node is built from.
type Config struct {
	Self  chat.Node // Seen is not asked for
	Bus   Bus       // nil: this process has the database to itself
	Store Store
	Every time.Duration   // between two beats; 0: 2 s
	Also  func() []string // what else keeps this node from its work; may be nil
	// Dead is called by the keeper, once for each node that says nothing more: what it held may be taken. On an error it is
	// called again. May be nil.
	Dead func(ctx context.Context, id string) error
	// Leave is called once others have gone on without this node for so long that whoever sends people to nodes knows: those who
	// are still here had better go there. It must be quick. May be nil.
	Leave func()
	Log   *slog.Logger
}

const (
	beatEvery = 2 * time.Second
	// missed beats after which a node counts as gone, and after which one that is there and is not heard counts as lost.
	missed = 3
	// spoken beats of a node that is not heard, after which it counts as lost: it lives.
	spoken = 2
	// waited beats after which whoever sends people to nodes knows that this one waits.
	waited = 8
	// heedWait bounds how long whoever changes something waits for a node that does not say that it has heard of it.
	heedWait = time.Second
)

// Node is this process. Use New, then Run.
type Node struct {
	Config
	kick chan struct{}
	cut  atomic.Bool  // it is this node that is cut off, see outvoted
	some atomic.Bool  // lost has somebody
	met  atomic.Int64 // until when the last beat can be relied on, after born

	born time.Time

	burying sync.WaitGroup

	mu      sync.Mutex
	topics  map[string]func()
	changed bool // to be said with the next beat
	wasUp   bool
	changes int64
	known   bool // changes is
	keeps   time.Time
	pulse   chat.Pulse         // of the last beat
	nodes   []chat.Node        // that are there
	unheard map[string]absence // by id
	lost    []chat.Node        // that are there and are not heard
	outdone string             // who goes on in the place of this node where there are two halves
	waits   int                // beats in a row in which others have gone on and this node has not
	buried  map[string]bool    // dead nodes, by id, whose things were taken
}

// New makes a Node.
func New(c Config) *Node {
	if c.Every == 0 {
		c.Every = beatEvery
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	n := &Node{Config: c, born: time.Now(), kick: make(chan struct{}, 1), topics: make(map[string]func()), unheard: make(map[string]absence), buried: make(map[string]bool), wasUp: true}
	if !n.Alone() {
		c.Bus.OnGap(n.forgetAll)
	}
	return n
}

// Alone tells whether this process has the database to itself.
func (n *Node) Alone() bool { return n.Bus == nil }

// Share has forget called when another node has changed what the topic names, and when one may have. It must be quick.
// tell says that this node has changed it, and returns once the others have forgotten, or after heedWait. Call it before Run.
func (n *Node) Share(topic string, forget func()) (tell func()) {
	bell := n.Bell(topic, forget)
	if n.Alone() {
		return bell
	}
	return func() {
		bell()
		ctx, cancel := context.WithTimeout(context.Background(), heedWait) // what is done is done, whoever has hung up
		defer cancel()
		if n.Bus.Sync(ctx) != nil {
			n.sayChanged()
		}
	}
}

// Bell is Share for what another node is to do: ring waits for nobody.
func (n *Node) Bell(topic string, hear func()) (ring func()) {
	if n.Alone() {
		return func() {}
	}
	n.mu.Lock()
	n.topics[topic] = hear
	n.mu.Unlock()
	topic = "forget." + topic
	n.Bus.Hear(topic, func(string, []byte) { hear() })
	return func() {
		n.Bus.Tell(topic, nil)
		if n.some.Load() || n.Bus.Up() != nil {
			n.sayChanged()
		}
	}
}

// sayChanged has the other nodes read everything anew, by way of the database.
func (n *Node) sayChanged() {
	n.mu.Lock()
	n.changed = true
	n.mu.Unlock()
	select {
	case n.kick <- struct{}{}:
	default:
	}
}

// forgetAll is for when nobody knows what was changed.
func (n *Node) forgetAll() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, forget := range n.topics {
		forget()
	}
}

// Current tells whether what other nodes tell arrives here, so that what is kept in memory can be believed. Those that are
// lost tell it by the database, which must have answered of late.
func (n *Node) Current() bool {
	if n.Alone() {
		return true // as nearly always
	}
	if n.cut.Load() || n.Bus.Up() != nil {
		return false
	}
	return !n.some.Load() || time.Since(n.born) < time.Duration(n.met.Load())
}

// HearsAll tells whether all that others say arrives here, as far as this node knows. It may be current without that.
func (n *Node) HearsAll() bool { return n.Alone() || !n.some.Load() && n.Bus.Up() == nil }

// Keeps tells whether this is the node that does what one alone should do.
func (n *Node) Keeps() bool {
	if n.Alone() {
		return true
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Now().Before(n.keeps)
}

// Against says why this node cannot work with the others.
func (n *Node) Against() (why []string) {
	if n.Alone() {
		return nil
	}
	if err := n.Bus.Up(); err != nil {
		why = append(why, err.Error())
	}
	if !n.cut.Load() {
		return why
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, other := range n.lost {
		why = append(why, fmt.Sprintf("node %s at %s has the same database and is not heard on the bus: mend the way between them, or give all nodes the same --bus", other.Name, other.Address))
	}
	if n.outdone != "" {
		why = append(why, n.outdone)
	}
	return why
}

// Nodes are those that are there, this one among them.
func (n *Node) Nodes() []chat.Node {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.nodes
}
