package outbound

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAttemptsAreToldOfWhomTheyWereMadeFor(t *testing.T) {
	var told []Attempt
	c := client(t, Config{Made: func(a Attempt) { told = append(told, a) }})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hang" {
			<-r.Context().Done()
		}
		w.WriteHeader(http.StatusTeapot)
	})
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, call := range []struct {
		ctx context.Context
		req Request
	}{
		{t.Context(), Request{URL: s.URL, Policy: Trusted}},
		{t.Context(), Request{URL: s.URL, Policy: Trusted, Party: 7, Purpose: "webhook"}},
		{stopped, Request{URL: s.URL, Policy: Trusted, Party: 8}},
		{t.Context(), Request{URL: s.URL + "/hang", Policy: Trusted, Party: 9, Timeout: time.Millisecond}},
	} {
		_, _ = c.Do(call.ctx, call.req) // how it ended is what is told
	}
	if len(told) != 2 {
		t.Fatalf("told of %+v", told)
	}
	if a := told[0]; a.Party != 7 || a.Purpose != "webhook" || a.Status != http.StatusTeapot || a.Err != nil {
		t.Errorf("the first: %+v", a)
	}
	if a := told[1]; a.Party != 9 || !IsTimeout(a.Err) {
		t.Errorf("the second: %+v", a)
	}
}

func TestAProbeTellsTheWayThatItTook(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := client(t, Config{Resolver: nameServer(t, map[string][]string{"addon.example.": {"127.0.0.1"}})})
	host := s.Listener.Addr().String()
	port := host[strings.LastIndexByte(host, ':')+1:]
	for range 2 { // the second has no connection of the first to take
		resp, way, err := c.Probe(t.Context(), Request{URL: "http://addon.example:" + port, Policy: Trusted})
		if err != nil || resp.Status != http.StatusOK {
			t.Fatal(err)
		}
		if len(way.Addresses) != 1 || way.Addresses[0].String() != "127.0.0.1" || way.Address != host || way.Sent.IsZero() || way.Answered <= 0 {
			t.Errorf("%+v", way)
		}
	}
}
