package app

import (
	"github.com/stoachat/stoa/internal/mail"
	"github.com/stoachat/stoa/internal/system"
)

// inspector looks at the server for its administrators.
func (a *App) inspector() *system.Inspector {
	return system.New(system.Config{
		Store: a.store, Version: Version, Base: a.base, Data: a.cfg.Data, Storage: a.cfg.storage(), Bus: a.linked, Nodes: a.roster, Apart: a.cfg.apart(),
		Settings: a.cfg.InForce, Behind: a.follower.Behind, Dropped: a.calls.Dropped,
		Sockets: func() int { return a.hub.Stats().Sessions }, Mail: a.mailer.Ready, Now: a.cfg.Now,
	})
}

// apart tells whether nodes that this server is one of keep files in directories of their own, as far as it knows.
func (c *Config) apart() bool { return c.Bus != "" && c.Files == "" }

// roster are the servers that share the database.
func (a *App) roster() (all []system.Node) {
	for _, m := range a.node.Roster() {
		all = append(all, system.Node(m))
	}
	return all
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

// mailLinks are the links with which people end mail from here.
func (a *App) mailLinks() mail.Links { return mail.Links{Base: a.base, Sealer: a.sealer} }

// buildMail makes what sends mail, and what tells people by it.
func (a *App) buildMail() {
	now := a.cfg.Now
	a.mailer = mail.New(mail.Config{Store: a.store, Dialer: a.outbound, Sealer: a.sealer, Audit: a.chat.Auditor(), Now: now, Log: a.log})
	a.minder = mail.NewMinder(mail.MinderConfig{
		Mailer: a.mailer, Store: a.store, People: a.chat, Base: a.base, NoText: a.cfg.NoPushText, Links: a.mailLinks(), Keeps: a.keeps, Every: a.cfg.MailEvery, Now: now, Log: a.log,
	})
}
