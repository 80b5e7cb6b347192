// Package history judges what was seen of a server, or of a cluster of them, while things went wrong with it: what was
// posted and edited and what was answered, what arrived at sockets and at webhooks, and what was read from each node.
//
// It knows neither servers nor clocks: a history is data, and Check is a function of it. So it can be shown to find what is
// planted, and a test that ends without findings says something.
package history

import "time"

// History is all that was seen. Logs are the whole logs, read when everything had come to rest.
type History struct {
	Posts  []Post
	Edits  []Edit
	Feeds  []Feed
	Reads  []Read
	Queues []Queue
	Logs   map[int64][]Event // by conversation
}

// Outcome is what whoever called knows of what became of it.
type Outcome int

// The outcomes of a call.
const (
	Unknown      Outcome = iota // it may have happened, once, at any time since
	Acknowledged                // it has happened
	Refused                     // it has not happened, and will not
)

// Call is a request from its first try to its last answer. All times of a history are by one clock.
type Call struct {
	Began, Ended time.Duration
	Outcome      Outcome
}

// Post is something said. A sender says one thing after the other.
type Post struct {
	Call
	Sender       string
	Conversation int64
	ID           string // the message's, where the answer told it
	Body         string // no other post's and no edit's
}

// Edit is a message given another body. Nobody else edits the same message meanwhile.
type Edit struct {
	Call
	ID   string // the message's
	Body string // no other edit's and no post's
}

// Event is one entry of a log, as it was seen.
type Event struct {
	Seq  int64
	ID   string
	Kind string
	Body string
}

// said tells whether the event is something that was posted.
func (e Event) said() bool { return e.Kind == "message" || e.Kind == "notification" }

// Feed is what a client that stayed, or came back, was shown of a conversation, in the order in which it was shown it.
type Feed struct {
	Client       string
	Conversation int64
	After        int64 // the seq behind which it began
	Events       []Event
}

// Read is what a node answered to the question for a conversation's newest events.
type Read struct {
	Node         string
	Conversation int64
	Began        time.Duration
	Events       []Event // ascending
}

// Queue is what a receiver is owed of a conversation, and what arrived, in that order.
type Queue struct {
	Receiver     string
	Conversation int64
	Kinds        []string
	Arrivals     []Arrival
}

// Arrival is one delivery that reached its receiver.
type Arrival struct {
	ID   string // the delivery's, the same when it is sent once more
	Body string
}
