package connect_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// flow is a way of being installed: what the descriptor offers, and so what happens.
type flow struct {
	name                                            string
	callback, updateCallback, page, updated, parted bool
	data                                            bool // the descriptor stands in its address
	promise                                         promise
}

func flows() []flow {
	return []flow{
		{name: "by the server", callback: true},
		{name: "by the server, with updates of its own", callback: true, updateCallback: true},
		{name: "through the browser", page: true},
		{name: "through the browser, from a data: URI", page: true, data: true, parted: true},
		{name: "both ways", callback: true, page: true},
		{name: "both ways, with a page for everything", callback: true, updateCallback: true, page: true, updated: true, parted: true},
		{name: "by the server, from a data: URI", callback: true, data: true},
	}
}

func (f flow) installable(base string) *hipchat.Installable {
	pick := func(wanted bool, path string) string {
		if !wanted {
			return ""
		}
		return base + path
	}
	return &hipchat.Installable{
		CallbackURL: pick(f.callback, "/installed"), UpdateCallbackURL: pick(f.updateCallback, "/updated"),
		InstalledURL: pick(f.page, "/page"), UpdatedURL: pick(f.updated, "/page/updated"), UninstalledURL: pick(f.parted, "/page/gone"),
	}
}

// address is where the add-on's descriptor is found.
func (f flow) address(p *plugin) string {
	if !f.data {
		return p.base + "/descriptor"
	}
	b, err := json.Marshal(p.descriptor)
	if err != nil {
		p.t.Fatal(err)
	}
	return "data:application/json;base64," + base64.StdEncoding.EncodeToString(b)
}

// promise is what a release of HipChat Server makes of the plain add-on. spec: product, 13.4.
type promise struct {
	level   hipchat.Level
	unknown string // a scope that a descriptor may not ask for
	grown   string // one that it may
	modules int    // are shown
	options bool   // webhooks are filtered and signed
	card    int    // the answer to a notification with a card
	life    int64  // of tokens, in seconds
}

// promises are those of the older releases.
func promises() []promise {
	const hour = 3600
	return []promise{
		{hipchat.Level13, hipchat.ScopeViewRoom, hipchat.ScopeAdminRoom, 0, false, http.StatusBadRequest, hour},
		{hipchat.Level20, "", hipchat.ScopeViewRoom, 1, true, http.StatusNoContent, hour},
		{hipchat.Level22, "", hipchat.ScopeViewRoom, 1, true, http.StatusNoContent, 8 * hour},
	}
}

func latest() promise {
	return promise{hipchat.LevelLatest, "", hipchat.ScopeViewRoom, 1, true, http.StatusNoContent, 8 * 3600}
}

// spec: connect, 3.4 to 3.7
func TestAPlainAddonGoesThroughEveryFlow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		everyFlow(t, stoatest.Start(t, stoatest.WithDatabase(database)), "", latest())
	})
}

// The older one of the server's level and the add-on's counts. What the latest makes of it is seen above. spec: product, 13.4
func TestAPlainAddonGoesThroughEveryFlowAtEveryLevel(t *testing.T) {
	for _, want := range promises() {
		t.Run("of the server: "+string(want.level), func(t *testing.T) {
			everyFlow(t, stoatest.Start(t, func(c *app.Config) { c.CompatLevel = string(want.level) }), "", want)
		})
		t.Run("of the add-on: "+string(want.level), func(t *testing.T) { everyFlow(t, stoatest.Start(t), want.level, want) })
	}
}

// everyFlow installs an add-on at the level, which is asked for once: an update keeps it.
func everyFlow(t *testing.T, s *stoatest.Server, level hipchat.Level, want promise) {
	s.Room("Ops")
	for _, f := range flows() {
		f.promise = want
		for _, room := range []string{"Ops", ""} {
			place := "in a room"
			if room == "" {
				place = "for the group"
			}
			t.Run(f.name+", "+place, func(t *testing.T) {
				p := newPlugin(t, s, f.installable)
				p.level = level
				client := f.installs(p, room)
				p.level = ""
				f.works(p, room, client)
				client = f.updates(p, room, client)
				f.stops(p, room, client)
				f.leaves(p, room, client)
				p.quiet()
			})
		}
	}
}

func (f flow) installs(p *plugin, room string) hipchat.InstallPayload {
	in, err := p.agree(f.address(p), room)
	if err != nil {
		p.t.Fatal(err)
	}
	if in.Active != f.callback {
		p.t.Errorf("active: %v", in.Active)
	}
	return f.given(p, in, "/installed", "/page")
}

