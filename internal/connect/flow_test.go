package connect_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// flow is a way of being installed: what the descriptor offers, and so what happens.
type flow struct {
	name                                            string
	callback, updateCallback, page, updated, parted bool
	data                                            bool // the descriptor stands in its address
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

// spec: connect, 3.4 to 3.7
func TestAPlainAddonGoesThroughEveryFlow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		for _, f := range flows() {
			for _, room := range []string{"Ops", ""} {
				place := "in a room"
				if room == "" {
					place = "for the group"
				}
				t.Run(f.name+", "+place, func(t *testing.T) {
					p := newPlugin(t, s, f.installable)
					client := f.installs(p, room)
					f.works(p, room, client)
					client = f.updates(p, room, client)
					f.stops(p, room, client)
					f.leaves(p, room, client)
					p.quiet()
				})
			}
		}
	})
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
	p.hears("installed")
	if n := p.shown(); n != 1 {
		p.t.Errorf("%d modules are shown", n)
	}
}

// updates installs a descriptor that asks for more over the old one.
func (f flow) updates(p *plugin, room string, old hipchat.InstallPayload) hipchat.InstallPayload {
	p.change(func(d *hipchat.Descriptor) {
		d.Name = "Grown"
		d.Capabilities.Consumer = &hipchat.APIConsumer{Scopes: []string{hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}}
	})
	preview, err := p.s.Remote.PreviewAddon(p.t.Context(), f.address(p), room)
	if err != nil || preview.Update == nil || !preview.Update.Changed || len(preview.Update.AddedScopes) != 1 || preview.Update.AddedScopes[0] != hipchat.ScopeViewRoom {
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
	p.tokenIs(http.StatusOK, client, hipchat.ScopeViewRoom)
	p.hears("updated")
	if all := p.installed(room); len(all) != 1 || all[0].Name != "Grown" || p.shown() != 1 {
		p.t.Errorf("installed: %+v, %d shown", all, p.shown())
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
	if n := p.shown(); n != 1 {
		p.t.Errorf("%d modules are shown", n)
	}
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
