package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// listens is an add-on in Ops that hears messages there.
func listens(d *hipchat.Descriptor, base string) {
	d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{URL: base + "/heard", Event: hipchat.EventRoomMessage, Authentication: hipchat.AuthenticationJWT}}
}

// only is the one add-on of Ops.
func only(t *testing.T, s *stoatest.Server) remote.Connectivity {
	t.Helper()
	all, err := s.Remote.Addons(t.Context(), "Ops")
	if err != nil || len(all) != 1 || all[0].Connectivity == nil {
		t.Fatalf("%v, %+v", err, all)
	}
	return *all[0].Connectivity
}

// until waits for the add-on's connectivity to be as told.
func until(t *testing.T, s *stoatest.Server, what string, is func(remote.Connectivity) bool) remote.Connectivity {
	t.Helper()
	for {
		c := only(t, s)
		if is(c) {
			return c
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("never %s: %+v", what, c)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestConnectivityIsShownFromWhatHappened(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	var answer atomic.Int32
	answer.Store(http.StatusNoContent)
	addon := s.Addon("Ops", listens, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(answer.Load())) })

	if c := only(t, s); c.State != "LIMITED" || c.Inbound.Open || c.Inbound.Code != "never_called" || !c.Outbound.Open || c.Outbound.Last == nil {
		t.Errorf("after the installation: %+v", c)
	}
	addon.Token()
	if c := only(t, s); c.State != "CONNECTED" || !c.Inbound.Open || c.Inbound.Last == nil || c.Inbound.Remedy != "" {
		t.Errorf("after it got a token: %+v", c)
	}
	answer.Store(http.StatusUnauthorized)
	s.Call(s.Token, "POST", "/v2/room/Ops/message", `{"message":"hello"}`)
	c := until(t, s, "refused", func(c remote.Connectivity) bool { return c.Outbound.Code == "signature_refused" })
	if c.State != "LIMITED" || c.Outbound.Open || !strings.Contains(c.Outbound.Remedy, "NTP") || !strings.Contains(c.Reason, "came to nothing") {
		t.Errorf("after it refused a signature: %+v", c)
	}
}

func TestDisabledAddonIsNotConnectedAndSaysWhy(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := s.Addon("Ops", listens, nil)
	addon.Token()
	for _, disabled := range []bool{true, false} {
		if _, err := s.Remote.DisableAddon(t.Context(), addon.Installation.ID, disabled); err != nil {
			t.Fatal(err)
		}
		c := only(t, s)
		if !disabled {
			if c.State != "CONNECTED" {
				t.Errorf("enabled again: %+v", c)
			}
			continue
		}
		if c.State != "NOT CONNECTED" || c.Reason != "The add-on is disabled: this server neither calls it nor lets it call." {
			t.Errorf("disabled: %+v", c)
		}
		for _, w := range []remote.Way{c.Inbound, c.Outbound} {
			if w.Open || w.Code != "addon_disabled" || !strings.HasPrefix(w.Remedy, "Enable the add-on") {
				t.Errorf("disabled: %+v", w)
			}
		}
		found, err := s.Remote.DiagnoseAddon(t.Context(), addon.Installation.ID)
		if err != nil || found[len(found)-1].Code != doctor.AddonDisabled {
			t.Errorf("%+v, %v", found, err)
		}
	}
}

func TestTheDoctorLooksAtAnAddonAndRemembersWhatItFound(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := s.Addon("Ops", listens, nil)
	found, err := s.Remote.DiagnoseAddon(t.Context(), addon.Installation.ID)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.TrimPrefix(addon.URL, "http://")
	self := strings.TrimPrefix(s.URL, "http://")
	want := []string{"descriptor " + at + " ok", "install " + at + " ok", "webhook " + at + " ok", "public address " + self + " ok", "calls of the add-on " + self + " never_called"}
	if diff := cmp.Diff(want, short(found)); diff != "" {
		t.Errorf("%s\n%+v", diff, found)
	}
	addon.Close()
	if found, err = s.Remote.DiagnoseAddon(t.Context(), addon.Installation.ID); err != nil || found[0].Code != doctor.TCPRefused {
		t.Errorf("when it is gone: %v, %+v", err, found)
	}
	if c := only(t, s); c.State != "NOT CONNECTED" || c.Outbound.Code != "tcp_refused" || !strings.Contains(c.Reason, "Nothing listens") {
		t.Errorf("when it is gone: %+v", c)
	}
}

func short(found []doctor.Finding) (list []string) {
	for _, f := range found {
		list = append(list, f.Target+" "+string(f.Code))
	}
	return list
}

func TestTheServerLooksAtAnAddressForGroupAdministratorsOnly(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := s.Addon("Ops", nil, nil)
	_, bob := s.User("Bob", "bob@example.test")
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }))
	t.Cleanup(site.Close)
	id := func(n int64) map[string]any { return map[string]any{"installation": n} }
	for _, tt := range []struct {
		name, token string
		body        any
		status      int
		code        doctor.Code // of the first finding
	}{
		{"an address", s.Token, map[string]any{"url": site.URL}, 200, doctor.OK},
		{"the server's own listener, as an address", s.Token, map[string]any{"url": s.URL}, 200, doctor.BlockedAlways},
		{"a metadata address", s.Token, map[string]any{"url": "http://169.254.169.254/"}, 200, doctor.BlockedAlways},
		{"nothing but the server", s.Token, map[string]any{}, 200, doctor.OK},
		{"no address", s.Token, map[string]any{"url": "nonsense"}, 400, ""},
		{"both", s.Token, map[string]any{"url": site.URL, "installation": addon.Installation.ID}, 400, ""},
		{"no installation", s.Token, id(addon.Installation.ID + 1), 404, ""},
		{"somebody's address", bob, map[string]any{"url": site.URL}, 403, ""},
		{"somebody's look at the server", bob, map[string]any{}, 403, ""},
		{"somebody else's add-on", bob, id(addon.Installation.ID), 403, ""},
		{"nobody", "", map[string]any{}, 401, ""},
		{"what is no request", s.Token, `{"url":7}`, 400, ""},
	} {
		answer := s.Call(tt.token, "POST", "/api/doctor", tt.body)
		var out struct{ Items []doctor.Finding }
		if answer.Status == 200 {
			answer.JSON(t, &out)
		}
		if answer.Status != tt.status || tt.code != "" && (len(out.Items) == 0 || out.Items[0].Code != tt.code) {
			t.Errorf("%s: %d %s", tt.name, answer.Status, answer.Body)
		}
	}
}

func TestAPreviewListsWhatMustBeReachable(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := s.Addon("Ops", listens, nil)
	p, err := s.Remote.PreviewAddon(t.Context(), addon.URL+"/descriptor", "")
	if err != nil {
		t.Fatal(err)
	}
	if !p.Needs.Inbound || len(p.Needs.Outbound) != 1 || p.Needs.Outbound[0].URL() != addon.URL {
		t.Errorf("%+v", p.Needs)
	}
	if diff := cmp.Diff([]string{"descriptor", "install", "webhook"}, p.Needs.Outbound[0].For); diff != "" {
		t.Error(diff)
	}
}