// given is the client that the add-on was told of, by its callback or on its page; by both it is the same.
func (f flow) given(p *plugin, in remote.Installation, callback, page string) (client hipchat.InstallPayload) {
	if callback != "" && f.callback {
		client = p.next("POST " + callback)
	}
	if !f.page {
		if in.Open != "" {
			p.t.Errorf("the browser is sent to %s", in.Open)
		}
		return client
	}
	read := p.reads(in.Open, page)
	if f.callback && read != client {
		p.t.Errorf("told %+v, then %+v", client, read)
	}
	return read
}

func (f flow) works(p *plugin, room string, client hipchat.InstallPayload) {
	if len(client.OAuthSecret) != 40 || (client.RoomID == 0) != (room == "") || client.GroupID == 0 {
		p.t.Errorf("told %+v", client)
	}
	p.tokenIs(http.StatusOK, client, hipchat.ScopeSendNotification)
	p.tokenIs(http.StatusBadRequest, client, hipchat.ScopeViewRoom)
	wrong := client
	wrong.OAuthSecret = strings.Repeat("x", 40)
	p.tokenIs(http.StatusUnauthorized, wrong, "")
	f.isShown(p)
	f.hearsItsOwn(p)
	token := p.grant(client, hipchat.ScopeSendNotification)
	if token.ExpiresIn != f.promise.life-1 {
		p.t.Errorf("a token for %d s", token.ExpiresIn)
	}
	f.grants(p, room, client)
	card := `{"message":"m","card":{"style":"application","id":"1","title":"t","format":"medium"}}`
	if a := p.s.Call(token.AccessToken, "POST", "/v2/room/Ops/notification", card); a.Status != f.promise.card {
		p.t.Errorf("a card: %d %s", a.Status, a.Body)
	}
}

// grants asks for the tokens of an add-on that need no person. spec: auth, 6.1, 6.6
func (f flow) grants(p *plugin, room string, client hipchat.InstallPayload) {
	p.t.Helper()
	inRoom := http.StatusOK
	if room == "" {
		inRoom = http.StatusBadRequest
	}
	for _, g := range []struct {
		form url.Values
		want int
	}{
		{url.Values{"grant_type": {"refresh_token"}}, http.StatusOK}, // as some bots renew their own
		{url.Values{"grant_type": {"room_notification"}}, inRoom},
		{url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "redirect_uri": {p.base}}, http.StatusBadRequest},
		{url.Values{"grant_type": {"implicit"}}, http.StatusBadRequest},
	} {
		if a := p.post(client, g.form); a.Status != g.want {
			p.t.Errorf("%v: %d %s", g.form, a.Status, a.Body)
		}
	}
}

func (f flow) isShown(p *plugin) {
	p.t.Helper()
	if n := p.shown(); n != f.promise.modules {
		p.t.Errorf("%d modules are shown, want %d", n, f.promise.modules)
	}
}

// hearsItsOwn says what the webhook's pattern does not match, and then what it does.
func (f flow) hearsItsOwn(p *plugin) {
	p.t.Helper()
	p.say("NOT FOR IT")
	if !f.promise.options {
		if got := await(p.t, p.heard, "a webhook"); got != "NOT FOR IT" {
			p.t.Errorf("heard %q", got)
		}
	}
	p.hears("installed")
	if p.signed() != f.promise.options {
		p.t.Errorf("signed: %v", p.signed())
	}
}

