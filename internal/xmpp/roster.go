package xmpp

import (
	"context"
	"strconv"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// roster is everybody in the group, who asks included. spec: xmpp, 3.2; client-quirks, X14.
func (se *session) roster(ctx context.Context, _ *element, _ jid) (*element, error) {
	se.mu.Lock()
	se.lists = true // before it is read: what changes meanwhile is told as well
	se.mu.Unlock()
	people, err := se.server.c.Chat.Users(ctx, chat.UserFilter{})
	if err != nil {
		return nil, err
	}
	q := el("query", nsRoster)
	for _, u := range people {
		q.add(se.contact(u))
	}
	return q, nil
}

// contact is somebody on the roster.
func (se *session) contact(u chat.User) *element {
	return el("item", "", "jid", se.address(u.ID).String(), "name", u.Name, "mention_name", u.MentionName, "subscription", "both",
		"email", u.Email, "id", strconv.FormatInt(u.ID, 10), "photo_url", se.photo(u), "version", u.Version)
}

// changedPerson tells the client of somebody who is new, is gone, or is called otherwise. The roster's change is for who has asked
// for it; the name of the question is a random one, since bots number theirs. spec: xmpp, 3.2; client-quirks, X12.
func (se *session) changedPerson(u chat.User) {
	se.mu.Lock()
	lists := se.lists
	rooms := se.joined()
	se.mu.Unlock()
	if lists {
		item := se.contact(u)
		if u.Deleted {
			item = el("item", "", "jid", se.address(u.ID).String(), "subscription", "remove")
		}
		se.push(el("query", nsRoster).add(item))
	}
	if u.Deleted {
		return // what they were signed in with ends
	}
	for _, r := range rooms {
		se.renamed(r, u)
	}
}

// push tells the client that something which it has asked for is another by now.
func (se *session) push(query *element) {
	se.send(el("iq", "", "type", "set", "id", "push-"+auth.RandomText(12), "from", se.me.bare().String(), "to", se.me.String()).add(query))
}
