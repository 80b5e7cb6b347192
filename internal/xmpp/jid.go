package xmpp

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// jid is an address on this wire. spec: xmpp, 1.2.
type jid struct{ local, domain, resource string }

// maxPart bounds each part of an address, in bytes. spec: RFC 7622, 3.
const maxPart = 1023

// parseJID reads an address; ok is false for what is none. Case counts in a resource alone.
func parseJID(s string) (j jid, ok bool) {
	bare, resource, _ := strings.Cut(s, "/")
	local, domain, at := strings.Cut(bare, "@")
	if !at {
		local, domain = "", bare
	}
	j = jid{strings.ToLower(local), strings.ToLower(domain), resource}
	good := domain != "" && len(j.local) <= maxPart && len(j.domain) <= maxPart && len(j.resource) <= maxPart && utf8.ValidString(s) && (!at || local != "")
	return j, good
}

func (j jid) bare() jid { return jid{j.local, j.domain, ""} }

func (j jid) with(resource string) jid { return jid{j.local, j.domain, resource} }

func (j jid) String() string {
	s := j.domain
	if j.local != "" {
		s = j.local + "@" + s
	}
	if j.resource != "" {
		s += "/" + j.resource
	}
	return s
}

// room tells whether the address is a room's, or the rooms' domain. Clients make the domain themselves, of the name that they
// connected to too; so what counts is how it begins.
func (j jid) room() bool {
	return strings.HasPrefix(j.domain, "conf.") || strings.HasPrefix(j.domain, "conference.")
}

// user answers whose address it is; 0: no person's.
func (j jid) user() int64 { return userOf(j.local) }

// userOf reads the local part of a person's address: the group, then the person.
func userOf(local string) int64 {
	_, number, ok := strings.Cut(local, "_")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || id < 0 {
		return 0
	}
	return id
}

// slug is the name of a room as its address has it, without the group.
func (j jid) slug() string {
	if group, rest, ok := strings.Cut(j.local, "_"); ok {
		if _, err := strconv.Atoi(group); err == nil {
			return rest
		}
	}
	return j.local
}

// bitlbeeSlug is the local part that BitlBee makes of a room's name. spec: client-quirks, X20.
func bitlbeeSlug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case strings.ContainsRune(`"&'/:<>@`, r):
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// alike compares names without regard to case and white space.
func alike(a, b string) bool {
	fold := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return strings.EqualFold(fold(a), fold(b))
}
