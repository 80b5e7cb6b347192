package hipchat_test

import (
	"encoding/json"
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
