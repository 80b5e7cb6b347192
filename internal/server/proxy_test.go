package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/server"
)

func TestAProxyOfOursSaysWhereARequestIsFrom(t *testing.T) {
	proxies, err := server.ParseProxies("10.0.0.0/8, 192.0.2.1,,2001:db8::/32")
	if err != nil {
		t.Fatal(err)
	}
	h := server.New(server.Parts{Guest: http.NotFound, Providers: http.NotFoundHandler(), Hook: part("hook"), Slack: part("slack"), SCIM: part("scim"),
		V2: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) }),
		V1: part("v1"), API: part("api"), Authorize: part("authorize"), Docs: part("docs"), Files: part("files"),
		Pictures: part("pictures"), Emoticons: part("emoticons"), Assets: part("assets"), Page: part("page").ServeHTTP, Proxies: proxies,
		Log: slog.New(slog.DiscardHandler),
	})
	for _, c := range []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"who comes directly", "203.0.113.9:4000", nil, "203.0.113.9:4000"},
		{"who comes directly and claims something", "203.0.113.9:4000", []string{"198.51.100.1"}, "203.0.113.9:4000"},
		{"by a proxy", "10.1.2.3:4000", []string{"203.0.113.9"}, "203.0.113.9:0"},
		{"by a proxy that says nothing", "10.1.2.3:4000", nil, "10.1.2.3:4000"},
		{"by a proxy, with a claim before", "10.1.2.3:4000", []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9:0"},
		{"by a proxy, with a claim to be a proxy before", "10.1.2.3:4000", []string{"10.9.9.9, 203.0.113.9"}, "203.0.113.9:0"},
		{"by two", "10.1.2.3:4000", []string{"198.51.100.1, 203.0.113.9, 192.0.2.1"}, "203.0.113.9:0"},
		{"by two, in two headers", "192.0.2.1:4000", []string{"203.0.113.9", "10.4.4.4"}, "203.0.113.9:0"},
		{"from inside", "10.1.2.3:4000", []string{"10.5.5.5"}, "10.5.5.5:0"},
		{"with what is no address", "10.1.2.3:4000", []string{"203.0.113.9, unknown"}, "10.1.2.3:4000"},
		{"with a port", "10.1.2.3:4000", []string{"203.0.113.9:5555"}, "203.0.113.9:0"},
		{"IPv6", "[2001:db8::1]:4000", []string{"2001:db9::7"}, "[2001:db9::7]:0"},
		{"IPv6 with a port", "[2001:db8::1]:4000", []string{"[2001:db9::7]:5555"}, "[2001:db9::7]:0"},
		{"IPv4 written as IPv6", "[::ffff:10.1.2.3]:4000", []string{"::ffff:203.0.113.9"}, "203.0.113.9:0"},
		{"by more than anybody has", "10.1.2.3:4000", []string{"203.0.113.9" + strings.Repeat(", 10.1.1.1", 20)}, "10.1.1.1:0"},
	} {
		rec, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://stoa.test/v2/x", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.peer, c.forwarded
		h.ServeHTTP(rec, r)
		if got := rec.Body.String(); got != c.want {
			t.Errorf("%s: from %s, want %s", c.name, got, c.want)
		}
	}
}

func TestProxiesAreAddressesAndNetworks(t *testing.T) {
	for list, want := range map[string]string{
		"": "", "10.0.0.1, 10.1.0.0/16": "", "proxy.example.org": "neither an address nor a network", "10.0.0.0/33": "neither", "0.0.0.0/0": "everybody", "::/0": "everybody",
	} {
		_, err := server.ParseProxies(list)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", list, err)
		}
	}
}
