package system

import (
	"context"
	"runtime"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Store is what is asked of the database.
type Store interface {
	DatabaseFacts(ctx context.Context) (chat.DatabaseFacts, error)
	QueueFacts(ctx context.Context) (chat.QueueFacts, error)
	FileFacts(ctx context.Context) (chat.FileFacts, error)
}

// Setting is a part of the configuration that is in force, without secrets.
type Setting struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Default bool   `json:"default"` // as it is when nothing is set
	Help    string `json:"help"`
}

// Config is what an Inspector is built from. The functions answer how things are now.
type Config struct {
	Store    Store
	Version  string
	Base     string                           // the public URL
	Data     string                           // directory; empty: everything is in memory
	Storage  string                           // of files: what they are kept in
	Bus      func() (words string, err error) // how other nodes are reached, and what is wrong with that
	Nodes    func() []Node                    // that share the database; none when this server is alone
	Apart    bool                             // files are kept where only this server's machine is sure to have them
	Settings []Setting

	Behind  func() int64 // events that the search has not read
	Dropped func() int64 // calls that the log could not keep
	Sockets func() int   // open pages
	Mail    func(ctx context.Context) (bool, error)

	Now func() time.Time // nil: time.Now
}

// Inspector looks at the server.
type Inspector struct {
	Config
	started time.Time
}

// New makes an Inspector; the server has started now.
func New(c Config) *Inspector {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Inspector{Config: c, started: c.Now().UTC()}
}

// Report is how the server stands.
type Report struct {
	Version, Go, Base string
	Started, Now      time.Time
	Memory            uint64 // bytes that the process has from the system
	Sockets           int

	Database chat.DatabaseFacts
	Answered time.Duration // what the database took to answer

	Bus, Storage string
	Unlinked     string // why other nodes are not heard; empty: they are
	Nodes        []Node
	Apart        bool // there are nodes, and files are in a directory of each
	Files        chat.FileFacts
	Disk         *Disk // of the data directory; nil: there is none, or nobody knows

	Queues  chat.QueueFacts
	Behind  int64
	Dropped int64
	Mail    bool // a mail server is set

	Settings []Setting
	Warnings []Warning
}

// Look finds out how the server stands.
func (i *Inspector) Look(ctx context.Context) (Report, error) {
	r := Report{
		Version: i.Version, Go: runtime.Version(), Base: i.Base, Started: i.started, Now: i.Now().UTC(), Memory: memory(), Sockets: i.Sockets(),
		Storage: i.Storage, Disk: DiskOf(i.Data), Behind: i.Behind(), Dropped: i.Dropped(), Settings: i.Settings,
	}
	var err error
	if r.Bus, err = i.Bus(); err != nil {
		r.Unlinked = err.Error()
	}
	r.Nodes = i.Nodes()
	r.Apart = i.Apart && len(r.Nodes) > 0
	began := time.Now()
	if r.Database, err = i.Store.DatabaseFacts(ctx); err != nil {
		return r, err
	}
	r.Answered = time.Since(began)
	if r.Queues, err = i.Store.QueueFacts(ctx); err != nil {
		return r, err
	}
	if r.Files, err = i.Store.FileFacts(ctx); err != nil {
		return r, err
	}
	if r.Mail, err = i.Mail(ctx); err != nil {
		return r, err
	}
	r.Warnings = warningsOf(r, i.Data)
	return r, nil
}

func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}
