package xmpp

import (
	"context"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

func (se *session) photo(u chat.User) string {
	if url := se.server.c.View.PictureURL(u.Photo, "big"); url != nil {
		return *url
	}
	return ""
}

// who is the person that a question is about: the asking one where the address names nobody.
func (se *session) who(ctx context.Context, to jid) (chat.User, error) {
	id := to.user()
	if to.local == "" || id == se.p.UserID() {
		id = se.p.UserID()
	}
	return se.server.c.Chat.UserByID(ctx, id)
}

// vCard is a person's profile in the form that bots ask for before anything else. spec: xmpp, 3.3; client-quirks, X15.
func (se *session) vCard(ctx context.Context, _ *element, to jid) (*element, error) {
	u, err := se.who(ctx, to)
	if err != nil {
		return nil, err
	}
	return el("vCard", nsVCard).add(
		leaf("FN", u.Name), leaf("NICKNAME", u.MentionName), el("EMAIL", "").add(leaf("USERID", u.Email)), leaf("TITLE", u.Title),
	), nil
}

// profile is the vendor's own form of it. spec: xmpp, 3.3; client-quirks, X16.
func (se *session) profile(ctx context.Context, _ *element, to jid) (*element, error) {
	u, err := se.who(ctx, to)
	if err != nil {
		return nil, err
	}
	photo := se.photo(u)
	zone := leaf("timezone", u.Timezone)
	if place, err := time.LoadLocation(u.Timezone); err == nil {
		_, offset := time.Now().In(place).Zone()
		zone.set("utc_offset", strconv.FormatFloat(float64(offset)/3600, 'f', -1, 64))
	}
	return el("query", nsHipChatProfile).add(
		leaf("name", u.Name), leaf("mention_name", u.MentionName), leaf("email", u.Email), leaf("title", u.Title),
		leaf("photo_large", photo), leaf("photo_small", photo), zone,
	), nil
}

// startup is what native clients ask first. spec: xmpp, 3.1.
func (se *session) startup(ctx context.Context, _ *element, _ jid) (*element, error) {
	u, err := se.server.c.Chat.UserByID(ctx, se.p.UserID())
	if err != nil {
		return nil, err
	}
	g, err := se.server.c.Group(ctx)
	if err != nil {
		return nil, err
	}
	rooms, err := se.server.c.Chat.AutoJoinRooms(ctx, se.p, u.ID, 0, maxItems)
	if err != nil {
		return nil, err
	}
	joins := el("autoJoin", "")
	for _, r := range rooms {
		joins.add(el("item", "", "jid", se.server.c.View.RoomJID(r), "name", r.Name))
	}
	photo := se.photo(u)
	return el("query", nsHipChatStartup).add(
		leaf("user_id", strconv.FormatInt(u.ID, 10)), leaf("email", u.Email), leaf("mention_name", u.MentionName), leaf("name", u.Name), leaf("title", u.Title),
		leaf("photo_large", photo), leaf("photo_small", photo), leaf("is_admin", flag(u.Admin || u.Owner)),
		leaf("group_id", "1"), leaf("group_name", g.Name), leaf("group_uri_domain", se.server.c.View.Domain()),
		el("preferences", "").add(joins),
	), nil
}
