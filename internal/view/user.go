package view

import (
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// UserStub is the short form of a person. spec: rest-v2, 1.12.
func (v *View) UserStub(u chat.User) hipchat.UserStub {
	return hipchat.UserStub{
		ID: u.ID, Name: u.Name, MentionName: u.MentionName, Version: u.Version,
		Links: hipchat.Links{Self: v.UserURL(u.ID)},
	}
}

// UserJID is a person's XMPP address. spec: xmpp, 1.2.
func (v *View) UserJID(userID int64) string { return "1_" + id(userID) + "@chat." + v.host }

// UserURL is a person's links.self.
func (v *View) UserURL(userID int64) string { return v.URL("/v2/user/" + id(userID)) }

// User is the full form of a person. spec: rest-v2, 4.12 view_user.
func (v *View) User(u chat.User, g chat.Group) hipchat.User {
	user := hipchat.User{
		UserStub: v.UserStub(u), XMPPJID: v.UserJID(u.ID), Title: u.Title, Timezone: u.Timezone,
		Created: u.Created.UTC().Format(hipchat.EntityTimeLayout), IsDeleted: u.Deleted, IsGuest: u.Guest,
		IsGroupAdmin: u.Admin || u.Owner, Roles: roles(u), Group: v.GroupStub(g),
	}
	user.PhotoURL = v.PictureURL(u.Photo, "small")
	if u.Email != "" {
		user.Email = &u.Email
	}
	if !u.LastActive.IsZero() {
		at := strconv.FormatInt(u.LastActive.Unix(), 10)
		user.LastActive = &at
	}
	if online, show := v.people.Presence(u.ID); online && !u.Deleted {
		user.Presence = &hipchat.Presence{
			Status: text(u.Status), Show: show, IsOnline: true,
			Client: hipchat.PresenceClient{Type: "http://hipchat.com/client/web", Version: "1"},
		}
	}
	return user
}

// UserV1 is a person of API v1, all scalars. spec: rest-v1, 6.1.
func (v *View) UserV1(u chat.User) hipchat.UserV1 {
	user := hipchat.UserV1{
		UserID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email, Title: u.Title,
		PhotoURL: v.photoURL(u), Created: u.Created.Unix(), Status: "offline", Timezone: u.Timezone,
		StatusMessage: u.Status,
	}
	if !u.LastActive.IsZero() {
		user.LastActive = u.LastActive.Unix()
	}
	if u.Admin || u.Owner {
		user.IsGroupAdmin = 1
	}
	if u.Deleted {
		user.IsDeleted = 1
	}
	if online, show := v.people.Presence(u.ID); online && !u.Deleted {
		user.Status = show
		switch show {
		case "chat":
			user.Status = "available"
		case "xa": // v1 has no word for it
			user.Status = "away"
		}
	}
	return user
}

func roles(u chat.User) []string {
	switch {
	case u.Guest:
		return []string{"guest"}
	case u.Owner:
		return []string{chat.UserRoleOwner, chat.UserRoleUser}
	case u.Admin:
		return []string{chat.UserRoleAdmin, chat.UserRoleUser}
	case u.Delegate:
		return []string{chat.UserRoleDelegate, chat.UserRoleUser}
	}
	return []string{chat.UserRoleUser}
}

// text is nil, JSON's null, for none.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
