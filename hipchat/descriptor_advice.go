package hipchat

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// DescriptorAdvice says what of a descriptor servers take and then pass over, or what leads nowhere: mistakes of which an
// author hears nothing else. raw is one that CheckDescriptor has nothing against.
func DescriptorAdvice(raw []byte) []string {
	var d Descriptor
	var names struct {
		Capabilities map[string]json.RawMessage `json:"capabilities"`
	}
	if json.Unmarshal(raw, &d) != nil || json.Unmarshal(raw, &names) != nil {
		return nil // CheckDescriptor says why
	}
	return slices.Concat(passedOver(names.Capabilities), nowhere(d.Capabilities), neverInstalled(&d), neverHeard(&d))
}

// capabilityNames are those that servers read.
func capabilityNames() []string {
	return []string{"installable", "hipchatApiConsumer", "oauth2Consumer", "configurable", "adminPage", "webhook", "glance", "webPanel", "dialog", "action", "externalPage"}
}

// passedOver names capabilities that there are not, with the one that is like it.
func passedOver(there map[string]json.RawMessage) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if slices.Contains(capabilityNames(), name) {
			continue
		}
		text := fmt.Sprintf("capabilities.%s is passed over, since there is no capability of that name", Abridge(name))
		for _, known := range capabilityNames() {
			if letters(known) == letters(name) {
				text += ": it is written " + known
			}
		}
		all = append(all, text)
	}
	return all
}

// letters is a name without what authors get wrong: case, hyphens, and the plural.
func letters(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name)), "s")
}

// nowhere names targets that no module has.
func nowhere(c DescriptorCapabilities) (all []string) {
	keys := map[string]bool{}
	for _, m := range c.WebPanels {
		keys[m.Key] = true
	}
	for _, m := range c.Dialogs {
		keys[m.Key] = true
	}
	for _, m := range c.ExternalPages {
		keys[m.Key] = true
	}
	for _, m := range c.Glances {
		keys[m.Key] = true
	}
	missing := func(kind string, i int, target string) {
		if !keys[target] {
			all = append(all, fmt.Sprintf("capabilities.%s.%d.target is %q, which no webPanel, dialog, externalPage or glance of the descriptor has as its key: a click opens nothing until one is made by REST", kind, i, target))
		}
	}
	for i, m := range c.Glances {
		if m.Target != nil {
			missing(KindGlance, i, m.Target.Key)
		}
	}
	for i, m := range c.Actions {
		missing(KindAction, i, m.Target.Key)
	}
	return all
}

// neverInstalled says why the add-on cannot be installed, or gets no client.
func neverInstalled(d *Descriptor) (all []string) {
	if !d.AllowsRoom() && !d.AllowsGlobal() {
		all = append(all, "capabilities.installable allows neither a room nor the whole group: it can be installed nowhere")
	}
	if len(d.Scopes()) > 0 && d.CallbackURL() == "" && d.InstalledURL() == "" {
		all = append(all, "it asks for scopes and has neither installable.callbackUrl nor installedUrl: it is never given its client, and can get no token")
	}
	return all
}

// neverHeard names webhooks that cannot fire.
func neverHeard(d *Descriptor) (all []string) {
	for i, w := range d.Capabilities.Webhooks {
		if w.Event == EventRoomCreated && !d.AllowsGlobal() {
			all = append(all, fmt.Sprintf("capabilities.webhook.%d is for room_created, which an add-on in a room never hears: it needs allowGlobal", i))
		}
	}
	return all
}
