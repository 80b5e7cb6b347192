package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/app"
)

// start runs a server on the data directory and answers it with what stops it.
func start(t *testing.T, cfg app.Config) (a *app.App, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	a, err := app.New(ctx, cfg)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	return a, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestTheSetupLinkWorksOnceAndIsGoneAfterwards(t *testing.T) {
	cfg := app.Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
	a, stop := start(t, cfg)
	link, err := url.Parse(a.SetupURL())
	if err != nil || link.Path != "/setup" {
		t.Fatalf("link %q, %v", a.SetupURL(), err)
	}
	body := `{"token":"` + link.Query().Get("token") + `","group":"Lighthouse","name":"Ada","email":"ada@example.test","password":"long enough"}`
	post := func(body string) int {
		res, err := http.Post(a.Base()+"/api/setup", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if got := post(strings.Replace(body, "long enough", "short", 1)); got != http.StatusBadRequest {
		t.Errorf("a short password: %d", got)
	}
	if got := post(body); got != http.StatusCreated {
		t.Errorf("the link: %d", got)
	}
	if got := post(strings.Replace(body, "ada@", "eve@", 1)); got != http.StatusForbidden || a.SetupURL() != "" {
		t.Errorf("the link again: %d", got)
	}
	stop()
	again, stop := start(t, cfg)
	defer stop()
	if again.SetupURL() != "" {
		t.Error("the second start has a link")
	}
}

func TestWhatIsSaidAndSealedSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	cfg := app.Config{Data: dir, AdminEmail: "a@example.test", AdminPassword: "long enough", Log: slog.New(slog.DiscardHandler)}
	_, stop := start(t, cfg)
	stop()
	key, err := os.ReadFile(filepath.Join(dir, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.AdminPassword = "another password" // of no consequence: there is an administrator
	a, stop := start(t, cfg)
	defer stop()
	res, err := http.PostForm(a.Base()+"/v2/oauth/token", url.Values{"grant_type": {"password"}, "username": {"a@example.test"}, "password": {"long enough"}})
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("sign in: %v, %v", res, err)
	}
	if again, err := os.ReadFile(filepath.Join(dir, "secret.key")); err != nil || !bytes.Equal(again, key) {
		t.Errorf("the key changed: %v", err)
	}
}

func TestABadConfigurationIsRefusedWithAReason(t *testing.T) {
	notPEM := filepath.Join(t.TempDir(), "x.pem")
	if err := os.WriteFile(notPEM, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]app.Config{
		"a base URL with a path":          {BaseURL: "https://chat.example.org/stoa"},
		"a base URL that is none":         {BaseURL: "chat.example.org"},
		"a base URL at no port":           {BaseURL: "https://chat.example.org:99999"},
		"a base URL with a fragment":      {BaseURL: "https://chat.example.org#here"},
		"https without a certificate":     {TLSListen: "127.0.0.1:0"},
		"XMPP without a certificate":      {XMPPListen: "127.0.0.1:0"},
		"XMPP with TLS, without one":      {XMPPListen: "127.0.0.1:0", XMPPTLS: "optional"},
		"XMPP in TLS without one":         {XMPPDirect: "127.0.0.1:0"},
		"an unknown word about XMPP":      {XMPPListen: "127.0.0.1:0", XMPPTLS: "maybe"},
		"a word about XMPP, and no XMPP":  {XMPPTLS: "off"},
		"XMPP at no address":              {XMPPListen: "nowhere:x", XMPPTLS: "off"},
		"a certificate that is not there": {TLSListen: "127.0.0.1:0", TLSCert: "/nowhere.pem", TLSKey: "/nowhere.key"},
		"a certificate in files and from an authority": {
			TLSListen: "127.0.0.1:0", TLSCert: "/x.pem", TLSKey: "/x.key", ACME: "letsencrypt", BaseURL: "https://chat.example.org", Data: t.TempDir(),
		},
		"an authority and no address for https":          {ACME: "letsencrypt", BaseURL: "https://chat.example.org", Data: t.TempDir()},
		"an authority and nowhere to keep what it gives": {TLSListen: "127.0.0.1:0", ACME: "letsencrypt", BaseURL: "https://chat.example.org"},
		"an authority that is asked in the clear":        {TLSListen: "127.0.0.1:0", ACME: "http://ca.example.org/directory", BaseURL: "https://chat.example.org", Data: t.TempDir()},
		"an authority for a host without a name":         {TLSListen: "127.0.0.1:0", ACME: "letsencrypt", BaseURL: "https://192.0.2.7", Data: t.TempDir()},
		"an authority for one of several servers": {
			TLSListen: "127.0.0.1:0", ACME: "letsencrypt", BaseURL: "https://chat.example.org", Data: t.TempDir(), Bus: "nats://127.0.0.1:1",
		},
		"an address that is none":         {Listen: "nonsense"},
		"an e-mail without a password":    {AdminEmail: "a@example.test"},
		"a password that is too short":    {AdminEmail: "a@example.test", AdminPassword: "x"},
		"authorities that are none":       {TrustCA: notPEM},
		"a database of an unknown kind":   {Database: "mysql://x"},
		"a database that does not answer": {Database: "postgres://stoa@127.0.0.1:1/stoa?connect_timeout=2"},
		"a data directory that is a file": {Data: notPEM},
	} {
		t.Run(name, func(t *testing.T) {
			cfg.Log = slog.New(slog.DiscardHandler)
			if a, err := app.New(context.Background(), cfg); err == nil {
				_ = a.Close()
				t.Error("accepted")
			} else if err.Error() == "" || strings.Contains(err.Error(), "\n\n") {
				t.Errorf("reason: %q", err)
			}
		})
	}
}
