package outbound

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func client(t *testing.T, c Config) *Client {
	t.Helper()
	cl, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestRequestIsSentAsItIs(t *testing.T) {
	type seen struct{ Method, URI, Agent, Type, Cookie, Body string }
	got := make(chan seen, 2)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- seen{r.Method, r.RequestURI, r.UserAgent(), r.Header.Get("Content-Type"), r.Header.Get("Cookie"), string(body)}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.Header().Set("X-Answer", "yes")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "short and stout")
	})
	c := client(t, Config{})
	for range 2 {
		resp, err := c.Do(t.Context(), Request{
			Method: "POST", URL: s.URL + "/a%2Fb?x=1;2&y=%zz", Body: []byte("{}"), Policy: Trusted,
			Header: http.Header{"content-type": {"application/json"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Status != http.StatusTeapot || string(resp.Body) != "short and stout" || resp.Header.Get("X-Answer") != "yes" || resp.Duration <= 0 {
			t.Errorf("answer %+v", resp)
		}
		want := seen{"POST", "/a%2Fb?x=1;2&y=%zz", "Stoa/1", "application/json", "", "{}"}
		if diff := cmp.Diff(want, <-got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPublicRequestsDoNotReachThisMachine(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	c := client(t, Config{})
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0"} {
		_, err := c.Do(t.Context(), Request{URL: "http://" + host + port})
		var blocked *BlockedError
		if !errors.As(err, &blocked) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestConnectionsOfTrustedRequestsAreNotLentToPublicOnes(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := client(t, Config{})
	if _, err := c.Do(t.Context(), Request{URL: s.URL, Policy: Trusted}); err != nil {
		t.Fatal(err)
	}
	var blocked *BlockedError
	if _, err := c.Do(t.Context(), Request{URL: s.URL, Policy: Public}); !errors.As(err, &blocked) {
		t.Errorf("got %v", err)
	}
}

func TestUnfitURLsAreRefused(t *testing.T) {
	c := client(t, Config{})
	for _, u := range []string{"", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///x", "http://me:secret@example.org/", "//example.org", "http://exa mple/", "http://a:b:c/"} {
		_, err := c.Do(t.Context(), Request{URL: u, Policy: Trusted})
		var blocked *BlockedError
		if !errors.As(err, &blocked) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", u, err)
		}
	}
}

func TestOwnListenerIsNotCalledEvenWhenTrusted(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
	own := netip.MustParseAddrPort(strings.TrimPrefix(s.URL, "http://"))
	_, err := client(t, Config{Refuse: []netip.AddrPort{own}}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted})
	var blocked *BlockedError
	if !errors.As(err, &blocked) {
		t.Errorf("got %v", err)
	}
}

func TestBodyOverTheLimitIsCutAndReported(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil { // without end
			if _, err := w.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
				return
			}
		}
	})
	resp, err := client(t, Config{}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted, MaxResponse: 10_000})
	if !errors.Is(err, ErrTooLarge) || !resp.Truncated || resp.Status != 200 || len(resp.Body) != 10_000 {
		t.Errorf("error %v, status %d, truncated %v, %d bytes", err, resp.Status, resp.Truncated, len(resp.Body))
	}
}

func TestBodyOfExactlyTheLimitIsWhole(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "12345") })
	resp, err := client(t, Config{MaxResponse: 5}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted})
	if err != nil || resp.Truncated || string(resp.Body) != "12345" {
		t.Errorf("error %v, %+v", err, resp)
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Big", strings.Repeat("x", 100<<10)) })
	if _, err := client(t, Config{}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted}); err == nil {
		t.Error("no error")
	}
}

func TestSlowAnswersTimeOut(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"before the header": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"inside the body": func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, h)
			_, err := client(t, Config{}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted, Timeout: 30 * time.Millisecond})
			if !errors.Is(err, context.DeadlineExceeded) || !IsTimeout(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestErrorsAndLogDoNotShowTheQuery(t *testing.T) {
	var log bytes.Buffer
	c := client(t, Config{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	s.Close()
	_, err := c.Do(t.Context(), Request{URL: s.URL + "/hook-5up3r?token=s3cret", Policy: Trusted, Purpose: "webhook"})
	if err == nil || strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "5up3r") {
		t.Errorf("error %v", err)
	}
	if l := log.String(); !strings.Contains(l, "purpose=webhook") || strings.Contains(l, "s3cret") || strings.Contains(l, "5up3r") {
		t.Errorf("log %s", l)
	}
}

func TestOnlyTheGivenAuthoritiesAreTrusted(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "sealed") }))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)

	var unknown x509.UnknownAuthorityError
	if _, err := client(t, Config{}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted}); !errors.As(err, &unknown) {
		t.Errorf("without the authority: %v", err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	resp, err := client(t, Config{TrustCA: pool}).Do(t.Context(), Request{URL: s.URL, Policy: Trusted})
	if err != nil || string(resp.Body) != "sealed" {
		t.Errorf("with the authority: %v %q", err, resp.Body)
	}
}

func TestProxyURLIsChecked(t *testing.T) {
	for _, u := range []string{"proxy:3128", "ftp://proxy:21", "http://", "%"} {
		if _, err := New(Config{ProxyURL: u}); err == nil {
			t.Errorf("%q was accepted", u)
		}
	}
}

func TestRequestsGoThroughTheProxyAfterTheCheck(t *testing.T) {
	proxied := make(chan string, 16)
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		u, _ := url.Parse(r.RequestURI)
		proxied <- u.Host
		io.WriteString(w, "by proxy")
	})
	c := client(t, Config{ProxyURL: proxy.URL, NoProxy: "10.0.0.0/8", Resolver: nameServer(t, map[string][]string{
		"inside.example.": {"192.168.3.4"},
		"out.example.":    {"93.184.215.14"},
	})})

	for _, host := range []string{"out.example", "unknown.example", "93.184.215.14"} {
		resp, err := c.Do(t.Context(), Request{URL: "http://" + host + "/"})
		if err != nil || string(resp.Body) != "by proxy" {
			t.Fatalf("%s: %v", host, err)
		}
		if got := <-proxied; got != host {
			t.Errorf("the proxy was asked for %s", got)
		}
	}
	for _, host := range []string{"inside.example", "192.168.3.4", "169.254.169.254", "2130706433", "10.1.1.1"} {
		_, err := c.Do(t.Context(), Request{URL: "http://" + host + "/"})
		var blocked *BlockedError
		if !errors.As(err, &blocked) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if len(proxied) != 0 {
		t.Errorf("the proxy was asked for %s", <-proxied)
	}
}
