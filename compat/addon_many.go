package compat

import (
	"context"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

func checkSecondServer(ctx context.Context, v *visit) ([]Finding, error) {
	tenants, err := v.several(ctx)
	for _, t := range tenants {
		defer t.leave(ctx)
	}
	if err != nil {
		return nil, err
	}
	for _, t := range tenants {
		if !t.agreed() {
			return []Finding{found("urls-shared", "installation on a second server", t.callback.line())}, nil
		}
	}
	callers := v.callers()
	for _, t := range append(tenants, tenants[0]) {
		for _, s := range callers[:min(len(callers), 2)] {
			marks := marksOf(tenants)
			if _, err := t.provoke(ctx, s); err != nil {
				return nil, err
			}
			if f := astray(t, s.name, tenants, marks); f != nil {
				return f, nil
			}
		}
	}
	// What the first is told of its removal makes careful add-ons ask for a token once more.
	marks := marksOf(tenants)
	if _, err := tenants[0].remove(ctx); err != nil {
		return nil, err
	}
	return astray(tenants[0], "removal", tenants, marks), nil
}

// several installs the add-on in two rooms of one server and in a room of another.
func (v *visit) several(ctx context.Context) (tenants []*tenant, err error) {
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	w := v.w
	n := 2
	if !v.subject.d.AllowsRoom() {
		if w, err = v.second(ctx); err != nil {
			return nil, err
		}
		n = 1
	}
	second, err := w.place(v.subject, shape{})
	if err != nil {
		return nil, err
	}
	for _, at := range append([]*place{p, p}[:n], second) {
		t, err := v.install(ctx, at)
		if err != nil {
			return tenants, err
		}
		tenants = append(tenants, t)
	}
	return tenants, nil
}

// second is another throwaway server.
func (v *visit) second(ctx context.Context) (w *world, err error) {
	if v.other == nil {
		v.other, err = newWorld(ctx, v.w.ip)
	}
	return v.other, err
}

func marksOf(tenants []*tenant) map[*place]int {
	marks := map[*place]int{}
	for _, t := range tenants {
		marks[t.p] = t.p.wire.mark()
	}
	return marks
}

// astray finds what went to another server than the one where something happened, or with another installation's token.
func astray(t *tenant, where string, tenants []*tenant, marks map[*place]int) []Finding {
	for p, mark := range marks {
		for _, x := range p.wire.since(mark, at(sideToken, sideAPI)) {
			switch {
			case p != t.p:
				return []Finding{found("urls-shared", where, "it happened at "+t.p.document.base, x.line())}
			case x.client != "" && x.client != t.payload.OAuthID:
				return []Finding{found("tokens-shared", where, "it happened in the installation "+t.payload.OAuthID,
					x.line(), "with a token or client of "+x.client)}
			case x.client == "" && x.side == sideAPI && x.status == 401 && ownedBy(x.token, tenants) != "":
				return []Finding{found("tokens-shared", where, x.line())}
			}
		}
	}
	return nil
}

// ownedBy is the client that a token was given to.
func ownedBy(token string, tenants []*tenant) string {
	for _, t := range tenants {
		if owner := t.p.w.ownerOf(token); owner != "" {
			return owner
		}
	}
	return ""
}

func checkRenamed(ctx context.Context, v *visit) ([]Finding, error) {
	t, s, err := v.inUse(ctx)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	room, err := t.p.w.group.GetRoom(ctx, hipchat.IDOf(t.room.ID))
	if err != nil {
		return nil, err
	}
	change := room.Update()
	name := "Renamed " + t.room.Name
	change.Name = &name
	if err := t.p.w.group.UpdateRoom(ctx, hipchat.IDOf(t.room.ID), change); err != nil {
		return nil, err
	}
	if t.at != "" {
		t.at = name
	}
	r, err := t.provoke(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, x := range r.of(sideAPI) {
		u, err := url.Parse(x.url)
		if err == nil && x.status >= 400 && strings.Contains(u.Path, "/"+t.room.Name) {
			return []Finding{found("room-by-name", s.name, "the room is now called "+name, x.line())}, nil
		}
	}
	return nil, nil
}
