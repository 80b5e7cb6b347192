package connect_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/internal/stoatest"
)

// A signed request says to the add-on who looks at its page. It is no token: also the one that the server made opens
// nothing, wherever it stands and however it is signed. spec: connect, 4.1, 4.2
func TestASignedRequestIsNoToken(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	p := newPlugin(t, s, flow{callback: true}.installable)
	f := flow{callback: true, promise: latest()}
	client := f.installs(p, "Ops")
	claims := jwt.MapClaims{"iss": client.OAuthID, "sub": "1", "prn": "1", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	for _, m := range []struct {
		method jwt.SigningMethod
		key    any
	}{
		{jwt.SigningMethodHS256, []byte(client.OAuthSecret)},
		{jwt.SigningMethodHS512, []byte(client.OAuthSecret)},
		{jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType},
	} {
		text, err := jwt.NewWithClaims(m.method, claims).SignedString(m.key)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ where, query, authorization string }{
			{"as a bearer's token", "", "Bearer " + text},
			{"as the header of webhooks", "", "JWT " + text},
			{"as the header of one framework", "", "JWT token=" + text},
			{"as a page's parameter", "signed_request=" + text, ""},
			{"as a token's parameter", "auth_token=" + url.QueryEscape(text), ""},
		} {
			header := http.Header{}
			if c.authorization != "" {
				header.Set("Authorization", c.authorization)
			}
			for _, path := range []string{"/v2/room/Ops", "/v2/room/Ops/webhook", "/api/installations"} {
				if a := s.Send("GET", path+"?"+c.query, header, nil); a.Status != http.StatusUnauthorized || strings.Contains(a.Body, text) {
					t.Errorf("%s, %s, %s: %d %s", m.method.Alg(), c.where, path, a.Status, a.Body)
				}
			}
		}
	}
}
