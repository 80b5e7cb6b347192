package outbound

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestRedirectsAreFollowedOnlyWhenAskedFor(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/there", http.StatusFound)
			return
		}
		io.WriteString(w, "there"+r.Referer())
	})
	c := client(t, Config{})
	resp, err := c.Do(t.Context(), Request{URL: s.URL + "/?token=1", Policy: Trusted})
	if err != nil || resp.Status != http.StatusFound {
		t.Errorf("not following: %v, status %d", err, resp.Status)
	}
	resp, err = c.Do(t.Context(), Request{URL: s.URL + "/?token=1", Policy: Trusted, FollowRedirects: true})
	if err != nil || string(resp.Body) != "there" {
		t.Errorf("following: %v, %q", err, resp.Body)
	}
}

func TestRedirectToItselfEnds(t *testing.T) {
	var calls atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		http.Redirect(w, r, "/", http.StatusFound)
	})
	_, err := client(t, Config{}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted, FollowRedirects: true})
	if !errors.Is(err, ErrRedirect) || calls.Load() != 1+maxRedirects {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

func TestRedirectFromHTTPSToHTTPIsRefused(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	s := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	_, err := client(t, Config{TrustCA: pool}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted, FollowRedirects: true})
	if !errors.Is(err, ErrRedirect) {
		t.Errorf("got %v", err)
	}
}

func TestEveryHopIsCheckedLikeTheFirst(t *testing.T) {
	inner := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	own := netip.MustParseAddrPort(strings.TrimPrefix(inner.URL, "http://"))
	c := client(t, Config{Refuse: []netip.AddrPort{own}})
	for _, target := range []string{inner.URL, "http://169.254.169.254/latest", "file:///etc/passwd", "http://me:you@example.org/", "http://2130706433/"} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusFound)
		})
		_, err := c.Do(t.Context(), Request{URL: s.URL, Policy: Trusted, FollowRedirects: true})
		var blocked *BlockedError
		if !errors.As(err, &blocked) {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestNameThatMovesInsideIsRefusedTheSecondTime(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	c := client(t, Config{
		Allow:    list(t, "127.0.0.1"),
		Resolver: nameServer(t, map[string][]string{"rebind.example.": {"127.0.0.1", "127.0.0.2"}}),
	})
	u := "http://rebind.example" + s.URL[strings.LastIndexByte(s.URL, ':'):]
	if resp, err := c.Do(t.Context(), Request{URL: u}); err != nil || resp.Status != 200 {
		t.Fatalf("first time: %v, status %d", err, resp.Status)
	}
	_, err := c.Do(t.Context(), Request{URL: u})
	var blocked *BlockedError
	if !errors.As(err, &blocked) || blocked.Addr != "127.0.0.2" {
		t.Errorf("second time: %v", err)
	}
}

// nameServer is a resolver that asks a real DNS server in this process, which knows only the given names.
// A question for an IPv4 address is answered with the name's next one, from then on with the last.
func nameServer(t *testing.T, names map[string][]string) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer, err := answerDNS(buf[:n], names); err == nil {
				pc.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func answerDNS(query []byte, names map[string][]string) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(query); err != nil {
		return nil, err
	}
	q := m.Questions[0]
	addrs, known := names[q.Name.String()]
	m.Header = dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true, RecursionAvailable: true}
	m.Additionals = nil
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	}
	if known && q.Type == dnsmessage.TypeA {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr(addrs[0]).As4()},
		})
		if len(addrs) > 1 {
			names[q.Name.String()] = addrs[1:]
		}
	}
	return m.Pack()
}
