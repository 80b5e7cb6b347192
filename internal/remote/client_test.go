package remote_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestWhatIsWrongWithAddressAndTokenIsSaid(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	for _, tt := range []struct{ name, address, token, want string }{
		{"no token", s.URL, "", "must be a token of yours; get one that is good for eight hours with: curl"},
		{"a token that is not known", s.URL, "x", "This token is not known here, was revoked, or has ended; get one that is good for eight hours with: curl"},
		{"a token of API v1", s.URL, s.V1Token("admin"), "This is a token of API v1"},
		{"a room's token", s.URL, s.RoomToken("Ops", "CI"), "Only a person's token opens this API"},
		{"no scheme", "chat.example.org", s.Token, "must be the server's address, like https://chat.example.org"},
		{"a path", s.URL + "/v2", s.Token, "must be the server's address alone, without a path"},
		{"another server", other.URL, s.Token, "answered 404 Not Found, and not as Stoa does: look at STOA_URL"},
	} {
		client, err := remote.New(tt.address, tt.token)
		if err == nil {
			_, err = client.Rooms(t.Context())
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}
