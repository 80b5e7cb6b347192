package xmpp

import (
	"context"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// maxItems bounds a list that is one stanza.
const maxItems = 5000

// items is the list of rooms, or of the domains. spec: xmpp, 5.1; client-quirks, X13.
func (se *session) items(ctx context.Context, _ *element, to jid) (*element, error) {
	q := el("query", nsDiscoItems)
	switch {
	case to.local != "": // of a room, or a person: who is in it is nobody's matter who is not
		return q, nil
	case !to.room():
		return q.add(el("item", "", "jid", se.server.rooms(), "name", "Rooms")), nil
	}
	f := se.visible()
	f.Limit = maxItems
	rooms, err := se.server.c.Chat.Rooms(ctx, se.p, f)
	if err != nil {
		return nil, err
	}
	inside, err := se.server.c.Chat.ParticipantsIn(ctx, rooms)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		q.add(el("item", "", "jid", "1_"+r.Slug+"@"+to.domain, "name", r.Name).add(se.details(r, len(inside[r.ID]))))
	}
	return q, nil
}

// details are what bots look for in a room: all of them, empty where there is nothing to say.
func (se *session) details(r chat.Room, participants int) *element {
	x := el("x", nsHipChatRoom).add(
		leaf("id", strconv.FormatInt(r.ID, 10)), leaf("name", r.Name), leaf("topic", r.Topic), leaf("privacy", privacy(r)),
		leaf("owner", se.address(r.OwnerID).String()), leaf("num_participants", strconv.Itoa(participants)), leaf("guest_url", se.guestURL(r)),
		leaf("version", r.Version), leaf("last_active", activity(r)),
	)
	if r.Archived {
		x.add(leaf("is_archived", "1"))
	}
	return x
}

func (se *session) guestURL(r chat.Room) string {
	if url := se.server.c.View.GuestURL(r); url != nil {
		return *url
	}
	return ""
}

func activity(r chat.Room) string {
	if r.LastActive.IsZero() {
		return ""
	}
	return r.LastActive.UTC().Format("2006-01-02T15:04:05Z")
}

// info says what a domain or a room is. spec: xmpp, 5.2.
func (se *session) info(ctx context.Context, asked *element, to jid) (*element, error) {
	q := el("query", nsDiscoInfo, "node", asked.attr("node"))
	features := []string{nsDiscoInfo, nsDiscoItems, nsPing}
	switch {
	case to.room() && to.local == "":
		q.add(el("identity", "", "category", "conference", "type", "text", "name", "Rooms"))
		features = append(features, nsMUC)
	case to.room():
		r, err := se.find(ctx, to)
		if err != nil {
			return nil, err
		}
		q.add(el("identity", "", "category", "conference", "type", "text", "name", r.Name))
		open := "muc_open"
		if r.Private {
			open = "muc_membersonly"
		}
		features = append(features, nsMUC, "muc_persistent", open, "muc_nonanonymous", "muc_unmoderated", "muc_unsecured")
		inside, err := se.server.c.Chat.Participants(ctx, r)
		if err != nil {
			return nil, err
		}
		defer func() { q.add(se.details(r, len(inside))) }()
	case to.local != "":
		q.add(el("identity", "", "category", "account", "type", "registered"))
	default:
		q.add(el("identity", "", "category", "server", "type", "im", "name", "Stoa"))
		features = append(features, nsVCard, nsRoster, nsVersion, nsTime)
	}
	for _, f := range features {
		q.add(el("feature", "", "var", f))
	}
	return q, nil
}
