package outbound

import (
	"errors"
	"net"
	"net/http"
	"testing"
)

func TestAProxysRefusalIsNotTakenForAnAnswer(t *testing.T) {
	for status, plain := range map[int]bool{http.StatusProxyAuthRequired: true, http.StatusForbidden: false, http.StatusBadGateway: false} {
		proxy := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		c := client(t, Config{ProxyURL: proxy.URL})
		for scheme, refused := range map[string]bool{"https": true, "http": plain} { // a proxy may answer for http, and nobody can tell
			_, err := c.Do(t.Context(), Request{URL: scheme + "://93.184.215.14/"})
			var pe *ProxyError
			if got := errors.As(err, &pe) && pe.Status == status; got != refused {
				t.Errorf("%s, %d: %v", scheme, status, err)
			}
		}
	}
}

func TestAProxyThatIsNotThereIsNamedAsSuch(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = client(t, Config{ProxyURL: "http://" + l.Addr().String()}).Do(t.Context(), Request{URL: "http://93.184.215.14/"})
	var pe *ProxyError
	if !errors.As(err, &pe) || pe.Status != 0 || pe.Err == nil {
		t.Errorf("got %v", err)
	}
}

func TestInsideNamesThatOnlyTheProxyKnowsAreNotLeftToItForAnybody(t *testing.T) {
	asked := make(chan string, 10)
	proxy := serve(t, func(_ http.ResponseWriter, r *http.Request) { asked <- r.Host })
	c := client(t, Config{ProxyURL: proxy.URL, Allow: list(t, "wiki.corp"), Resolver: nameServer(t, nil)})
	for _, host := range []string{"intranet", "db.internal", "printer.local.", "a.b.corp", "nas.home.arpa", "x.localhost"} {
		var blocked *BlockedError
		if _, err := c.Do(t.Context(), Request{URL: "http://" + host + "/"}); !errors.As(err, &blocked) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the proxy was asked for %s", <-asked)
	}
	for host, policy := range map[string]Policy{"wiki.corp": Public, "intranet": Trusted, "example.org": Public} {
		if _, err := c.Do(t.Context(), Request{URL: "http://" + host + "/", Policy: policy}); err != nil {
			t.Errorf("%s: %v", host, err)
		} else if got := <-asked; got != host {
			t.Errorf("the proxy was asked for %s", got)
		}
	}
}

func TestTheProxyIsNotAskedForAnotherHostThanWasChecked(t *testing.T) {
	proxy := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the proxy was asked for %s", r.RequestURI) })
	c := client(t, Config{ProxyURL: proxy.URL, Resolver: nameServer(t, map[string][]string{"in.example.": {"10.0.0.1"}})})
	for _, u := range []string{
		"http://93.184.215.14@127.0.0.1/", "http://127.0.0.1\\@93.184.215.14/", "http://127.0.0.1%2f@93.184.215.14/", "http://127.0.0.1#@93.184.215.14/",
		"http://127.0.0.1%00.example.org/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://[::ffff:7f00:1]/", "http://[::1%25lo]/",
		"http://127.0.0.1./", "http://in.example./", "http://in.example:99999/", "http://１２７.0.0.1/", "http://[64:ff9b::7f00:1]/",
	} {
		if _, err := c.Do(t.Context(), Request{URL: u}); err == nil {
			t.Errorf("%s was called", u)
		}
	}
}
