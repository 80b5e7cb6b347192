package connect_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func grow(d *hipchat.Descriptor) {
	d.Capabilities.Consumer = &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}}
}

// spec: connect, 3.7
func TestARefusedUpdateLeavesAllAsItWas(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, f := range []flow{{name: "a new client", callback: true}, {name: "the old client", callback: true, updateCallback: true}} {
		t.Run(f.name, func(t *testing.T) {
			p := newPlugin(t, s, f.installable)
			client := f.installs(p, "Ops")
			p.change(grow)
			p.answer(http.StatusConflict)
			if _, err := p.agree(f.address(p), "Ops"); err == nil || !strings.Contains(err.Error(), "409") {
				t.Errorf("updated: %v", err)
			}
			refused := (<-p.calls).Payload
			if refused.OAuthSecret != "" {
				p.tokenIs(http.StatusUnauthorized, refused, "")
			}
			p.tokenIs(http.StatusOK, client, hipchat.ScopeSendNotification)
			p.tokenIs(http.StatusBadRequest, client, hipchat.ScopeViewRoom)
			p.hears("still there")
			p.answer(http.StatusOK)
			f.leaves(p, "Ops", client)
		})
	}
}

// While it is asked to agree, an add-on may try out what it is to get; when it then refuses, that is taken back.
func TestScopesOfAnUpdateAreGrantedWhileItIsUnderWay(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	f := flow{callback: true, updateCallback: true}
	p := newPlugin(t, s, f.installable)
	client := f.installs(p, "Ops")
	var tokens []string
	agrees := http.StatusBadGateway
	p.change(grow)
	p.during = func() {
		tokens = append(tokens, p.grant(client, hipchat.ScopeViewRoom).AccessToken)
		p.answer(agrees)
	}
	if _, err := p.agree(f.address(p), "Ops"); err == nil {
		t.Fatal("the update was refused and is there")
	}
	if a := s.Call(tokens[0], "GET", "/v2/room/Ops", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("the token of a refused update: %d", a.Status)
	}
	agrees = http.StatusOK
	if _, err := p.agree(f.address(p), "Ops"); err != nil {
		t.Fatal(err)
	}
	if a := s.Call(tokens[1], "GET", "/v2/room/Ops", nil); a.Status != http.StatusOK {
		t.Errorf("the token of an update that was agreed to: %d", a.Status)
	}
}

func TestAKeyThatAnotherAddonHoldsIsRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	f := flow{callback: true}
	first, second := newPlugin(t, s, f.installable), newPlugin(t, s, f.installable)
	client := f.installs(first, "Ops")
	_, err := second.agree(f.address(second), "Ops")
	if err == nil || !strings.Contains(err.Error(), "Field key must be another one: Plugin of "+first.base) {
		t.Errorf("took the place of another add-on: %v", err)
	}
	second.quiet()
	first.tokenIs(http.StatusOK, client, "")
	s.Room("Other")
	if _, err := second.agree(f.address(second), "Other"); err != nil {
		t.Errorf("in another room: %v", err)
	}
}

func TestADescriptorThatHasChangedIsAPendingUpdate(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	f := flow{callback: true, updateCallback: true}
	p := newPlugin(t, s, f.installable)
	client := f.installs(p, "Ops")
	id := p.installed("Ops")[0].ID
	if same, err := s.Remote.CheckAddon(t.Context(), id); err != nil || same.Update == nil || same.Update.Changed || p.installed("Ops")[0].Update != nil {
		t.Fatalf("nothing has changed: %+v, %v", same.Update, err)
	}
	p.change(grow)
	preview, err := s.Remote.CheckAddon(t.Context(), id)
	if err != nil || !preview.Update.Changed {
		t.Fatalf("%+v, %v", preview.Update, err)
	}
	if u := p.installed("Ops")[0].Update; u == nil || len(u.AddedScopes) != 1 || u.AddedScopes[0] != hipchat.ScopeViewRoom {
		t.Errorf("pending: %+v", u)
	}
	p.tokenIs(http.StatusBadRequest, client, hipchat.ScopeViewRoom) // nobody has agreed yet
	if _, err := s.Remote.InstallAddon(t.Context(), preview, "Ops"); err != nil {
		t.Fatal(err)
	}
	p.next("POST /updated")
	if u := p.installed("Ops")[0].Update; u != nil {
		t.Errorf("still pending: %+v", u)
	}
	p.tokenIs(http.StatusOK, client, hipchat.ScopeViewRoom)
}

