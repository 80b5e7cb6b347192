package apiv2_test

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// The vendor's words stay as clients look for them, and what to do stands beside them.
func TestWhatToDoAboutARefusalStandsBesideTheVendorsWords(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("rooms")
	room := s.RoomToken("rooms", "CI")
	viewer := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	addon := s.Addon("", func(d *hipchat.Descriptor, _ string) {}, nil).Client
	token, err := s.Client("").GenerateToken(t.Context(), hipchat.Credentials{ID: addon.OAuthID, Secret: addon.OAuthSecret}, hipchat.TokenRequest{GrantType: hipchat.GrantClientCredentials})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, token, method, path, message, help string }{
		{"a room's token", room, "POST", "/v2/room/rooms/message", "This action requires one of the following scopes: [u'send_message']", "The token has send_notification. It is a room's"},
		{"a person's token", viewer, "POST", "/v2/room/rooms/message", "This action requires one of the following scopes: [u'send_message']", "The token has view_room. Make one with the scope at /account/api."},
		{"an add-on's token", token.AccessToken, "DELETE", "/v2/room/rooms", "This action requires one of the following scopes: [u'manage_rooms']", "hipchatApiConsumer.scopes"},
		{"an unknown token", "nonsense", "GET", "/v2/room", "Invalid OAuth session", "mistyped, another server's, revoked, or has ended"},
		{"a token by another name", "", "GET", "/v2/room?access_token=" + room, "", "The query has access_token, which is not read"},
		{"the version twice", room, "POST", "/v2/v2/room/1/notification", "No such method: /v2/v2/room/1/notification was not found", "a version too many"},
		{"in the plural", room, "POST", "/v2/rooms/rooms/notifications", "No such method: /v2/rooms/rooms/notifications was not found", "Is it /v2/room/rooms/notification?"},
		{"a method of v1", room, "POST", "/v2/rooms/message", "No such method: /v2/rooms/message was not found", "/v1/rooms/message"},
		{"nothing that is like one", room, "POST", "/v2/nothing", "No such method: /v2/nothing was not found", ""},
		{"a method of v2 at v1", room, "POST", "/v1/room/1/notification", "No such method: room/1/notification. That is a method of API v2, whose base URL ends in /v2", ""},
		{"no version", room, "POST", "/room/1/notification", "There is nothing at /room/1/notification. That is a method of API v2: the base URL ends in /v2.", ""},
		{"no version of v1", room, "POST", "/rooms/message", "There is nothing at /rooms/message. That is a method of API v1: the base URL ends in /v1.", ""},
		{"something in front", room, "POST", "/chat/v2/room/1/notification", "There is nothing at /chat/v2/room/1/notification. API v2 is at /v2, without anything in front.", ""},
		{"Stoa's own API in front", s.Token, "POST", "/api/v2/room/1/notification", "There is no POST /api/v2/room/1/notification. API v2 is below /v2, without /api in front", ""},
		{"an address without its token", "", "POST", "/hook", "There is nothing at /hook. What other tools send goes to /hook/TOKEN, the address that a room's Integrate page shows.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := s.Call(c.token, c.method, c.path, `{"message":"x"}`).Error(t)
			if c.message != "" && got.Message != c.message || !strings.Contains(got.Help, c.help) || c.help == "" && got.Help != "" {
				t.Errorf("it says %q, and helps with %q", got.Message, got.Help)
			}
		})
	}
}
