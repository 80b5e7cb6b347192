package connect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/view"
)

// spec: connect-js, 12
func TestPagesThatBrowsersWouldNotShowAreRefusedAtInstallation(t *testing.T) {
	panel := func(url string) func(*hipchat.Descriptor, string) {
		return func(d *hipchat.Descriptor, _ string) {
			d.Capabilities.WebPanels = hipchat.Modules[hipchat.WebPanel]{{Key: "p", Name: hipchat.Text{Value: "P"}, URL: url, Location: hipchat.LocationSidebarRight}}
		}
	}
	for _, tt := range []struct {
		name, base string
		change     func(*hipchat.Descriptor, string)
		refused    string
		ownHost    string
	}{
		{"a panel of http in a page of https", "https://chat.test", panel("http://bot.test/p"), "the panel of", ""},
		{"a glance of http in a page of https", "https://chat.test", func(d *hipchat.Descriptor, _ string) {
			d.Capabilities.Glances = hipchat.Modules[hipchat.Glance]{{Key: "g", Name: hipchat.Text{Value: "G"}, Icon: hipchat.Icon{URL: "https://bot.test/i"}, QueryURL: "http://bot.test:8080/g"}}
		}, "http://bot.test:8080", ""},
		{"a configuration of http in a page of https", "https://chat.test", func(d *hipchat.Descriptor, _ string) {
			d.Capabilities.Configurable = &hipchat.Configurable{URL: "http://bot.test/c"}
		}, "the configuration of", ""},
		{"a page in a window of its own", "https://chat.test", func(d *hipchat.Descriptor, _ string) {
			d.Capabilities.ExternalPages = hipchat.Modules[hipchat.ExternalPage]{{Key: "e", URL: "http://bot.test/e"}}
		}, "", ""},
		{"a panel of this machine", "https://chat.test", panel("http://127.0.0.1:3000/p"), "", ""},
		{"a panel of https", "https://chat.test", panel("https://bot.test/p"), "", ""},
		{"everything of http", "http://chat.test", panel("http://bot.test/p"), "", ""},
		{"the server's host name with another port", "https://chat.test", panel("https://Chat.test:8443/p"), "", "chat.test"},
		{"a name below the server's", "https://chat.test", panel("https://bot.chat.test/p"), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := view.New(tt.base, nil)
			if err != nil {
				t.Fatal(err)
			}
			h := &Host{view: v}
			d := hipchat.Descriptor{Key: "test.addon", Name: "Addon"}
			tt.change(&d, "")
			err = h.showable(d, "https://bot.test/d")
			if got := fmt.Sprint(err); tt.refused != "" && !strings.Contains(got, tt.refused) || tt.refused == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if got := h.OwnHost(d, "https://bot.test/d"); got != tt.ownHost {
				t.Errorf("own host %q", got)
			}
		})
	}
}

func TestModulesMadeByRESTAreRefusedLikeDeclaredOnes(t *testing.T) {
	v, err := view.New("https://chat.test", nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &Host{view: v}
	for _, tt := range []struct{ kind, module, refused string }{
		{hipchat.KindWebPanel, `{"key":"p","name":{"value":"P"},"url":"http://bot.test/p","location":"hipchat.sidebar.right"}`, "the panel of Harbour"},
		{hipchat.KindGlance, `{"key":"g","queryUrl":"http://bot.test/g"}`, "the glance of Harbour"},
		{hipchat.KindGlance, `{"key":"g"}`, ""},
		{hipchat.KindDialog, `{"key":"d","url":"https://bot.test/d"}`, ""},
		{hipchat.KindExternalPage, `{"key":"e","url":"http://bot.test/e"}`, ""},
		{hipchat.KindWebhook, `{"event":"room_message","url":"http://bot.test/h","name":"h"}`, ""},
	} {
		err := h.showableModule("Harbour", tt.kind, []byte(tt.module))
		if got := fmt.Sprint(err); tt.refused != "" && !strings.Contains(got, tt.refused) || tt.refused == "" && err != nil {
			t.Errorf("%s %s: %v", tt.kind, tt.module, err)
		}
	}
}
