package oauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// installed installs an add-on that agrees to everything and answers the client that it was given.
func installed(t *testing.T, s *stoatest.Server, room string, scopes ...string) (hipchat.InstallPayload, func()) {
	t.Helper()
	given := make(chan hipchat.InstallPayload, 1)
	mux := http.NewServeMux()
	addon := httptest.NewServer(mux)
	t.Cleanup(addon.Close)
	mux.HandleFunc("GET /descriptor", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(hipchat.Descriptor{
			Key: "test.addon", Name: "Addon", Description: "d", Links: hipchat.DescriptorLinks{Self: addon.URL + "/descriptor"},
			Capabilities: hipchat.DescriptorCapabilities{
				Installable: &hipchat.Installable{CallbackURL: addon.URL + "/installed"},
				Consumer:    &hipchat.APIConsumer{Scopes: scopes},
			},
		})
	})
	mux.HandleFunc("POST /installed", func(w http.ResponseWriter, r *http.Request) {
		var p hipchat.InstallPayload
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			t.Error(err)
		}
		given <- p
	})
	mux.HandleFunc("DELETE /installed/{id}", func(http.ResponseWriter, *http.Request) {})
	preview, err := s.Remote.PreviewAddon(t.Context(), addon.URL+"/descriptor", room)
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Remote.InstallAddon(t.Context(), preview, room)
	if err != nil {
		t.Fatal(err)
	}
	return <-given, func() {
		if _, err := s.Remote.RemoveAddon(context.Background(), in.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// The Go project's own OAuth 2 client gets, uses and loses an add-on's token.
func TestGosOwnClientGetsAnAddonsToken(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Other")
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams, oauth2.AuthStyleAutoDetect} {
		given, uninstall := installed(t, s, "Ops", hipchat.ScopeSendNotification, hipchat.ScopeViewRoom)
		cfg := clientcredentials.Config{
			ClientID: given.OAuthID, ClientSecret: given.OAuthSecret, TokenURL: s.URL + "/v2/oauth/token",
			Scopes: []string{hipchat.ScopeSendNotification}, AuthStyle: style,
		}
		token, err := cfg.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if left := time.Until(token.Expiry); left < time.Hour || token.RefreshToken != "" {
			t.Errorf("got %+v", token)
		}
		client := cfg.Client(t.Context())
		post := func(room string) int {
			res, err := client.Post(s.URL+"/v2/room/"+room+"/notification", "application/json", strings.NewReader(`{"message":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			return res.StatusCode
		}
		if got := post("Ops"); got != http.StatusNoContent {
			t.Errorf("its room: %d", got)
		}
		if got := post("Other"); got != http.StatusForbidden {
			t.Errorf("another room: %d", got)
		}
		if a := s.Call(token.AccessToken, "GET", "/v2/room/Ops", nil); a.Status != http.StatusForbidden {
			t.Errorf("a scope that was not asked for: %d", a.Status)
		}
		uninstall()
		if got := post("Ops"); got != http.StatusUnauthorized {
			t.Errorf("after it was removed: %d", got)
		}
		var refused *oauth2.RetrieveError
		if _, err := cfg.Token(t.Context()); !errors.As(err, &refused) || refused.Response.StatusCode != http.StatusUnauthorized {
			t.Errorf("a token after it was removed: %v", err)
		}
	}
}

func TestGosOwnClientSignsAPersonInAndRenewsTheToken(t *testing.T) {
	s := stoatest.Start(t)
	cfg := oauth2.Config{Endpoint: oauth2.Endpoint{TokenURL: s.URL + "/v2/oauth/token", AuthStyle: oauth2.AuthStyleInParams}, Scopes: []string{hipchat.ScopeViewGroup}}
	token, err := cfg.PasswordCredentialsToken(t.Context(), stoatest.AdminEmail, stoatest.AdminPassword)
	if err != nil {
		t.Fatal(err)
	}
	old := token.AccessToken
	token.Expiry = time.Now().Add(-time.Hour)
	renewed, err := cfg.TokenSource(t.Context(), token).Token()
	if err != nil || renewed.AccessToken == old || renewed.AccessToken == "" {
		t.Fatalf("got %+v, %v", renewed, err)
	}
	if a := s.Call(renewed.AccessToken, "GET", "/v2/user", nil); a.Status != http.StatusOK {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(renewed.AccessToken, "GET", "/v2/room/x/history", nil); a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(renewed.RefreshToken, "GET", "/v2/user", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("a refresh token as a token: %d", a.Status)
	}
}

func TestAnAddonGetsOnlyWhatItsDescriptorAsksFor(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	given, _ := installed(t, s, "", hipchat.ScopeSendNotification, hipchat.ScopeViewGroup)
	ask := func(form string) stoatest.Answer {
		h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		req, _ := http.NewRequest("POST", "/", nil)
		req.SetBasicAuth(given.OAuthID, given.OAuthSecret)
		h.Set("Authorization", req.Header.Get("Authorization"))
		return s.Send("POST", "/v2/oauth/token", h, []byte(form))
	}
	if a := ask("grant_type=client_credentials&scope=admin_group"); a.Status != 400 || a.Error(t).Field != "scope" || !strings.Contains(a.Error(t).Help, "hipchatApiConsumer.scopes") {
		t.Errorf("more than it asked for: %d %s", a.Status, a.Body)
	}
	var members map[string]any
	a := ask("grant_type=client_credentials")
	a.JSON(t, &members)
	// A client unpacks the answer into a record of exactly these six. spec: auth, 6.4.
	if a.Status != 200 || len(members) != 6 || members["scope"] != "send_notification view_group" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := ask("grant_type=room_notification"); a.Status != 400 {
		t.Errorf("a room's token for a global add-on: %d", a.Status)
	}
	token := members["access_token"].(string)
	var session hipchat.Session
	s.Call(token, "GET", "/v2/oauth/token/"+token, nil).JSON(t, &session)
	if session.OwnerType != "client" || session.Client == nil || session.Client.ID != given.OAuthID || session.Client.Room != nil {
		t.Errorf("session: %+v", session)
	}
	if a := s.Call(token, "POST", "/v2/room/Ops/message", `{"message":"x"}`); a.Status != 403 {
		t.Errorf("an add-on spoke as a person: %d %s", a.Status, a.Body)
	}
}
