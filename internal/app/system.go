package app

import (
	"context"

	"github.com/stoachat/stoa/internal/system"
)

// inspector looks at the server for its administrators.
func (a *App) inspector() *system.Inspector {
	return system.New(system.Config{
		Store: a.store, Version: Version, Base: a.base, Data: a.cfg.Data, Storage: a.cfg.storage(), Bus: "in this process",
		Settings: a.cfg.InForce, Behind: a.follower.Behind, Dropped: a.calls.Dropped,
		Sockets: func() int { return a.hub.Stats().Sessions }, Mail: func(context.Context) (bool, error) { return false, nil }, Now: a.cfg.Now,
	})
}

// storage says what files are kept in.
func (c *Config) storage() string {
	switch {
	case c.Files != "":
		return "an S3-compatible store"
	case c.Data == "":
		return "memory"
	}
	return "the data directory"
}