func TestAnAddonIsGivenANewSecret(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, f := range []flow{{callback: true, updateCallback: true}, {page: true}} {
		p := newPlugin(t, s, f.installable)
		old := f.installs(p, "Ops")
		in, err := s.Remote.RotateAddon(t.Context(), p.installed("Ops")[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		client := f.given(p, in, "/installed", "/page")
		if client.OAuthSecret == old.OAuthSecret || client.OAuthID == old.OAuthID {
			t.Errorf("given %+v", client)
		}
		if f.callback {
			p.next("DELETE /installed/" + old.OAuthID)
		}
		p.tokenIs(http.StatusUnauthorized, old, "")
		p.tokenIs(http.StatusOK, client, "")
		if diff := cmp.Diff([]string{"addon.rotated", "addon.installed"}, audited(t, s, p.descriptor.Key)[:2]); diff != "" {
			t.Errorf("the audit log (-want +got):\n%s", diff)
		}
		f.leaves(p, "Ops", client)
	}
	silent := newPlugin(t, s, func(string) *hipchat.Installable { return nil })
	in, err := silent.agree(silent.base+"/descriptor", "Ops")
	if err != nil || !in.Active {
		t.Fatalf("%+v, %v", in, err)
	}
	silent.hears("without any secret")
	if _, err := s.Remote.RotateAddon(t.Context(), in.ID); err == nil || !strings.Contains(err.Error(), "neither a callback nor a page") {
		t.Errorf("rotated: %v", err)
	}
}

// audited answers what the audit log says of an add-on, newest first.
func audited(t *testing.T, s *stoatest.Server, key string) (kinds []string) {
	t.Helper()
	var log struct {
		Items []struct {
			Kind    string
			Changes []chat.AuditChange
		}
	}
	s.Call(s.Token, "GET", "/api/audit?kind=addon&limit=200", nil).JSON(t, &log)
	for _, e := range log.Items {
		if slices.Contains(e.Changes, chat.AuditChange{Field: "key", To: key}) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func TestNothingRemainsOfAnInstallationThatWasRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, status := range []int{http.StatusFound, http.StatusForbidden, http.StatusInternalServerError} {
		p := newPlugin(t, s, flow{callback: true, page: true}.installable)
		p.answer(status)
		if in, err := p.agree(p.base+"/descriptor", "Ops"); err == nil {
			t.Errorf("%d: %+v", status, in)
		}
		client := p.next("POST /installed")
		p.tokenIs(http.StatusUnauthorized, client, "")
		if all := p.installed("Ops"); len(all) != 0 || p.shown() != 0 {
			t.Errorf("%d: %+v are installed, %d shown", status, all, p.shown())
		}
		p.say("to nobody")
		p.quiet()
	}
	p := newPlugin(t, s, flow{callback: true}.installable)
	p.during = func() { panic(http.ErrAbortHandler) }
	if in, err := p.agree(p.base+"/descriptor", "Ops"); err == nil || len(p.installed("Ops")) != 0 {
		t.Errorf("broken off: %+v, installed %+v", in, p.installed("Ops"))
	}
}

func TestAdministrationOfAddonsNeedsItsRights(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	f := flow{callback: true}
	p := newPlugin(t, s, f.installable)
	f.installs(p, "Ops")
	id := p.installed("Ops")[0].ID
	path := "/api/installations/" + strconv.FormatInt(id, 10)
	_, somebody := s.User("Somebody", "somebody@example.test")
	for _, c := range []struct{ method, path, body string }{
		{"PUT", path, `{"disabled":true}`}, {"POST", path + "/check", ""}, {"POST", path + "/rotate", ""}, {"DELETE", path, ""},
	} {
		if a := s.Call(somebody, c.method, c.path, c.body); a.Status != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "PUT", path, `{}`); a.Status != http.StatusBadRequest || a.Error(t).Field != "disabled" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call(s.Token, "PUT", "/api/installations/99", `{"disabled":true}`); a.Status != http.StatusNotFound {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
