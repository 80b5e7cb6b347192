package outbound

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func streaming(t *testing.T, c Config, p Policy) *Streaming {
	t.Helper()
	s := client(t, c).Streaming(p, "test")
	t.Cleanup(s.Close)
	return s
}

func TestAStreamMayBeOfAnySize(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789"), 1<<19)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(w, r.Body); err != nil {
			t.Error(err)
		}
	})
	hc := http.Client{Transport: streaming(t, Config{MaxResponse: 10, Timeout: time.Second}, Trusted)}
	res, err := hc.Post(s.URL, "text/plain", bytes.NewReader(long))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, long) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestAStreamThatStandsStillIsEndedAsATimeout(t *testing.T) {
	held := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begins" {
			io.WriteString(w, "and then")
			http.NewResponseController(w).Flush()
		}
		<-held
	})
	t.Cleanup(func() { close(held) })
	hc := http.Client{Transport: &Streaming{gate: client(t, Config{}).gates[Trusted], silence: 50 * time.Millisecond, log: client(t, Config{}).log}}
	if _, err := hc.Get(s.URL + "/never"); !IsTimeout(err) || !errors.Is(err, errSilent) {
		t.Errorf("without an answer: %v", err)
	}
	if _, err := hc.Post(s.URL+"/never", "text/plain", strings.NewReader("x")); !errors.Is(err, errSilent) {
		t.Errorf("without an answer to a body: %v", err)
	}
	res, err := hc.Get(s.URL + "/begins")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); string(got) != "and then" || !errors.Is(err, errSilent) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAStreamGoesThroughTheGate(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("it was called") })
	var blocked *BlockedError
	if _, err := (&http.Client{Transport: streaming(t, Config{}, Public)}).Get(s.URL); !errors.As(err, &blocked) {
		t.Errorf("a loopback address: %v", err)
	}
	proxied := make(chan string, 1)
	proxy := serve(t, func(_ http.ResponseWriter, r *http.Request) { proxied <- r.Host })
	res, err := (&http.Client{Transport: streaming(t, Config{ProxyURL: proxy.URL}, Trusted)}).Get("http://93.184.215.14/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := <-proxied; got != "93.184.215.14" {
		t.Errorf("the proxy was asked for %s", got)
	}
}
