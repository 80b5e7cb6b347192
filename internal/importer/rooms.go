package importer

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store"
)

// place is where people talk, and what the log said of it.
type place struct {
	conversation int64
	log          *archive.Log // nil: nothing was ever said
	threads      threads
	lastSeq      int64
	said         int64 // messages and notifications
	first, last  time.Time
	lastActive   time.Time // the last message or notification
}

// room is one of the group's.
type room struct {
	place
	chat.Room
	members map[int64]chat.Role
	inside  map[int64]bool // who finds it in their list of rooms
}

// direct is a one-to-one chat.
type direct struct {
	place
	low, high int64
}

// planRooms makes rooms of the archive's, and of the logs of rooms that it does not name.
func (m *importer) planRooms() {
	named := namer{report: &m.report, names: map[string]bool{}, slugs: map[string]bool{}}
	logs := map[int64]*archive.Log{}
	all := slices.Clone(m.archive.Rooms())
	list := m.archive.Logs()
	for i := range list {
		l := &list[i]
		if l.Room == 0 {
			continue
		}
		logs[l.Room] = l
		if !slices.ContainsFunc(m.archive.Rooms(), func(r archive.Room) bool { return r.ID == l.Room }) {
			all = append(all, archive.Room{ID: l.Room, Private: true, Archived: true})
			m.report.Rooms.Unknown++
		}
	}
	slices.SortFunc(all, func(a, b archive.Room) int { return cmp.Compare(a.ID, b.ID) })
	for _, from := range all {
		r := &room{Room: chat.Room{
			ID: from.ID, Private: from.Private, Archived: from.Archived, Created: from.Created, OwnerID: from.Owner,
			GuestAccess: from.GuestURL != "" && !from.Archived,
		}, members: map[int64]chat.Role{}, inside: map[int64]bool{}}
		r.conversation = int64(len(m.rooms) + 1)
		r.ConversationID, r.log = r.conversation, logs[r.ID]
		named.name(&r.Room, from.Name)
		if r.Topic = cut(text(from.Topic), hipchat.MaxTopic); r.Topic != from.Topic {
			m.report.change(Change{Kind: "room", ID: r.ID, Field: "topic", From: from.Topic, To: r.Topic})
		}
		if r.GuestAccess {
			r.GuestToken = strings.ToLower(rand.Text())
		}
		m.planMembers(r, from)
		m.rooms = append(m.rooms, r)
		m.report.Rooms.count(r)
	}
}

// planMembers puts people on the room's list. Who is on that of a private room is in it; who is in a public one is told by
// what they said there.
func (m *importer) planMembers(r *room, from archive.Room) {
	if m.people.byID[r.OwnerID] == nil {
		r.OwnerID = m.people.owner.ID
		m.report.Rooms.Ownerless++
	}
	add := func(ids []int64, role chat.Role) {
		for _, id := range ids {
			switch {
			case m.people.byID[id] == nil:
				m.report.Members.Unknown++
			case !m.people.byID[id].Guest:
				r.members[id] = role
			}
		}
	}
	if r.Private {
		add(from.Members, chat.RoleMember)
	}
	add(from.Admins, chat.RoleAdmin)
	r.members[r.OwnerID] = chat.RoleAdmin
	for _, id := range from.Participants {
		m.enter(r, id)
	}
	for _, id := range from.Members {
		m.enter(r, id)
	}
	if r.Private {
		for id := range r.members {
			m.enter(r, id)
		}
	}
	if from.Owner == r.OwnerID {
		m.enter(r, r.OwnerID)
	}
}

// enter puts somebody into a room that they may be in. Archived ones would only lengthen their list.
func (m *importer) enter(r *room, id int64) {
	_, member := r.members[id]
	if m.people.here(id) && (!r.Private || member) && !r.Archived {
		r.inside[id] = true
	}
}

// planChats makes a one-to-one chat of each pair that talked.
func (m *importer) planChats() {
	list := m.archive.Logs()
	for i := range list {
		if l := &list[i]; l.Room == 0 && l.Low > 0 {
			m.chats = append(m.chats, &direct{place: place{conversation: int64(len(m.rooms) + len(m.chats) + 1), log: l}, low: l.Low, high: l.High})
		}
	}
	m.report.Chats = len(m.chats)
}