// updates installs a descriptor that asks for more over the old one.
func (f flow) updates(p *plugin, room string, old hipchat.InstallPayload) hipchat.InstallPayload {
	p.change(func(d *hipchat.Descriptor) { d.Name = "Grown" })
	if f.promise.unknown != "" {
		p.asksFor(f.promise.unknown)
		if _, err := p.agree(f.address(p), room); err == nil || !strings.Contains(err.Error(), "capabilities.hipchatApiConsumer.scopes.1") {
			p.t.Errorf("an update with %s: %v", f.promise.unknown, err)
		}
		p.tokenIs(http.StatusOK, old, "")
	}
	p.asksFor(f.promise.grown)
	preview, err := p.s.Remote.PreviewAddon(p.t.Context(), f.address(p), room)
	if err != nil || preview.Update == nil || !preview.Update.Changed || len(preview.Update.AddedScopes) != 1 || preview.Update.AddedScopes[0] != f.promise.grown {
		p.t.Fatalf("asked for %+v: %v", preview.Update, err)
	}
	in, err := p.s.Remote.InstallAddon(p.t.Context(), preview, room)
	if err != nil {
		p.t.Fatal(err)
	}
	client := old
	if f.updateCallback {
		told := p.next("POST /updated")
		if told.OAuthSecret != "" || told.OAuthID != old.OAuthID {
			p.t.Errorf("told %+v", told)
		}
		if f.page {
			if read := p.reads(in.Open, "/page/updated"); read != told {
				p.t.Errorf("read %+v", read)
			}
		}
	} else {
		client = f.given(p, in, "/installed", "/page")
		if client.OAuthID == old.OAuthID || client.OAuthSecret == old.OAuthSecret {
			p.t.Error("the client is the old one")
		}
		if f.callback {
			p.next("DELETE /installed/" + old.OAuthID)
		}
		p.tokenIs(http.StatusUnauthorized, old, "")
	}
	p.tokenIs(http.StatusOK, client, f.promise.grown)
	p.hears("updated")
	f.isShown(p)
	if all := p.installed(room); len(all) != 1 || all[0].Name != "Grown" {
		p.t.Errorf("installed: %+v", all)
	}
	return client
}

// stops disables the add-on and enables it again.
func (f flow) stops(p *plugin, room string, client hipchat.InstallPayload) {
	id := p.installed(room)[0].ID
	if in, err := p.s.Remote.DisableAddon(p.t.Context(), id, true); err != nil || !in.Disabled {
		p.t.Fatalf("%+v, %v", in, err)
	}
	p.tokenIs(http.StatusForbidden, client, "") // not 401, which would be the end. spec: connect, 3.8
	p.say("while disabled")
	if n := p.shown(); n != 0 {
		p.t.Errorf("%d modules are shown of a disabled add-on", n)
	}
	if _, err := p.agree(f.address(p), room); err == nil || !strings.Contains(err.Error(), "disabled") {
		p.t.Errorf("updated while disabled: %v", err)
	}
	if in, err := p.s.Remote.DisableAddon(p.t.Context(), id, false); err != nil || in.Disabled {
		p.t.Fatalf("%+v, %v", in, err)
	}
	p.tokenIs(http.StatusOK, client, "")
	p.hears("enabled")
	f.isShown(p)
}

func (f flow) leaves(p *plugin, room string, client hipchat.InstallPayload) {
	open, err := p.s.Remote.RemoveAddon(p.t.Context(), p.installed(room)[0].ID)
	if err != nil {
		p.t.Fatal(err)
	}
	if f.callback {
		p.next("DELETE /installed/" + client.OAuthID)
	}
	if f.parted {
		client := client
		read := p.reads(open, "/page/gone")
		if client.OAuthSecret = ""; read != client {
			p.t.Errorf("read %+v, want %+v", read, client)
		}
	}
	p.tokenIs(http.StatusUnauthorized, client, "")
	if n := p.shown(); n != 0 || len(p.installed(room)) != 0 {
		p.t.Errorf("%d modules are shown, installed: %+v", n, p.installed(room))
	}
}

// spec: connect, 2.3, 2.7
func TestAnAddonIsInstalledOnlyWhereItsDescriptorAllows(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	yes, no := true, false
	for _, tt := range []struct {
		name          string
		global, room  *bool
		group, inRoom bool // may it be installed there
	}{
		{"anywhere, as it says nothing", nil, nil, true, true},
		{"anywhere, as it says", &yes, &yes, true, true},
		{"in rooms", &no, nil, false, true},
		{"for the group", nil, &no, true, false},
		{"nowhere", &no, &no, false, false},
	} {
		for place, may := range map[string]bool{"": tt.group, "Ops": tt.inRoom} {
			p := newPlugin(t, s, flow{callback: true}.installable)
			p.change(func(d *hipchat.Descriptor) {
				d.Capabilities.Installable.AllowGlobal, d.Capabilities.Installable.AllowRoom = tt.global, tt.room
			})
			in, err := p.agree(p.base+"/descriptor", place)
			if (err == nil) != may || err != nil && !strings.Contains(err.Error(), "can only be installed") {
				t.Errorf("%s, in %q: %v", tt.name, place, err)
			}
			if err != nil {
				p.quiet()
				continue
			}
			if _, err := s.Remote.RemoveAddon(t.Context(), in.ID); err != nil {
				t.Error(err)
			}
		}
	}
}
