package hipchat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

func TestWhatServersPassOverInADescriptorIsSaid(t *testing.T) {
	t.Parallel()
	const (
		install = `"installable":{"callbackUrl":"https://a.example/i"}`
		icon    = `"icon":{"url":"https://a.example/i.png","url@2x":"https://a.example/i.png"}`
		panel   = `"webPanel":[{"key":"p","name":{"value":"P"},"url":"https://a.example/p","location":"hipchat.sidebar.right"}]`
	)
	for _, c := range []struct{ capabilities, says string }{
		{install + `,"hipchatApiConsumer":{"scopes":["send_notification"]},` + panel + `,"glance":[{"key":"g","name":{"value":"G"},"target":"p",` + icon + `}],` +
			`"action":[{"key":"a","name":{"value":"A"},"target":"g","location":"hipchat.input.action"}]`, ""},
		{install + `,"webhooks":[]`, "capabilities.webhooks is passed over, since there is no capability of that name: it is written webhook"},
		{install + `,"web-panel":{}`, "it is written webPanel"},
		{install + `,"tides":{}`, "capabilities.tides is passed over, since there is no capability of that name"},
		{install + `,"glance":[{"key":"g","name":{"value":"G"},"target":"panel",` + icon + `}],` + panel, `capabilities.glance.0.target is "panel"`},
		{install + `,"action":[{"key":"a","name":{"value":"A"},"target":"nope","location":"hipchat.input.action"}]`, `capabilities.action.0.target is "nope"`},
		{`"installable":{"callbackUrl":"https://a.example/i","allowRoom":false,"allowGlobal":false}`, "it can be installed nowhere"},
		{`"hipchatApiConsumer":{"scopes":["send_notification"]}`, "never given its client"},
		{`"installable":{"callbackUrl":"https://a.example/i","allowGlobal":false},"webhook":[{"url":"https://a.example/w","event":"room_created"}]`, "room_created, which an add-on in a room never hears"},
	} {
		raw := fmt.Appendf(nil, `{"key":"k","name":"n","description":"d","links":{"self":"https://a.example/d"},"capabilities":{%s}}`, c.capabilities)
		if v := hipchat.CheckDescriptor(raw); v != nil {
			t.Errorf("%s is refused: %v", c.capabilities, v)
		}
		got := strings.Join(hipchat.DescriptorAdvice(raw), "\n")
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: it says %q, not %q", c.capabilities, got, c.says)
		}
	}
	if got := hipchat.DescriptorAdvice([]byte("no JSON")); got != nil {
		t.Errorf("of what is no descriptor it says %q", got)
	}
}
