package view

import (
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Client is an installation's OAuth client. room is where it is installed, nil for the whole group.
// spec: auth, 7; connect, 5.2 room_topic_change.
func (v *View) Client(in chat.Installation, room *chat.Room) *hipchat.OAuthClient {
	c := &hipchat.OAuthClient{
		ID: in.OAuthID, Name: in.Name, AllowedScopes: in.Scopes,
		Links: hipchat.Links{Self: v.URL("/v2/oauth/client/" + in.OAuthID)},
	}
	if c.AllowedScopes == nil {
		c.AllowedScopes = []string{}
	}
	if room != nil {
		c.Room = &hipchat.Place{RoomStub: v.RoomStub(*room)}
	}
	return c
}
