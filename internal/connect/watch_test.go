package connect_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

func watching(apply bool) stoatest.Option {
	return func(c *app.Config) { c.DescriptorCheck, c.ApplyDescriptors = 30*time.Millisecond, apply }
}

// watched waits until the descriptor as it is now has been read and judged: until it is read once more.
func (p *plugin) watched() {
	p.t.Helper()
	select {
	case <-p.read: // of before the change
	default:
	}
	for range 2 { // the next look begins when this one is over
		await(p.t, p.read, "a look at the descriptor")
	}
}

// spec: connect, 3.7
func TestAnAddonIsWatchedForAChangedDescriptor(t *testing.T) {
	asking, applying := stoatest.Start(t, watching(false)), stoatest.Start(t, watching(true))
	const elsewhere = "http://elsewhere.test/"
	keeps := flow{updateCallback: true}
	for _, tt := range []struct {
		name    string
		changes func(d *hipchat.Descriptor) // beside the add-on's name; nil: nothing changes
		flow    flow
		pending bool // where people are asked
		applied bool // where they need not be
		refused bool // by the add-on
	}{
		{"nothing", nil, keeps, false, false, false},
		{"its name", func(*hipchat.Descriptor) {}, keeps, true, true, false},
		{"its name, and it refuses", func(*hipchat.Descriptor) {}, keeps, true, false, true},
		{"its name, without any callback", func(*hipchat.Descriptor) {}, flow{}, true, true, false},
		{"its name, and it has to be given a new client", func(*hipchat.Descriptor) {}, flow{callback: true}, true, false, false},
		{"its name, and it has a page to be shown", func(*hipchat.Descriptor) {}, flow{updateCallback: true, updated: true}, true, false, false},
		{"more scopes", grow, keeps, true, false, false},
		{"fewer scopes", func(d *hipchat.Descriptor) { d.Capabilities.Consumer = nil }, keeps, true, true, false},
		{"a host that is called", func(d *hipchat.Descriptor) { d.Capabilities.Webhooks[0].URL = elsewhere }, keeps, true, false, false},
		{"a host that browsers open", func(d *hipchat.Descriptor) { d.Capabilities.Dialogs[0].URL = elsewhere }, keeps, true, false, false},
		{"where consent is sent", func(d *hipchat.Descriptor) {
			d.Capabilities.OAuth2 = &hipchat.OAuth2Consumer{RedirectionURLs: []string{elsewhere}}
		}, keeps, true, false, false},
		{"more messages", func(d *hipchat.Descriptor) { d.Capabilities.Webhooks[0].Pattern = "" }, keeps, true, false, false},
		{"another event", func(d *hipchat.Descriptor) { d.Capabilities.Webhooks[0].Event = "room_notification" }, keeps, true, false, false},
		{"no events", func(d *hipchat.Descriptor) { d.Capabilities.Webhooks = nil }, keeps, true, true, false},
		{"not for rooms any more", func(d *hipchat.Descriptor) { d.Capabilities.Installable.AllowRoom = new(bool) }, keeps, true, false, false},
		{"whose it is", func(d *hipchat.Descriptor) { d.Links.Self = elsewhere }, keeps, false, false, false},
		{"its key", func(d *hipchat.Descriptor) { d.Key = "test.other" }, keeps, false, false, false},
		{"that it is a descriptor", func(d *hipchat.Descriptor) { d.Description = "" }, keeps, false, false, false},
	} {
		for where, s := range map[string]*stoatest.Server{"asking": asking, "applying": applying} {
			t.Run(tt.name+", "+where, func(t *testing.T) {
				room := s.Room(tt.name).Name
				p := newPlugin(t, s, tt.flow.installable)
				in, err := p.agree(p.base+"/descriptor", room)
				if err != nil {
					t.Fatal(err)
				}
				if tt.refused {
					p.answer(http.StatusConflict)
				}
				if tt.changes != nil {
					p.change(func(d *hipchat.Descriptor) {
						d.Name = "Renamed"
						tt.changes(d)
					})
				}
				p.watched()
				applied := tt.applied && s == applying
				now := p.installed(room)[0]
				if got := now.Name == "Renamed"; got != applied {
					t.Errorf("applied: %v", got)
				}
				if got := now.Update != nil; got != (tt.pending && !applied) {
					t.Errorf("pending: %v", got)
				}
				if now.ID != in.ID || now.OAuthID != in.OAuthID {
					t.Errorf("its client is another one: %+v", now)
				}
				if _, err := s.Remote.RemoveAddon(t.Context(), in.ID); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestAChangeThatIsTakenBackIsNoUpdate(t *testing.T) {
	s := stoatest.Start(t, watching(false))
	s.Room("Ops")
	p := newPlugin(t, s, flow{updateCallback: true}.installable)
	if _, err := p.agree(p.base+"/descriptor", "Ops"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Renamed", "Plugin"} {
		p.change(func(d *hipchat.Descriptor) { d.Name = name })
		p.watched()
		if got := p.installed("Ops")[0].Update != nil; got != (name == "Renamed") {
			t.Errorf("%s: pending: %v", name, got)
		}
	}
}

// What was read before somebody updated the add-on is older than what is installed.
func TestAnUpdateThatIsMadeDuringALookIsNotUndone(t *testing.T) {
	s := stoatest.Start(t, watching(true))
	s.Room("Ops")
	p := newPlugin(t, s, flow{updateCallback: true}.installable)
	if _, err := p.agree(p.base+"/descriptor", "Ops"); err != nil {
		t.Fatal(err)
	}
	updated := make(chan struct{})
	p.mu.Lock()
	p.reading = func() {
		defer close(updated)
		p.change(func(d *hipchat.Descriptor) { d.Name = "Renamed" })
		if _, err := p.agree(p.base+"/descriptor", "Ops"); err != nil {
			t.Error(err)
		}
	}
	p.mu.Unlock()
	await(t, updated, "the update")
	p.next("POST /updated")
	p.watched()
	p.quiet()
	if in := p.installed("Ops")[0]; in.Name != "Renamed" || in.Update != nil {
		t.Errorf("%+v", in)
	}
}

// An add-on is asked once whether it agrees to a descriptor, and not at every look.
func TestAnUpdateThatWasRefusedIsLeftToPeople(t *testing.T) {
	s := stoatest.Start(t, watching(true))
	s.Room("Ops")
	p := newPlugin(t, s, flow{updateCallback: true}.installable)
	if _, err := p.agree(p.base+"/descriptor", "Ops"); err != nil {
		t.Fatal(err)
	}
	p.answer(http.StatusConflict)
	p.change(func(d *hipchat.Descriptor) { d.Name = "Renamed" })
	p.watched()
	p.watched()
	p.next("POST /updated")
	p.quiet()
	p.answer(http.StatusOK)
	if in, err := p.agree(p.base+"/descriptor", "Ops"); err != nil || in.Name != "Renamed" {
		t.Errorf("%+v, %v", in, err)
	}
}