// namer gives rooms names that no two have.
type namer struct {
	report       *Report
	names, slugs map[string]bool // as the database compares them
}

func (n *namer) name(r *chat.Room, want string) {
	base := cut(tidy(want), hipchat.MaxRoomName)
	if base == "" {
		base = "Room " + strconv.FormatInt(r.ID, 10)
	}
	r.Name = base
	for i := 2; n.names[store.Unique(r.Name)]; i++ {
		number := " (" + strconv.Itoa(i) + ")"
		r.Name = cut(base, hipchat.MaxRoomName-len(number)) + number
	}
	n.names[store.Unique(r.Name)] = true
	if r.Name != want {
		n.report.change(Change{Kind: "room", ID: r.ID, Field: "name", From: want, To: r.Name})
	}
	slug := store.Slug(r.Name)
	r.Slug = slug
	for i := 2; n.slugs[r.Slug]; i++ {
		r.Slug = slug + "_" + strconv.Itoa(i)
	}
	n.slugs[r.Slug] = true
}

// writePlaces writes rooms and one-to-one chats, and who is in them. Everybody has read everything.
func (m *importer) writePlaces(ctx context.Context) error {
	var conversations, rooms, members, chats, readers [][]any
	open := m.findOpen()
	m.settle(open)
	for _, r := range m.rooms {
		if r.Created.IsZero() || !r.first.IsZero() && r.first.Before(r.Created) {
			r.Created = r.first
		}
		if r.Created.IsZero() {
			r.Created = m.now
		}
		m.gave("room", r.ID)
		conversations, rooms = append(conversations, r.row()), append(rooms, store.RoomRow(&r.Room))
		for _, id := range sortedKeys(r.members) {
			members = append(members, []any{r.ID, id, string(r.members[id])})
		}
		for _, id := range sortedKeys(r.inside) {
			readers = append(readers, []any{r.conversation, id, r.lastSeq, int64(0)})
		}
		m.report.Members.Inside += len(r.inside)
		m.report.room(r)
	}
	quiet := m.report.Until.Add(-openFor)
	for _, c := range m.chats {
		conversations, chats = append(conversations, c.row()), append(chats, []any{c.conversation, c.low, c.high})
		sides := [][2]int64{{c.low, c.high}, {c.high, c.low}}
		if c.low == c.high {
			sides = sides[:1]
		}
		for _, side := range sides {
			closed := int64(0)
			if open.closed(side[0], side[1], c.last.Before(quiet)) {
				closed = c.lastSeq
			}
			readers = append(readers, []any{c.conversation, side[0], c.lastSeq, closed})
		}
	}
	if m.load == nil {
		return nil
	}
	roomTable, err := m.load.RoomTable()
	if err != nil {
		return err
	}
	m.gave("conversation", int64(len(m.rooms)+len(m.chats)))
	if err := m.fill(ctx, "conversation", []string{"id", "last_seq", "last_active", "said"}, conversations); err != nil {
		return err
	}
	if err := m.fillTable(ctx, roomTable, rooms); err != nil {
		return err
	}
	if err := m.fill(ctx, "member", []string{"room_id", "user_id", "role"}, members); err != nil {
		return err
	}
	if err := m.fill(ctx, "direct_chat", []string{"conversation_id", "low_id", "high_id"}, chats); err != nil {
		return err
	}
	return m.fill(ctx, "reader", []string{"conversation_id", "user_id", "read_seq", "closed_seq"}, readers)
}

// openFor is how long before the end of the archive a one-to-one chat must have been silent not to stand in people's lists
// until somebody says something there.
const openFor = 90 * 24 * time.Hour

func (p *place) row() []any {
	at := int64(0)
	if !p.lastActive.IsZero() {
		at = p.lastActive.UnixMicro()
	}
	return []any{p.conversation, p.lastSeq, at, p.said}
}

func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
