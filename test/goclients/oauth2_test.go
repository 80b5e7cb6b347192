package goclients_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/hipchat"

	"github.com/stoachat/stoa/test/coverage"
	"github.com/stoachat/stoa/test/process"
)

// TestGosOAuth2GetsTokens runs golang.org/x/oauth2. Its package for HipChat takes the token endpoint of an add-on from the
// capabilities document, and everybody else's from the server's host.
func TestGosOAuth2GetsTokens(t *testing.T) {
	certificates, err := process.WriteCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := process.Start(t, process.Config{TLS: certificates, Args: []string{"--log-level", "debug"}})
	room(t, s, "Ops")
	t.Run("for an add-on", func(t *testing.T) {
		in := installed(t, s, "Ops")
		var document json.RawMessage
		call(t, s, "GET", strings.TrimPrefix(in.CapabilitiesURL, s.URL), "", &document)
		conf, err := hipchat.ClientCredentialsConfigFromCaps(document, in.OAuthID, in.OAuthSecret, "send_notification")
		if err != nil {
			t.Fatal(err)
		}
		post(t, conf.Client(t.Context()), s.URL, "by an add-on")
		if got, want := last(t, s, "Ops"), (notification{"by an add-on", "yellow", "text"}); got != want {
			t.Errorf("the room shows %+v, want %+v", got, want)
		}
		conf.ClientSecret = "wrong"
		if _, err := conf.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "401") {
			t.Errorf("a wrong secret: %v", err)
		}
	})
	t.Run("for a person", func(t *testing.T) {
		ctx := context.WithValue(t.Context(), oauth2.HTTPClient, trusting(t, certificates.CA))
		conf := oauth2.Config{Endpoint: hipchat.ServerEndpoint(strings.TrimPrefix(s.TLSURL, "https://")), Scopes: []string{"send_notification"}}
		token, err := conf.PasswordCredentialsToken(ctx, process.AdminEmail, process.AdminPassword)
		if err != nil {
			t.Fatal(err)
		}
		post(t, conf.Client(ctx, token), s.TLSURL, "by a person")
		if got, want := last(t, s, "Ops"), (notification{"by a person", "yellow", "text"}); got != want {
			t.Errorf("the room shows %+v, want %+v", got, want)
		}
	})
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	coverage.Check(t, "../coverage", coverage.Client{Name: "oauth2", Version: "0.37.0", From: "Go module", Calls: s.Called(t)})
}

// trusting is a client that knows the authority.
func trusting(t *testing.T, authority string) *http.Client {
	t.Helper()
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authorities(t, authority)}}}
}

// authorities are those of a file.
func authorities(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return roots
}

// installation is what an add-on is told when it is installed.
type installation struct {
	CapabilitiesURL string `json:"capabilitiesUrl"`
	OAuthID         string `json:"oauthId"`
	OAuthSecret     string `json:"oauthSecret"`
}

// installed installs an add-on that does nothing but agree.
func installed(t *testing.T, s *process.Server, room string) (in installation) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("GET /capabilities.json", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"key":"test.oauth2","name":"OAuth","description":"Agrees","links":{"self":"%[1]s/capabilities.json"},
			"capabilities":{"hipchatApiConsumer":{"scopes":["send_notification"]},"installable":{"callbackUrl":"%[1]s/installed"}}}`, server.URL)
	})
	mux.HandleFunc("POST /installed", func(_ http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&in); err != nil {
			t.Error(err)
		}
	})
	if out, err := s.CLI(t.Context(), "addon", "install", server.URL+"/capabilities.json", "--room", room); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return in
}

// post posts into the room with a client that brings its token along.
func post(t *testing.T, client *http.Client, base, message string) {
	t.Helper()
	body := fmt.Sprintf(`{"message":%q,"message_format":"text"}`, message)
	res, err := client.Post(base+"/v2/room/Ops/notification", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		t.Fatalf("%d: %s", res.StatusCode, text)
	}
}
