package connect

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Part is a module as it is shown in a room.
type Part struct {
	chat.Module
	AddonKey  string
	AddonName string
	Scopes    []string           // what the add-on was granted
	Said      chat.GlanceContent // of a glance, what the caller sees now; its Content is nil when the add-on has said nothing
}

// Sidebar is what add-ons have in a room.
type Sidebar struct {
	Parts  []Part              // in the order in which they are shown
	Framed map[string][]string // by an add-on's key, the origins that its pages are declared at
}

// Sidebar answers what add-ons have in a room, as the caller sees it. A module that an add-on made for the room stands in
// place of its module of the same kind and key for the group. spec: connect, 2.6, 7.2
func (h *Host) Sidebar(ctx context.Context, p *chat.Principal, roomID int64) (Sidebar, error) {
	room, err := h.chat.RoomByID(ctx, p, roomID)
	if err != nil {
		return Sidebar{}, err
	}
	modules, err := h.store.Modules(ctx, chat.ModuleFilter{RoomIDs: []int64{0, room.ID}})
	if err != nil {
		return Sidebar{}, err
	}
	addons, err := h.installed(ctx)
	if err != nil {
		return Sidebar{}, err
	}
	maps.DeleteFunc(addons, func(_ int64, in chat.Installation) bool { return in.RoomID != 0 && in.RoomID != room.ID })
	_, framed, err := h.originsOf(addons, modules)
	if err != nil {
		return Sidebar{}, err
	}
	parts, err := h.parts(ctx, p, room, addons, modules)
	if err != nil || p.User.Guest {
		return Sidebar{Parts: parts}, err // spec: connect-js, 9
	}
	return Sidebar{parts, byKey(addons, framed)}, nil
}

// byKey brings together what installations of one add-on have, in the room and in the group.
func byKey(addons map[int64]chat.Installation, of map[int64][]string) map[string][]string {
	all := make(map[string][]string)
	for id, origins := range of {
		key := addons[id].Key
		all[key] = someOf(append(all[key], origins...))
	}
	return all
}

func (h *Host) parts(ctx context.Context, p *chat.Principal, room chat.Room, addons map[int64]chat.Installation, modules []chat.Module) ([]Part, error) {
	said, err := h.said(ctx, room.ID, p.UserID())
	if err != nil {
		return nil, err
	}
	parts := []Part{}
	for _, m := range nearest(modules) {
		in, ok := addons[m.InstallationID]
		if !ok {
			continue
		}
		part := Part{Module: m, AddonKey: in.Key, AddonName: in.Name, Scopes: in.Scopes}
		if m.Kind == hipchat.KindGlance {
			part.Said = said[glance{m.InstallationID, m.Key}]
		}
		parts = append(parts, part)
	}
	slices.SortStableFunc(parts, inOrder)
	return parts, nil
}

// installed are the installations by id that work.
func (h *Host) installed(ctx context.Context) (map[int64]chat.Installation, error) {
	all, err := h.store.Installations(ctx, chat.InstallationFilter{})
	byID := make(map[int64]chat.Installation, len(all))
	for _, in := range all {
		if in.Works() {
			byID[in.ID] = in
		}
	}
	return byID, err
}

// glance names a glance among all add-ons'.
type glance struct {
	installationID int64
	key            string
}

// said is what each glance shows to a person in a room: of what the add-on said to several audiences, that which it
// said to the fewest. spec: connect, 7.2
func (h *Host) said(ctx context.Context, roomID, userID int64) (map[glance]chat.GlanceContent, error) {
	all, err := h.store.Glances(ctx, roomID, userID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b chat.GlanceContent) int { return cmp.Compare(closeness(a), closeness(b)) })
	said := make(map[glance]chat.GlanceContent, len(all))
	for _, c := range all {
		said[glance{c.InstallationID, c.Key}] = c
	}
	return said, nil
}

// closeness grows from everybody, over everybody in the room and one person everywhere, to one person in the room.
func closeness(c chat.GlanceContent) int {
	n := 0
	if c.RoomID != 0 {
		n++
	}
	if c.UserID != 0 {
		n += 2
	}
	return n
}

// nearest leaves out the group's modules that a room has its own of.
func nearest(modules []chat.Module) []chat.Module {
	type name struct {
		installationID int64
		kind, key      string
	}
	own := make(map[name]bool)
	for _, m := range modules {
		if m.RoomID != 0 {
			own[name{m.InstallationID, m.Kind, m.Key}] = true
		}
	}
	return slices.DeleteFunc(modules, func(m chat.Module) bool {
		return m.RoomID == 0 && own[name{m.InstallationID, m.Kind, m.Key}]
	})
}

// inOrder is by weight, then by add-on, then by key. spec: connect, 2.6
func inOrder(a, b Part) int {
	return cmp.Or(cmp.Compare(weight(a.Body), weight(b.Body)), cmp.Compare(a.AddonKey, b.AddonKey), cmp.Compare(a.Key, b.Key))
}

func weight(module json.RawMessage) hipchat.Weight {
	var m struct {
		Weight *hipchat.Weight `json:"weight"`
	}
	if json.Unmarshal(module, &m) != nil || m.Weight == nil {
		return hipchat.DefaultWeight
	}
	return *m.Weight
}
