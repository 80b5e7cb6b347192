// Package model says what a cluster needs for a load, from what single pieces of work were measured to cost. It is
// arithmetic and a seeded simulation: the same costs, plan and seed give the same figures everywhere.
package model

import "fmt"

// Costs are what pieces of work cost. Times are microseconds of one core; they include what the kernel does for the
// process. They depend on the machine, so they come from a file that a measurement has written.
type Costs struct {
	NodePost     float64 `json:"node_post_us"`     // to take one durable notification, at the node that is called
	DatabasePost float64 `json:"database_post_us"` // the same, at the database
	NodeFrame    float64 `json:"node_frame_us"`    // to give one event to one socket
	NodeRing     float64 `json:"node_ring_us"`     // to tell one other node of an event or to be told: both sides and the bus between them
	DatabaseRing float64 `json:"database_ring_us"` // what that has the other node ask the database, for what came out of order
	NodeResume   float64 `json:"node_resume_us"`   // to let one socket in again: handshake, credential, presence, a room brought up to date
	DatabaseBack float64 `json:"database_resume_us"`
	IdleKB       float64 `json:"idle_socket_kb"` // memory of one socket
	FrameBytes   float64 `json:"frame_bytes"`    // of one event
	BaseMB       float64 `json:"base_mb"`        // memory of a node without sockets
}

func (c Costs) check() error {
	for name, v := range map[string]float64{
		"node_post_us": c.NodePost, "database_post_us": c.DatabasePost, "node_frame_us": c.NodeFrame, "node_resume_us": c.NodeResume,
		"idle_socket_kb": c.IdleKB, "frame_bytes": c.FrameBytes,
	} {
		if !(v > 0) {
			return fmt.Errorf("the cost %s must be more than 0", name)
		}
	}
	if c.NodeRing < 0 || c.DatabaseRing < 0 || c.DatabaseBack < 0 || c.BaseMB < 0 {
		return fmt.Errorf("no cost may be less than 0")
	}
	return nil
}

// Run is a load that is spread evenly: one room, as many sockets on each node, posts to the nodes in turn.
type Run struct {
	Nodes   int     `json:"nodes"`
	Sockets int     `json:"sockets"` // of all nodes together
	Posts   float64 `json:"posts"`   // a second
}

// Usage is what a load keeps busy, in cores.
type Usage struct {
	Nodes    float64 `json:"nodes"` // all of them together, with the bus
	Database float64 `json:"database"`
}

const micro = 1e-6

// Predict says what a run keeps busy: each post is taken once, told to every other node, and given to every socket.
func (c Costs) Predict(r Run) Usage {
	rings := r.Posts * float64(r.Nodes-1)
	frames := r.Posts * float64(r.Sockets)
	return Usage{
		Nodes:    (r.Posts*c.NodePost + rings*c.NodeRing + frames*c.NodeFrame) * micro,
		Database: (r.Posts*c.DatabasePost + rings*c.DatabaseRing) * micro,
	}
}
