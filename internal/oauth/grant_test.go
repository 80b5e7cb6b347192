package oauth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// The Go project's client names another grant by a parameter. spec: auth, 6.3.
func TestGosOwnClientGetsARoomsToken(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	given, uninstall := installed(t, s, "Ops", hipchat.ScopeSendNotification, hipchat.ScopeViewRoom)
	cfg := clientcredentials.Config{
		ClientID: given.OAuthID, ClientSecret: given.OAuthSecret, TokenURL: s.URL + "/v2/oauth/token",
		EndpointParams: url.Values{"grant_type": {"room_notification"}},
	}
	token, err := cfg.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"POST /v2/room/Ops/notification": http.StatusNoContent, "POST /v2/room/Other/notification": http.StatusForbidden, "GET /v2/room/Ops": http.StatusForbidden,
	} {
		method, path, _ := strings.Cut(path, " ")
		if a := s.Call(token.AccessToken, method, path, `{"message":"x"}`); a.Status != want {
			t.Errorf("%s %s: %d, want %d", method, path, a.Status, want)
		}
	}
	uninstall()
	if a := s.Call(token.AccessToken, "POST", "/v2/room/Ops/notification", `{"message":"x"}`); a.Status != http.StatusUnauthorized {
		t.Errorf("after the add-on was removed: %d", a.Status)
	}
}

func TestAPersonalTokenIsMadeWithAPersonsTokenAndHasNoMoreThanIt(t *testing.T) {
	s := stoatest.Start(t)
	narrow := s.SignIn(stoatest.AdminEmail, stoatest.AdminPassword, hipchat.ScopeViewRoom)
	ask := func(bearer, scope string) stoatest.Answer {
		h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Bearer " + bearer}}
		return s.Send("POST", "/v2/oauth/token", h, []byte(url.Values{"grant_type": {"personal"}, "scope": {scope}}.Encode()))
	}
	var token hipchat.TokenResponse
	a := ask(narrow, hipchat.ScopeViewRoom)
	if a.JSON(t, &token); a.Status != http.StatusOK || token.RefreshToken != "" || token.ExpiresIn < 300*24*3600 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := ask(narrow, hipchat.ScopeAdminGroup); a.Status != http.StatusBadRequest || a.Error(t).Field != "scope" {
		t.Errorf("more than the person's token has: %d %s", a.Status, a.Body)
	}
	s.Room("Ops")
	given, _ := installed(t, s, "Ops", hipchat.ScopeSendNotification)
	cfg := clientcredentials.Config{ClientID: given.OAuthID, ClientSecret: given.OAuthSecret, TokenURL: s.URL + "/v2/oauth/token", AuthStyle: oauth2.AuthStyleInHeader}
	addon, err := cfg.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a := ask(addon.AccessToken, ""); a.Status != http.StatusForbidden {
		t.Errorf("with an add-on's token: %d %s", a.Status, a.Body)
	}
	if a := ask("nobody's", ""); a.Status != http.StatusUnauthorized {
		t.Errorf("with no token of anybody: %d %s", a.Status, a.Body)
	}
}
