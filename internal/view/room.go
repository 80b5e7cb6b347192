package view

import (
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// RoomStub is the short form of a room. spec: rest-v2, 4.4 get_all_rooms.
func (v *View) RoomStub(r chat.Room) hipchat.RoomStub {
	self := v.RoomURL(r.ID)
	return hipchat.RoomStub{
		ID: r.ID, Name: r.Name, Privacy: privacy(r), IsArchived: r.Archived, Version: r.Version,
		Links: hipchat.RoomLinks{
			Self: self, Webhooks: self + "/webhook", Members: self + "/member", Participants: self + "/participant",
		},
	}
}

// RoomURL is a room's links.self.
func (v *View) RoomURL(roomID int64) string { return v.URL("/v2/room/" + id(roomID)) }

// RoomPage is where a person opens a room in the browser.
func (v *View) RoomPage(r chat.Room) string { return v.URL("/chat/room/" + id(r.ID)) }

// Room is the full form of a room. statistics is RoomStatistics or nil, for the link to them.
// spec: rest-v2, 4.4 get_room.
func (v *View) Room(r chat.Room, owner hipchat.Person, participants []hipchat.Person, statistics any) hipchat.Room {
	if statistics == nil {
		statistics = map[string]any{"links": v.statisticsLinks(r)}
	}
	room := hipchat.Room{
		RoomStub: v.RoomStub(r), XMPPJID: v.RoomJID(r), Topic: r.Topic, IsGuestAccessible: r.GuestAccess,
		Created: r.Created.UTC().Format(hipchat.EntityTimeLayout), Owner: &owner, Participants: participants,
		Statistics: statistics, LastActive: lastActive(r), DelegateAdminVisibility: r.DelegateVisible, AvatarURL: v.PictureURL(r.Avatar, "small"),
	}
	room.GuestAccessURL = v.GuestURL(r)
	return room
}

// GuestURL is where guests enter a room; nil while they may not. spec: rest-v2, 4.4 get_room; product, 3.3.
func (v *View) GuestURL(r chat.Room) *string {
	if !r.GuestAccess || r.GuestToken == "" {
		return nil
	}
	url := v.URL("/guest/" + r.GuestToken)
	return &url
}

// RoomStatistics are the figures of a room. spec: rest-v2, 4.8 get_room_statistics.
func (v *View) RoomStatistics(r chat.Room) hipchat.RoomStatistics {
	return hipchat.RoomStatistics{MessagesSent: r.MessagesSent, LastActive: lastActive(r), Links: v.statisticsLinks(r)}
}

func (v *View) statisticsLinks(r chat.Room) hipchat.Links {
	return hipchat.Links{Self: v.RoomURL(r.ID) + "/statistics"}
}

// lastActive is nil for a room in which nothing was said yet.
func lastActive(r chat.Room) *string {
	if r.LastActive.IsZero() {
		return nil
	}
	at := r.LastActive.UTC().Format(hipchat.EntityTimeLayout)
	return &at
}

// RoomJID is a room's XMPP address. spec: client-quirks, X19, X20.
func (v *View) RoomJID(r chat.Room) string { return "1_" + r.Slug + "@conf." + v.host }

// RoomV1 is a room of API v1's lists, all scalars. spec: rest-v1, 5.5.
func (v *View) RoomV1(r chat.Room) hipchat.RoomV1 {
	room := hipchat.RoomV1{
		RoomID: r.ID, Name: r.Name, Topic: r.Topic, Created: r.Created.Unix(), OwnerUserID: r.OwnerID,
		IsArchived: r.Archived, IsPrivate: r.Private, XMPPJID: v.RoomJID(r),
	}
	room.GuestAccessURL = v.GuestURL(r)
	if !r.LastActive.IsZero() {
		room.LastActive = r.LastActive.Unix()
	}
	return room
}

func privacy(r chat.Room) string {
	if r.Private {
		return hipchat.PrivacyPrivate
	}
	return hipchat.PrivacyPublic
}
