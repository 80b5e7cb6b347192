package hipchat_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

func TestADescriptorSaysWhatMustBeReachable(t *testing.T) {
	endpoint := func(host string, port int, tls bool, purposes ...string) hipchat.Endpoint {
		return hipchat.Endpoint{Host: host, Port: port, TLS: tls, For: purposes}
	}
	none := []hipchat.Endpoint{}
	for _, tt := range []struct {
		name, from, capabilities string
		want                     hipchat.Needs
	}{
		{"nothing but itself", "https://addon.test/d", `{}`,
			hipchat.Needs{Outbound: []hipchat.Endpoint{endpoint("addon.test", 443, true, "descriptor")}, Browser: none}},
		{"a descriptor without an address", "data:application/json,{}", `{}`, hipchat.Needs{Outbound: none, Browser: none}},
		{"the API", "", `{"hipchatApiConsumer":{"scopes":["send_notification"]}}`, hipchat.Needs{Inbound: true, Outbound: none, Browser: none}},
		{"an API consumer that asks for nothing", "", `{"hipchatApiConsumer":{"scopes":[]}}`, hipchat.Needs{Outbound: none, Browser: none}},
		{"each host and port once", "http://Addon.test/d", `{
			"installable":{"callbackUrl":"http://addon.test:80/i","updateCallbackUrl":"https://addon.test/u"},
			"webhook":[{"url":"https://hooks.test:8443/{room}","event":"room_message"},{"url":"https://hooks.test:8443/b","event":"room_enter"}]}`,
			hipchat.Needs{Outbound: []hipchat.Endpoint{
				endpoint("addon.test", 80, false, "descriptor", "install"), endpoint("addon.test", 443, true, "update"),
				endpoint("hooks.test", 8443, true, "webhook"),
			}, Browser: none}},
		{"what browsers open", "", `{
			"installable":{"installedUrl":"https://a.test/i"},"configurable":{"url":"https://a.test/c"},"adminPage":{"url":"https://a.test/a"},
			"glance":{"queryUrl":"https://a.test/g"},"webPanel":[{"url":"https://p.test/p"}],"dialog":[{"url":"https://[fd00::1]/d"}],
			"externalPage":[{"url":"https://p.test:444/x"}]}`,
			hipchat.Needs{Outbound: none, Browser: []hipchat.Endpoint{
				endpoint("a.test", 443, true, "install", "glance", "configuration", "administration"), endpoint("p.test", 443, true, "panel"),
				endpoint("fd00::1", 443, true, "dialog"), endpoint("p.test", 444, true, "page"),
			}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d hipchat.Descriptor
			if err := json.Unmarshal([]byte(`{"capabilities":`+tt.capabilities+`}`), &d); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, d.Needs(tt.from)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
