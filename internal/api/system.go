package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/system"
)

// systemView is how the server stands.
type systemView struct {
	Version  string           `json:"version"`
	Go       string           `json:"go"`
	BaseURL  string           `json:"base_url"`
	Started  time.Time        `json:"started"`
	Now      time.Time        `json:"now"`
	Memory   uint64           `json:"memory_bytes"`
	Sockets  int              `json:"sockets"`
	Database databaseView     `json:"database"`
	Bus      string           `json:"bus"`
	Nodes    []nodeView       `json:"nodes"`
	Storage  storageView      `json:"storage"`
	Queues   systemQueues     `json:"queues"`
	Mail     bool             `json:"mail"`
	Settings []system.Setting `json:"settings"`
	Warnings []system.Warning `json:"warnings"`
}

type databaseView struct {
	Kind      string  `json:"kind"`
	Version   string  `json:"version"`
	Size      int64   `json:"size_bytes"`
	Migration int64   `json:"migration"`
	Waiting   []int64 `json:"waiting"` // migrations that servers of an older version hold up
	Answered  float64 `json:"answered_ms"`
}

// nodeView is one of the servers that share the database. state is ready, not_ready, unheard (the others do not hear it on the bus)
// or gone (without a word).
type nodeView struct {
	ID      string    `json:"id"` // of this run of it
	Name    string    `json:"name"`
	Address string    `json:"address"`
	Version string    `json:"version"`
	Schema  int64     `json:"schema"`
	Started time.Time `json:"started"`
	Seen    time.Time `json:"seen"`
	State   string    `json:"state"`
	Why     string    `json:"why"`
	Self    bool      `json:"self"`
	Keeper  bool      `json:"keeper"`
}

func showNode(n system.Node) nodeView {
	return nodeView{
		ID: n.ID, Name: n.Name, Address: n.Address, Version: n.Version, Schema: n.Schema, Started: n.Started, Seen: n.Seen, State: n.State(),
		Why: n.Against, Self: n.Self, Keeper: n.Keeper,
	}
}

// storageView is where files are. Disk is null where nobody knows.
type storageView struct {
	Kind  string    `json:"kind"`
	Files int64     `json:"files"`
	Bytes int64     `json:"bytes"`
	Disk  *diskView `json:"disk"`
}

type diskView struct {
	Free  uint64 `json:"free_bytes"`
	Total uint64 `json:"total_bytes"`
}

// systemQueues is what waits.
type systemQueues struct {
	Pending      int64      `json:"deliveries"`
	Held         int64      `json:"deliveries_held"`
	Oldest       *time.Time `json:"oldest_delivery"`
	Paused       int64      `json:"webhooks_paused"`
	Leftover     int64      `json:"leftover"` // rooms' logs and webhooks that were deleted and are still being removed
	Behind       int64      `json:"search_behind"`
	DroppedCalls int64      `json:"calls_dropped"`
}

// getSystem says how the server stands, and what ought to be changed.
func (a *API) getSystem(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	report, err := a.c.System.Look(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, showSystem(report))
	return nil
}

func showSystem(s system.Report) systemView {
	v := systemView{
		Version: s.Version, Go: s.Go, BaseURL: s.Base, Started: s.Started, Now: s.Now, Memory: s.Memory, Sockets: s.Sockets,
		Database: databaseView{s.Database.Kind, s.Database.Version, s.Database.Size, s.Database.Schema, listOf(s.Database.Waiting, func(n int64) int64 { return n }).Items, milliseconds(s.Answered)},
		Bus:      s.Bus, Nodes: listOf(s.Nodes, showNode).Items, Storage: storageView{Kind: s.Storage, Files: s.Files.Files, Bytes: s.Files.Bytes},
		Queues: systemQueues{s.Queues.Pending, s.Queues.Held, timeOrNull(s.Queues.Oldest), s.Queues.Paused, s.Queues.Leftover, s.Behind, s.Dropped},
		Mail:   s.Mail, Settings: listOf(s.Settings, func(x system.Setting) system.Setting { return x }).Items, Warnings: s.Warnings,
	}
	if s.Disk != nil {
		v.Storage.Disk = &diskView{s.Disk.Free, s.Disk.Total}
	}
	return v
}
