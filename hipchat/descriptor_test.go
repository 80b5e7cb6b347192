package hipchat_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

func TestDescriptorsAreCheckedAgainstTheSchema(t *testing.T) {
	const head = `"key":"com.example","name":"E","description":"d","links":{"self":"https://a.test/d.json"}`
	tests := []struct{ name, descriptor, field string }{
		{"O10: without vendor, allowRoom and allowGlobal", `{` + head + `}`, ""},
		{"without a key", `{"name":"E","description":"d","links":{"self":"https://a.test"}}`, "key"},
		{"without links.self", `{"key":"k","name":"E","description":"d"}`, "links.self"},
		{"a minimum that we have", `{` + head + `,"apiVersion":"1:3"}`, ""},
		{"a minimum that we do not have", `{` + head + `,"apiVersion":"2:1"}`, "apiVersion"},
		{"a malformed minimum", `{` + head + `,"apiVersion":"one"}`, "apiVersion"},
		{"a relative callback", `{` + head + `,"capabilities":{"installable":{"callbackUrl":"/x"}}}`, "capabilities.installable.callbackUrl"},
		{"a callback that is no web address", `{` + head + `,"capabilities":{"installable":{"callbackUrl":"ftp://a.test"}}}`, "capabilities.installable.callbackUrl"},
		{"an unknown scope", `{` + head + `,"capabilities":{"hipchatApiConsumer":{"scopes":["view_room","root"]}}}`, "capabilities.hipchatApiConsumer.scopes.1"},
		{"O10: a webhook without name and authentication", `{` + head + `,"capabilities":{"webhook":[{"url":"https://a.test/w","event":"room_message"}]}}`, ""},
		{"a single webhook without its array", `{` + head + `,"capabilities":{"webhook":{"url":"https://a.test/w","event":"room_message"}}}`, ""},
		{"an unknown event", `{` + head + `,"capabilities":{"webhook":[{"url":"https://a.test/w","event":"x"}]}}`, "capabilities.webhook.0.event"},
		{"a webhook with a password in its URL", `{` + head + `,"capabilities":{"webhook":[{"url":"https://u:p@a.test/w","event":"room_enter"}]}}`, "capabilities.webhook.0.url"},
		{"unknown members everywhere", `{` + head + `,"x":1,"capabilities":{"y":{},"installable":{"z":2}}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d hipchat.Descriptor
			if err := json.Unmarshal([]byte(tt.descriptor), &d); err != nil {
				t.Fatal(err)
			}
			v := d.Check()
			if (v == nil) != (tt.field == "") || v != nil && v.Field != tt.field {
				t.Errorf("got %v, want a violation of %q", v, tt.field)
			}
		})
	}
}

func TestDescriptorsAreReadStrictly(t *testing.T) {
	const head = `"key":"com.example","name":"E","description":"d","links":{"self":"https://a.test/d.json"}`
	capabilities := func(text string) string { return `{` + head + `,"capabilities":{` + text + `}}` }
	nested := strings.Repeat(`{"x":`, 40) + `1` + strings.Repeat(`}`, 40)
	tests := []struct{ name, descriptor, field string }{
		{"every capability at once", capabilities(everyCapability), ""},
		{"not JSON", `{"key"`, "descriptor"},
		{"a list", `[]`, "descriptor"},
		{"something after the object", `{` + head + `} {}`, "descriptor"},
		{"a name twice", `{` + head + `,"name":"F"}`, "name"},
		{"a name twice, once escaped", `{` + head + `,"n\u0061me":"F"}`, "name"},
		{"a name twice inside a list", capabilities(`"webhook":[{"url":"https://a.test/w","event":"room_message","url":"https://b.test"}]`), "capabilities.webhook.0.url"},
		{"an empty name twice", `{` + head + `,"":1,"":2}`, `""`},
		{"a name twice in something unknown", `{` + head + `,"x":{"y":1,"y":2}}`, "x.y"},
		{"a name in other letters", capabilities(`"installable":{"CALLBACKURL":"ftp://a.test"}`), "capabilities.installable.CALLBACKURL"},
		{"a required name in other letters as well", `{` + head + `,"KEY":"other"}`, "KEY"},
		{"nested without end", `{` + head + `,"x":` + nested + `}`, "descriptor"},
		{"a number for a text", `{"key":1,"name":"E","description":"d","links":{"self":"https://a.test"}}`, "key"},
		{"a text for an object", `{` + head + `,"capabilities":"all"}`, "capabilities"},
		{"a vendor without a name", `{` + head + `,"vendor":{"url":"https://v.test"}}`, ""},
		{"an unknown capability", capabilities(`"internalChathook":{"url":7},"command":[]`), ""},
		{"a weight as text", capabilities(`"glance":[{"key":"g","name":{"value":"G"},"icon":{"url":"https://a.test/i.png"},"weight":"7"}]`), ""},
		{"an icon without its second density", capabilities(`"webPanel":[{"key":"p","name":{"value":"P"},"url":"https://a.test/p","location":"hipchat.sidebar.right","icon":{"url":"https://a.test/i.png"}}]`), ""},
		{"templates in addresses", capabilities(`"externalPage":[{"key":"e","url":"https://a.test/{message.metadata.ticket}?q={room.id}"}]`), ""},
		{"a panel in a place that is not there", capabilities(`"webPanel":[{"key":"p","name":{"value":"P"},"url":"https://a.test/p","location":"left"}]`), "capabilities.webPanel.0.location"},
		{"a dialog that is no web page", capabilities(`"dialog":[{"key":"d","title":{"value":"D"},"url":"javascript:alert(1)"}]`), "capabilities.dialog.0.url"},
		{"an action without a target", capabilities(`"action":[{"key":"a","name":{"value":"A"},"location":"hipchat.input.action"}]`), "capabilities.action.0.target"},
		{"a provider that is no web page", capabilities(`"oauth2Provider":{"tokenUrl":"file:///etc/passwd"}`), "capabilities.oauth2Provider.tokenUrl"},
		{"a consumer without its list", capabilities(`"oauth2Consumer":{}`), "capabilities.oauth2Consumer.redirectionUrls"},
		{"an unknown condition", capabilities(`"action":[{"key":"a","name":{"value":"A"},"location":"hipchat.input.action","target":"d","conditions":[{"condition":"moon"}]}]`), "capabilities.action.0.conditions.0.condition"},
		{"a configuration page without its address", capabilities(`"configurable":{}`), "capabilities.configurable.url"},
		{"empty lists", capabilities(`"webhook":[],"glance":[],"action":[]`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := hipchat.CheckDescriptor([]byte(tt.descriptor))
			if (v == nil) != (tt.field == "") || v != nil && v.Field != tt.field {
				t.Errorf("got %v, want a violation of %q", v, tt.field)
			}
		})
	}
}

const everyCapability = `
"installable":{"allowGlobal":true,"allowRoom":true,"callbackUrl":"https://a.test/i","updateCallbackUrl":"https://a.test/u",
	"installedUrl":"https://a.test/installed","updatedUrl":"https://a.test/updated","uninstalledUrl":"https://a.test/gone"},
"hipchatApiConsumer":{"scopes":["send_notification","view_room"],"fromName":"E","avatar":{"url":"https://a.test/i.png","url@2x":"https://a.test/i2.png"}},
"oauth2Consumer":{"redirectionUrls":["https://a.test/back"]},
"oauth2Provider":{"authorizationUrl":"https://a.test/auth","tokenUrl":"https://a.test/token"},
"configurable":{"url":"https://a.test/c","authentication":"none","allowAccessToRoomAdmins":true},
"adminPage":{"url":"https://a.test/admin"},
"webhook":[{"url":"https://a.test/w","event":"room_message","pattern":"^/x","name":"w","key":"w","authentication":"jwt"}],
"glance":[{"key":"g","name":{"value":"G","i18n":"g"},"icon":{"url":"https://a.test/i.png","url@2x":"https://a.test/i2.png"},
	"queryUrl":"https://a.test/g","target":"p","weight":7,"conditions":[{"condition":"glance_matches","params":{"metadata":[{"attr":"a.b","eq":1}]}}]}],
"webPanel":[{"key":"p","name":{"value":"P"},"url":"https://a.test/p","location":"hipchat.sidebar.right"}],
"dialog":[{"key":"d","title":{"value":"D"},"url":"https://a.test/d","options":{"style":"warning","size":{"width":"60%","height":"400px"},
	"hint":{"value":"h"},"filter":{"placeholder":{"value":"f"}},"primaryAction":{"name":{"value":"ok"},"key":"ok","enabled":true},"secondaryActions":[]}}],
"action":[{"key":"a","name":{"value":"A"},"location":"hipchat.message.action","target":{"key":"d","options":{"size":"small"}},
	"conditions":[{"type":"OR","conditions":[{"condition":"room_is_public"},{"condition":"message_contains_link","invert":true}]}]}],
"externalPage":[{"key":"e","name":{"value":"E"},"url":"https://a.test/e"}]`

func TestAnAddonMayBeInstalledAnywhereUnlessItSaysOtherwise(t *testing.T) {
	var d hipchat.Descriptor
	if !d.AllowsGlobal() || !d.AllowsRoom() {
		t.Error("a descriptor without installable refuses a place")
	}
	no := false
	d.Capabilities.Installable = &hipchat.Installable{AllowGlobal: &no}
	if d.AllowsGlobal() || !d.AllowsRoom() {
		t.Error("allowGlobal false is not followed")
	}
}
