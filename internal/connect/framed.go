package connect

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// shownInPage are the purposes, among those of hipchat.Needs, for which the page itself opens an add-on's address.
var shownInPage = [...]string{"glance", "panel", "dialog", "configuration", "administration"}

// showable refuses an add-on whose pages browsers would not show: those without encryption within one that has it.
// spec: connect-js, 12
func (h *Host) showable(d hipchat.Descriptor, from string) error {
	if !strings.HasPrefix(h.view.Base(), "https:") {
		return nil
	}
	for _, e := range d.Needs(from).Browser {
		if e.TLS || isLoopback(e.Host) {
			continue
		}
		for _, purpose := range e.For {
			if slices.Contains(shownInPage[:], purpose) {
				return chat.Errorf(chat.Invalid, "Browsers show nothing of http in a page of https: the %s of %s is at %s and cannot be shown here. Serve it by https",
					purpose, hipchat.Abridge(d.Name), e.URL())
			}
		}
	}
	return nil
}

// showableModule is showable for a module that an add-on makes by REST.
func (h *Host) showableModule(name, kind string, module json.RawMessage) error {
	alone, err := json.Marshal(map[string]any{"name": name, "capabilities": map[string]any{kind: []json.RawMessage{module}}})
	if err != nil {
		return fmt.Errorf("module: %w", err)
	}
	var d hipchat.Descriptor
	if err := json.Unmarshal(alone, &d); err != nil {
		return fmt.Errorf("module: %w", err)
	}
	return h.showable(d, "")
}

// isLoopback tells hosts that browsers trust without encryption.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// OwnHost answers the server's host name when browsers open pages of the add-on under the same, and else nothing. Cookies
// know names and no ports, so whoever runs such an add-on is sent the sessions of all who open it.
func (h *Host) OwnHost(d hipchat.Descriptor, from string) string {
	base, err := url.Parse(h.view.Base())
	if err != nil {
		return ""
	}
	own := strings.ToLower(base.Hostname())
	for _, e := range d.Needs(from).Browser {
		if e.Host == own {
			return own
		}
	}
	return ""
}
