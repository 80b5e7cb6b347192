package outbound

import (
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func list(t *testing.T, text string) AllowList {
	t.Helper()
	l, err := ParseAllow(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheAdministratorsListNamesNetworksAddressesAndHosts(t *testing.T) {
	l := list(t, " 10.0.0.0/8, 192.168.1.7:8443,[fd00::7]:443,fd01::/16,[fd02::1],Jira.Corp.Example, wiki.corp.example.:8090,,")
	for address, want := range map[string]bool{
		"10.1.2.3:1": true, "11.0.0.1:1": false, "192.168.1.7:8443": true, "192.168.1.7:443": false, "192.168.1.8:8443": false,
		"[fd00::7]:443": true, "[fd00::7]:80": false, "[fd01::9]:80": true, "[fd02::1]:80": true,
	} {
		if got := l.address(netip.MustParseAddrPort(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	for _, c := range []struct {
		host string
		port uint16
		want bool
	}{
		{"jira.corp.example", 1, true}, {"JIRA.corp.example.", 443, true}, {"wiki.corp.example", 8090, true},
		{"wiki.corp.example", 443, false}, {"x.jira.corp.example", 443, false}, {"10.0.0.1", 443, false}, {"", 443, false},
	} {
		if got := l.name(c.host, c.port); got != c.want {
			t.Errorf("%s:%d: %v", c.host, c.port, got)
		}
	}
}

func TestEntriesThatNameNothingAreRefused(t *testing.T) {
	for _, entry := range []string{"10.0.0.0/33", "host:0", "host:70000", "host:", ":80", "a b", "http://host", "host/path", "10.0.0.1:0", "2130706433", "0x7f.1:80", "*.example", "ho\x00st"} {
		if l, err := ParseAllow("10.0.0.0/8," + entry); err == nil {
			t.Errorf("%q was read as %+v", entry, l[1:])
		}
	}
}

func TestAHostOnTheListIsReachedInsideByItsNameOnly(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "inside") })
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	names := nameServer(t, map[string][]string{
		"jira.example.": {"127.0.0.1"}, "other.example.": {"127.0.0.1"}, "evil.example.": {"169.254.169.254"},
	})
	c := client(t, Config{Allow: list(t, "jira.example"+port+",evil.example"), Resolver: names})
	resp, err := c.Do(t.Context(), Request{URL: "http://jira.example" + port})
	if err != nil || string(resp.Body) != "inside" {
		t.Errorf("on the list: %v", err)
	}
	for name, u := range map[string]string{
		"another name of the same address":   "http://other.example" + port,
		"its address":                        "http://127.0.0.1" + port,
		"another port":                       "http://jira.example:1/",
		"a metadata address behind the name": "http://evil.example" + port,
	} {
		var blocked *BlockedError
		if _, err := c.Do(t.Context(), Request{URL: u}); !errors.As(err, &blocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheListDoesNotOpenTheServersOwnListener(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	own := netip.MustParseAddrPort(strings.TrimPrefix(s.URL, "http://"))
	c := client(t, Config{
		Refuse: []netip.AddrPort{own}, Allow: list(t, "127.0.0.0/8,me.example"), Resolver: nameServer(t, map[string][]string{"me.example.": {"127.0.0.1"}}),
	})
	for _, host := range []string{"127.0.0.1", "me.example"} {
		for _, policy := range []Policy{Public, Trusted} {
			var blocked *BlockedError
			_, err := c.Do(t.Context(), Request{URL: "http://" + host + s.URL[strings.LastIndexByte(s.URL, ':'):], Policy: policy})
			if !errors.As(err, &blocked) {
				t.Errorf("%s under %s: %v", host, policy, err)
			}
		}
	}
}

func TestOnlyTheOwnPolicyReachesTheServersOwnListenerAndNotThroughTheProxy(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "myself") })
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") })
	own := netip.MustParseAddrPort(strings.TrimPrefix(s.URL, "http://"))
	c := client(t, Config{Refuse: []netip.AddrPort{own}, ProxyURL: proxy.URL})
	resp, err := c.Do(t.Context(), Request{URL: s.URL, Policy: Own})
	if err != nil || string(resp.Body) != "myself" {
		t.Errorf("got %v", err)
	}
}
