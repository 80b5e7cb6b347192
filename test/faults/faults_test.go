// Package faults_test gives whole servers what goes wrong between them and add-ons, and reads what they say about it:
// each fault has a code and a remedy of its own.
package faults_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestMain gives the servers a DNS of the tests' own.
func TestMain(m *testing.M) {
	stop, err := serveDNS()
	if err != nil {
		panic(err)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// fault is something that is wrong, and what a server says about it.
type fault struct {
	name   string
	look   func(t *testing.T) []doctor.Finding
	code   doctor.Code
	remedy string // a part of it
}

func well(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }

func faults() []fault {
	return []fault{
		{"no such host", func(t *testing.T) []doctor.Finding {
			return diagnosed(t, stoatest.Start(t), "https://nowhere.example/")
		}, doctor.DNSNoSuchHost, "Correct the name"},
		{"refused", func(t *testing.T) []doctor.Finding {
			return diagnosed(t, stoatest.Start(t), "http://"+closedPort(t)+"/")
		}, doctor.TCPRefused, "Start what should listen"},
		{"an expired certificate", func(t *testing.T) []doctor.Finding {
			url, ca := serveTLS(t, time.Now().Add(-time.Hour), well)
			return diagnosed(t, stoatest.Start(t, trusting(ca)), url)
		}, doctor.TLSExpired, "Renew the certificate"},
		{"a private authority", func(t *testing.T) []doctor.Finding {
			url, ca := serveTLS(t, time.Now().Add(365*24*time.Hour), well)
			if found := diagnosed(t, stoatest.Start(t, trusting(ca)), url); len(found) != 1 || found[0].Code != doctor.OK {
				t.Errorf("with --trust-ca: %+v", found)
			}
			return diagnosed(t, stoatest.Start(t), url)
		}, doctor.TLSUnknownAuthority, "--trust-ca"},
		{"a wrong base URL", func(t *testing.T) []doctor.Finding {
			listen := closedPort(t)
			front := httptest.NewServer(frontOf(listen))
			t.Cleanup(front.Close)
			return diagnosed(t, stoatest.Start(t, func(c *app.Config) { c.Listen, c.BaseURL = listen, front.URL }), "")
		}, doctor.BaseURLWrong, "Set --base-url"},
		{"a redirect to http", func(t *testing.T) []doctor.Finding {
			plain := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
			t.Cleanup(plain.Close)
			url, ca := serveTLS(t, time.Now().Add(365*24*time.Hour), http.RedirectHandler(plain.URL, http.StatusFound).ServeHTTP)
			return diagnosed(t, stoatest.Start(t, trusting(ca)), url)
		}, doctor.RedirectDowngrade, "redirect to an https address"},
		{"a clock that is 60 s fast", func(t *testing.T) []doctor.Finding {
			other := httptest.NewServer(http.HandlerFunc(well))
			t.Cleanup(other.Close)
			clock := stoatest.NewClock()
			clock.Advance(time.Minute)
			found := diagnosed(t, stoatest.Start(t, stoatest.WithClock(clock)), other.URL)
			return found[1:] // it answers
		}, doctor.ClockSkew, "by NTP"},
		{"a proxy that answers 407", func(t *testing.T) []doctor.Finding {
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
			t.Cleanup(proxy.Close)
			return diagnosed(t, stoatest.Start(t, func(c *app.Config) { c.Proxy = proxy.URL }), "https://93.184.215.14/")
		}, doctor.ProxyAuthRequired, "Put them into --proxy"},
		{"a callback slower than the limit", slowWebhook, doctor.CallbackSlow, "take the call, answer, and do its work afterwards"},
		{"a blocked address", closedInside, doctor.BlockedAddress, "--outbound-allow"},
	}
}

// frontOf is a reverse proxy of the server at an address that leads to another for what says which server it is.
func frontOf(address string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: address}))
	mux.HandleFunc("GET /v2/capabilities", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"links":{"self":"https://old.example/v2/capabilities"}}`)
	})
	return mux
}

func TestEachFaultHasItsCodeAndItsRemedyOnAWholeServer(t *testing.T) {
	var mu sync.Mutex
	seen := map[doctor.Code]string{}
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			found := f.look(t)
			if len(found) == 0 || found[0].Code != f.code || !strings.Contains(found[0].Remedy, f.remedy) {
				t.Fatalf("want %s with %q: %+v", f.code, f.remedy, found)
			}
			mu.Lock()
			defer mu.Unlock()
			if seen[f.code] != "" {
				t.Errorf("%s is also the code of %s", f.code, seen[f.code])
			}
			seen[f.code] = f.name
		})
	}
}

func diagnosed(t *testing.T, s *stoatest.Server, url string) []doctor.Finding {
	t.Helper()
	found, err := s.Remote.DiagnoseURL(t.Context(), url)
	if err != nil || len(found) == 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	return found
}

// slowWebhook has an add-on not answer a delivery, and asks what its connectivity is then.
func slowWebhook(t *testing.T) []doctor.Finding {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Addon("Ops", hears, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"hello"}`)
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C {
		all, err := s.Remote.Addons(t.Context(), "Ops")
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if way := all[0].Connectivity.Outbound; !way.Open {
			return []doctor.Finding{{Code: doctor.Code(way.Code), Remedy: way.Remedy}}
		}
	}
}

// closedInside has somebody who administers no more than a room install an add-on on the inside network, and then takes
// that off the list of what they may reach.
func closedInside(t *testing.T) []doctor.Finding {
	data := t.TempDir()
	database := storetest.SQLite(t)
	keep := func(c *app.Config) { c.Database, c.Data = database, data }
	s := stoatest.Start(t, keep, func(c *app.Config) { c.Allow = "127.0.0.0/8" })
	_, token := s.User("Bob Stone", "bob@example.test")
	bob := as(t, s, token)
	if _, err := bob.CreateRoom(t.Context(), "Bob's", "", "public"); err != nil {
		t.Fatal(err)
	}
	s.Remote = bob
	addon := s.Addon("Bob's", hears, nil)
	s.Stop()
	s = stoatest.Start(t, keep)
	found, err := as(t, s, s.SignIn("bob@example.test", stoatest.UserPassword)).DiagnoseAddon(t.Context(), addon.Installation.ID)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func as(t *testing.T, s *stoatest.Server, token string) *remote.Client {
	t.Helper()
	c, err := remote.New(s.URL, token)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func hears(d *hipchat.Descriptor, base string) {
	d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{URL: base + "/heard", Event: hipchat.EventRoomMessage}}
}

func trusting(ca string) stoatest.Option { return func(c *app.Config) { c.TrustCA = ca } }

// closedPort is an address where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
