package api

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

type groupView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type presenceView struct {
	Online bool   `json:"online"`
	Show   string `json:"show,omitempty"`   // chat, away, xa or dnd
	Mobile bool   `json:"mobile,omitempty"` // with phones alone
}

type userView struct {
	ID          int64        `json:"id"`
	Name        string       `json:"name"`
	MentionName string       `json:"mention_name"`
	Email       string       `json:"email"`
	Title       string       `json:"title"`
	Timezone    string       `json:"timezone"`
	Admin       bool         `json:"admin"`
	Delegate    bool         `json:"delegate"` // looks after people who are no administrators
	Owner       bool         `json:"owner"`
	Deleted     bool         `json:"deleted"`
	Guest       bool         `json:"guest"`
	Status      string       `json:"status"`          // what they say about being there
	Photo       string       `json:"photo,omitempty"` // where the small picture is
	Presence    presenceView `json:"presence"`
}

func (a *API) user(u chat.User) userView {
	online, show := a.c.Chat.Presence(u.ID)
	return userView{
		ID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email, Title: u.Title, Timezone: u.Timezone,
		Admin: u.Admin || u.Owner, Delegate: u.Delegate, Owner: u.Owner, Deleted: u.Deleted, Guest: u.Guest, Status: u.Status,
		Photo: pictureURL(u.Photo), Presence: presenceView{online, show, a.c.Chat.Mobile(u.ID)},
	}
}

// pictureURL is where a picture is on this server; empty for none.
func pictureURL(key string) string {
	if key == "" {
		return ""
	}
	return "/img/pictures/small/" + key
}

// userFor shows people as somebody may see them: guests learn who is in the room, and nothing more of them.
func (a *API) userFor(p *chat.Principal) func(chat.User) userView {
	return func(u chat.User) userView {
		v := a.user(u)
		if p.User.Guest && u.ID != p.User.ID {
			v.Email, v.Title, v.Timezone, v.Status, v.Admin, v.Delegate, v.Owner = "", "", "", "", false, false, false
		}
		return v
	}
}

// memberView is a person on a room's list.
type memberView struct {
	userView
	Role string `json:"role"`
}

type roomView struct {
	ID           int64      `json:"id"`
	Conversation int64      `json:"conversation"`
	Name         string     `json:"name"`
	Topic        string     `json:"topic"`
	Privacy      string     `json:"privacy"`
	Archived     bool       `json:"archived"`
	OwnerID      int64      `json:"owner_id"`
	Created      time.Time  `json:"created"`
	LastActive   *time.Time `json:"last_active"`
	LastSeq      int64      `json:"last_seq"`
	Joined       bool       `json:"joined"`
	Admin        bool       `json:"admin"` // may the caller administer it
	GuestAccess  bool       `json:"guest_access"`
	GuestURL     string     `json:"guest_url,omitempty"` // where guests enter
	Avatar       string     `json:"avatar,omitempty"`    // where the small picture is
}

// room shows a room to somebody; joined tells whether they are in it.
func (a *API) room(ctx context.Context, p *chat.Principal, r chat.Room, joined bool) (roomView, error) {
	err := a.c.Chat.CanAdminister(ctx, p, r)
	var refused *chat.Error
	if err != nil && !errors.As(err, &refused) {
		return roomView{}, err
	}
	return a.roomAs(p, r, joined, err == nil), nil
}

// roomAs is room when it is known whether the caller may administer it.
func (a *API) roomAs(p *chat.Principal, r chat.Room, joined, admin bool) roomView {
	v := roomView{
		ID: r.ID, Conversation: r.ConversationID, Name: r.Name, Topic: r.Topic, Privacy: "public",
		Archived: r.Archived, OwnerID: r.OwnerID, Created: r.Created, LastSeq: r.LastSeq, Joined: joined, Admin: admin,
	}
	if r.Private {
		v.Privacy = "private"
	}
	v.GuestAccess, v.Avatar = r.GuestAccess, pictureURL(r.Avatar)
	if r.GuestToken != "" && !p.User.Guest {
		v.GuestURL = a.c.Base + "/guest/" + r.GuestToken
	}
	if !r.LastActive.IsZero() {
		v.LastActive = &r.LastActive
	}
	return v
}

type conversationView struct {
	ID         int64      `json:"id"`
	Kind       string     `json:"kind"` // room or direct
	Room       *roomView  `json:"room"`
	User       *userView  `json:"user"`
	LastSeq    int64      `json:"last_seq"`
	ReadSeq    int64      `json:"read_seq"`
	Closed     int64      `json:"closed_seq"`
	LastActive *time.Time `json:"last_active"`
	Unread     int        `json:"unread"`
	Mentions   int        `json:"mentions"`
}

// conversation shows one of their own to somebody; administers tells which rooms they may administer.
func (a *API) conversation(p *chat.Principal, c chat.Conversation, administers func(chat.Room) bool) conversationView {
	v := conversationView{
		ID: c.ID, Kind: "direct", LastSeq: c.LastSeq, ReadSeq: c.ReadSeq, Closed: c.Closed, Unread: c.Unread, Mentions: c.Mention,
	}
	if !c.LastActive.IsZero() {
		v.LastActive = &c.LastActive
	}
	if c.Other != nil {
		u := a.user(*c.Other)
		v.User = &u
	}
	if c.Room != nil {
		v.Kind = "room"
		r := a.roomAs(p, *c.Room, true, administers(*c.Room))
		v.Room = &r
	}
	return v
}
