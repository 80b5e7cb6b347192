package xmpp

import (
	"context"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// roster is everybody in the group, who asks included. spec: xmpp, 3.2; client-quirks, X14.
func (se *session) roster(ctx context.Context, _ *element, _ jid) (*element, error) {
	people, err := se.server.c.Chat.Users(ctx, chat.UserFilter{})
	if err != nil {
		return nil, err
	}
	q := el("query", nsRoster)
	for _, u := range people {
		q.add(el("item", "", "jid", se.address(u.ID).String(), "name", u.Name, "mention_name", u.MentionName, "subscription", "both",
			"email", u.Email, "id", strconv.FormatInt(u.ID, 10), "photo_url", se.photo(u), "version", u.Version))
	}
	return q, nil
}
