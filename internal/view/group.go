package view

import (
	"net/netip"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Group is the group in full. owner is nil when there is none; statistics is GroupStatistics or nil, for the link to
// them. spec: rest-v2, 4.16 view_group.
func (v *View) Group(g chat.Group, owner *hipchat.Person, statistics any) hipchat.Group {
	stub := v.GroupStub(g)
	if statistics == nil {
		statistics = map[string]any{"links": hipchat.Links{Self: stub.Links.Self + "/statistics"}}
	}
	return hipchat.Group{
		GroupStub: stub, Subdomain: v.subdomain(), Created: g.Created.UTC().Format(hipchat.EntityTimeLayout),
		AvatarURL: v.PictureURL(g.Avatar, "small"), Plan: hipchat.Plan{Type: "unknown"}, Owner: owner, Statistics: statistics,
	}
}

// GroupStatistics are the figures of the group. spec: rest-v2, 4.16 group_statistics.
func (v *View) GroupStatistics(g chat.Group, users int64) hipchat.GroupStatistics {
	return hipchat.GroupStatistics{Users: users, Links: hipchat.Links{Self: v.GroupStub(g).Links.Self + "/statistics"}}
}

// subdomain is the first part of the server's name; an address has none, so it stands for itself.
func (v *View) subdomain() string {
	if _, err := netip.ParseAddr(v.host); err == nil {
		return v.host
	}
	first, _, _ := strings.Cut(v.host, ".")
	return first
}

// InvitationPage is where a person who was invited chooses a password.
func (v *View) InvitationPage(token string) string { return v.URL("/invite?token=" + token) }
