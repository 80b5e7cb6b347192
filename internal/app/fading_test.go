package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestAnAdministratorSeesWhatTokensOfV1AreStillUsedFor(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.V1Token("admin")
	s.V1Token("notification") // never used
	form := []byte("auth_token=" + token + "&room_id=Ops&from=CI&message=x")
	for range 2 {
		a := s.Send("POST", "/v1/rooms/message", http.Header{"User-Agent": {"old-script/1.0"}, "Content-Type": {"application/x-www-form-urlencoded"}}, form)
		if a.Status != 200 || !strings.Contains(strings.Join(a.Header["Link"], ", "), s.URL+`/docs/apiv2/method/send_room_notification>; rel="successor-version"`) {
			t.Fatalf("%d %s %v", a.Status, a.Body, a.Header)
		}
	}
	s.Call("", "GET", "/v1/rooms/list?auth_token="+token, nil)
	s.Call("", "GET", "/v1/rooms/list?auth_test=true&auth_token="+token, nil) // tries the token, is no use of it

	tokens, err := s.Remote.V1Tokens(t.Context())
	if err != nil || len(tokens) != 2 || len(tokens[0].Uses) != 2 || len(tokens[1].Uses) != 0 {
		t.Fatalf("got %+v, %v", tokens, err)
	}
	list, message := tokens[0].Uses[0], tokens[0].Uses[1]
	if list.Method != "rooms/list" || list.Calls != 1 || list.Successor.Path != "/v2/room" {
		t.Errorf("got %+v", list)
	}
	if message.Method != "rooms/message" || message.Calls != 2 || message.UserAgent != "old-script/1.0" || message.Address == "" ||
		message.LastUsed.IsZero() || message.Successor.Method != "POST" || message.Successor.Path != "/v2/room/{room}/notification" {
		t.Errorf("got %+v", message)
	}

	_, other := s.User("Ada Brook", "ada@example.test")
	if a := s.Call(other, "GET", "/api/tokens/v1", nil); a.Status != 403 {
		t.Errorf("somebody else: %d %s", a.Status, a.Body)
	}
}
