// Package view makes what a room, a user or a message looks like on HipChat's wire: links, dates, stubs and full
// objects. API v2, the webhooks and the add-on host all show the same things, so they show them through here.
package view

import (
	"context"
	"net/url"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// People finds the people behind ids and tells how they are there; chat.Service does.
type People interface {
	UsersByID(ctx context.Context, ids []int64) (map[int64]chat.User, error) // without those who are not there
	Presence(userID int64) (online bool, show string)
}

// View knows the public address that all links start with. It is safe for concurrent use.
type View struct {
	base   string // without a trailing slash
	host   string // for XMPP addresses, without a port
	people People
	level  hipchat.Level
}

// New makes a View. base is the configured public URL: links never follow a request's Host header, else
// capabilitiesUrl and links.self would differ behind a proxy. spec: connect, 1.
func New(base string, people People) (*View, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	return &View{base: base, host: u.Hostname(), people: people}, nil
}

// AtDomain answers a View whose XMPP addresses are on chat. and conf. of a domain, instead of the base URL's host.
// spec: xmpp, 1.1.
func (v *View) AtDomain(domain string) *View {
	other := *v
	other.host = domain
	return &other
}

// Host is the public URL's host, without a port.
func (v *View) Host() string {
	u, err := url.Parse(v.base)
	if err != nil {
		return "" // New has read it
	}
	return u.Hostname()
}

// Domain is what the domains of XMPP addresses end with.
func (v *View) Domain() string { return v.host }

// AtLevel answers a View that shows the capabilities of a server of that level.
func (v *View) AtLevel(l hipchat.Level) *View {
	older := *v
	older.level = l
	return &older
}

// Base is the public URL without a trailing slash.
func (v *View) Base() string { return v.base }

// URL answers the absolute URL of a path that starts with a slash.
func (v *View) URL(path string) string { return v.base + path }

// GroupStub stands for the group.
func (v *View) GroupStub(g chat.Group) hipchat.GroupStub {
	return hipchat.GroupStub{ID: g.ID, Name: g.Name, Links: hipchat.Links{Self: v.URL("/v2/group/" + id(g.ID))}}
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
