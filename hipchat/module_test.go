package hipchat_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

const (
	aName = `"name":{"value":"N"}`
	aIcon = `"icon":{"url":"https://a.test/i.png","url@2x":"https://a.test/i2.png"}`
)

// moduleTests are judged by the checks and, inside a descriptor, by the published schema as well.
var moduleTests = []struct {
	name, kind, module string
	field, rule        string // empty: the module is good
	forgiven           bool   // in a descriptor it is good
}{
	{"the least action", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action","target":"t"}`, "", "", false},
	{"an action of a message with all members", "action", `{"key":"a.b-c_D9","name":{"value":"N","i18n":"n"},"location":"hipchat.message.action",
		"target":{"key":"t","options":{"options":{"style":"normal"}}},"weight":5,"conditions":[{"condition":"card_matches","params":{"metadata":[]}}]}`, "", "", false},
	{"an action without key", "action", `{` + aName + `,"location":"hipchat.input.action","target":"t"}`, "key", "required", false},
	{"an action with a space in its key", "action", `{"key":"k k",` + aName + `,"location":"hipchat.input.action","target":"t"}`, "key", "pattern", false},
	{"a key of 41 characters", "action", `{"key":"` + strings.Repeat("k", 41) + `",` + aName + `,"location":"hipchat.input.action","target":"t"}`, "key", "pattern", false},
	{"an action in a glance's place", "action", `{"key":"k",` + aName + `,"location":"hipchat.sidebar.right","target":"t"}`, "location", "enum", false},
	{"an action that opens nothing", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action"}`, "target", "required", false},
	{"a target that is a number", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action","target":1}`, "target", "type", false},
	{"a target without key", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action","target":{"options":{}}}`, "target.key", "required", false},
	{"a target's options that are none", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action","target":{"key":"t","options":1}}`, "target.options", "type", false},
	{"a glance's condition for an action", "action", `{"key":"k",` + aName + `,"location":"hipchat.input.action","target":"t","conditions":[{"condition":"glance_matches"}]}`, "conditions.0.condition", "enum", false},
	{"a name that is a plain text", "action", `{"key":"k","name":"N","location":"hipchat.input.action","target":"t"}`, "name", "type", false},

	{"the least dialog", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test/d?x={message.metadata.ticket}"}`, "", "", false},
	{"a dialog with all options", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test/d","authentication":"none","options":{"style":"warning",
		"size":{"width":"90%","height":"12.5px"},"hint":{"value":"h"},"filter":{"placeholder":{"value":"p"}},
		"primaryAction":{"name":{"value":"OK"},"key":"ok","enabled":false},"secondaryActions":[{"name":{"value":"No"}}]}}`, "", "", false},
	{"a dialog of a named size without other buttons", "dialog", `{"key":"k","title":{"value":"T"},"url":"http://a.test:8080","options":{"size":"xlarge","secondaryActions":[]}}`, "", "", false},
	{"a dialog without title", "dialog", `{"key":"k","url":"https://a.test/d"}`, "title.value", "required", false},
	{"a dialog whose title says nothing", "dialog", `{"key":"k","title":{"value":""},"url":"https://a.test/d"}`, "title.value", "minLength", false},
	{"a title of 101 characters", "dialog", `{"key":"k","title":{"value":"` + strings.Repeat("ü", 101) + `"},"url":"https://a.test/d"}`, "title.value", "maxLength", false},
	{"a title with more", "dialog", `{"key":"k","title":{"value":"T","x":1},"url":"https://a.test/d"}`, "title.x", "additionalProperties", false},
	{"a relative URL", "dialog", `{"key":"k","title":{"value":"T"},"url":"/d"}`, "url", "format", false},
	{"a script for a URL", "dialog", `{"key":"k","title":{"value":"T"},"url":"javascript:alert(1)"}`, "url", "format", false},
	{"a URL with a password", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://u:p@a.test/"}`, "url", "format", false},
	{"an unknown authentication", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","authentication":"basic"}`, "authentication", "enum", false},
	{"an unknown style", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"style":"bold"}}`, "options.style", "enum", false},
	{"an unknown option", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"colour":"red"}}`, "options.colour", "additionalProperties", false},
	{"an unknown size", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"size":"huge"}}`, "options.size", "enum", false},
	{"a size in ems", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"size":{"width":"3em","height":"2px"}}}`, "options.size.width", "format", false},
	{"a size without height", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"size":{"width":"3px"}}}`, "options.size.height", "required", false},
	{"a button without name", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"secondaryActions":[{"key":"x"}]}}`, "options.secondaryActions.0.name.value", "required", false},
	{"enabled as a string", "dialog", `{"key":"k","title":{"value":"T"},"url":"https://a.test","options":{"primaryAction":{"name":{"value":"OK"},"enabled":"true"}}}`, "options.primaryAction.enabled", "type", false},

	{"an external page", "externalPage", `{"key":"k","url":"https://a.test/p",` + aName + `}`, "", "", false},
	{"an external page without name", "externalPage", `{"key":"k","url":"https://a.test/p"}`, "", "", false},
	{"an external page with more", "externalPage", `{"key":"k","url":"https://a.test/p","weight":1}`, "weight", "additionalProperties", false},
	{"an external page that is nowhere", "externalPage", `{"key":"k"}`, "url", "required", false},

	{"the least glance", "glance", `{"key":"k",` + aName + `,` + aIcon + `}`, "", "", false},
	{"a glance with all members", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"queryUrl":"https://a.test/q","target":"p","weight":-3,"conditions":[
		{"type":"or","conditions":[{"type":"AND","conditions":[{"condition":"user_is_guest","invert":true},{"condition":"glance_matches","params":{"metadata":[]}}]},{"condition":"room_is_public"}]}]}`, "", "", false},
	{"nulls and unknown members", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"queryUrl":null,"target":null,"conditions":null,"weight":null,"x":1}`, "", "", false},
	{"an icon as a data URI", "glance", `{"key":"k",` + aName + `,"icon":{"url":"data:image/png;base64,AAAA","url@2x":"data:image/png;base64,AAAA"}}`, "", "", false},
	{"a glance without icon", "glance", `{"key":"k",` + aName + `}`, "icon.url", "required", false},
	{"an icon in one density", "glance", `{"key":"k",` + aName + `,"icon":{"url":"https://a.test/i.png"}}`, "icon.url@2x", "required", true},
	{"a weight as a string", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"weight":"100"}`, "weight", "type", true},
	{"half a weight", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"weight":1.5}`, "weight", "type", false},
	{"a relative query URL", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"queryUrl":"q"}`, "queryUrl", "format", false},
	{"a condition that nobody knows", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"conditions":[{"condition":"moon_is_full"}]}`, "conditions.0.condition", "enum", false},
	{"a condition with more", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"conditions":[{"condition":"user_is_admin","x":1}]}`, "conditions.0.x", "additionalProperties", false},
	{"neither a test nor a composite", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"conditions":[{}]}`, "conditions.0.condition", "required", false},
	{"an exclusive or", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"conditions":[{"type":"xor","conditions":[]}]}`, "conditions.0.type", "enum", false},
	{"conditions four deep", "glance", `{"key":"k",` + aName + `,` + aIcon + `,"conditions":[{"type":"or","conditions":[{"type":"or","conditions":[{"type":"or","conditions":[]}]}]}]}`,
		"conditions.0.conditions.0.conditions.0.condition", "required", false},

	{"the least web panel", "webPanel", `{"key":"k",` + aName + `,"url":"https://a.test/p","location":"hipchat.sidebar.right"}`, "", "", false},
	{"a web panel with all members", "webPanel", `{"key":"k",` + aName + `,"url":"https://a.test/p","location":"hipchat.sidebar.right",` + aIcon + `,"authentication":"jwt","weight":1,"conditions":[{"condition":"user_is_admin"}]}`, "", "", false},
	{"a web panel on the left", "webPanel", `{"key":"k",` + aName + `,"url":"https://a.test/p","location":"hipchat.sidebar.left"}`, "location", "enum", false},
	{"an action's condition for a web panel", "webPanel", `{"key":"k",` + aName + `,"url":"https://a.test/p","location":"hipchat.sidebar.right","conditions":[{"condition":"card_matches"}]}`, "conditions.0.condition", "enum", false},

	{"the least webhook", "webhook", `{"url":"https://a.test/w","event":"room_enter"}`, "", "", false},
	{"a webhook with empty members", "webhook", `{"url":"https://a.test/w?token=x","event":"room_message","name":"","pattern":"","key":""}`, "", "", false},
	{"a webhook without event", "webhook", `{"url":"https://a.test/w"}`, "event", "required", false},
	{"a webhook of an unknown event", "webhook", `{"url":"https://a.test/w","event":"room_burned"}`, "event", "enum", false},
	{"a webhook whose name is an object", "webhook", `{"url":"https://a.test/w","event":"room_enter",` + aName + `}`, "name", "type", false},
}

func TestModulesAreCheckedMemberByMember(t *testing.T) {
	for _, tt := range moduleTests {
		t.Run(tt.name, func(t *testing.T) {
			v := hipchat.CheckModule(tt.kind, json.RawMessage(tt.module))
			switch {
			case v == nil && tt.field != "":
				t.Errorf("accepted, want %s: %s", tt.field, tt.rule)
			case v != nil && (v.Field != tt.field || v.Rule != tt.rule):
				t.Errorf("got %s: %s (%v), want %q: %q", v.Field, v.Rule, v, tt.field, tt.rule)
			}
		})
	}
}

func TestModulesAreBounded(t *testing.T) {
	huge := `{"key":"k","url":"https://a.test/p","name":{"value":"` + strings.Repeat("x", hipchat.MaxModule) + `"}}`
	if v := hipchat.CheckModule(hipchat.KindExternalPage, json.RawMessage(huge)); v == nil || v.Rule != hipchat.RuleMaxLength {
		t.Errorf("got %v", v)
	}
	if v := hipchat.CheckModule("gadget", json.RawMessage(`{}`)); v == nil || v.Field != "kind" {
		t.Errorf("an unknown kind: %v", v)
	}
	for _, text := range []string{``, `[`, `[]`, `"x"`, `null`} {
		if v := hipchat.CheckModule(hipchat.KindGlance, json.RawMessage(text)); v == nil || v.Field != "glance" || v.Rule != hipchat.RuleType {
			t.Errorf("%q: %v", text, v)
		}
	}
}

func TestModulesOfAddonAuthorsAreCheckedAsTheyAreSent(t *testing.T) {
	weight := hipchat.Weight(7)
	name, icon := hipchat.Text{Value: "N"}, hipchat.Icon{URL: "https://a.test/i", URL2x: "https://a.test/i"}
	good := []interface{ Check() *hipchat.Violation }{
		hipchat.Action{Key: "k", Name: name, Location: hipchat.LocationInputAction, Target: hipchat.Target{Key: "t"}},
		hipchat.Dialog{Key: "k", Title: name, URL: "https://a.test"},
		hipchat.ExternalPage{Key: "k", URL: "https://a.test"},
		hipchat.Glance{Key: "k", Name: name, Icon: icon, Weight: &weight, Target: &hipchat.Target{Key: "t", Options: json.RawMessage(`{}`)},
			Conditions: []hipchat.Condition{{Condition: "user_is_guest", Invert: true}, {Type: "or", Conditions: []hipchat.Condition{{Condition: "room_is_public"}}}}},
		hipchat.WebPanel{Key: "k", Name: name, URL: "https://a.test", Location: hipchat.LocationSidebarRight},
	}
	for _, m := range good {
		if v := m.Check(); v != nil {
			t.Errorf("%T: %v", m, v)
		}
	}
	if v := (hipchat.Glance{Key: "k", Name: name}).Check(); v == nil || v.Field != "icon.url" {
		t.Errorf("a glance without icon: %v", v)
	}
	if v := (hipchat.Dialog{Key: "k", Title: name, URL: "https://a.test", Options: json.RawMessage(`{`)}).Check(); v == nil {
		t.Error("options that are no JSON were accepted")
	}
}

func FuzzModulesOfAllKinds(f *testing.F) {
	for _, tt := range moduleTests {
		f.Add(uint8(slices.Index(hipchat.ModuleKinds(), tt.kind)), []byte(tt.module))
	}
	f.Add(uint8(0), []byte(`{"":"","":""}`))
	f.Add(uint8(slices.Index(hipchat.ModuleKinds(), hipchat.KindExternalPage)), []byte(`{"key":"k","name":{"value":"n"},"url":"https://a.test","":1}`))
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		name := hipchat.ModuleKinds()[int(kind)%len(hipchat.ModuleKinds())]
		v := hipchat.CheckModule(name, raw)
		if v != nil {
			// A field that nobody knows may be called "".
			if v.Field == "" && v.Rule != hipchat.RuleExtra || v.Error() == "" {
				t.Errorf("a violation that names nothing: %+v", v)
			}
			return
		}
		// What is accepted can be decoded, and its address can be called.
		var m struct {
			URL      string          `json:"url"`
			QueryURL string          `json:"queryUrl"`
			Weight   *hipchat.Weight `json:"weight"`
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatalf("accepted, but %v: %s", err, raw)
		}
		for _, u := range []string{m.URL, m.QueryURL} {
			if u != "" && !hipchat.IsWebURL(u) {
				t.Errorf("accepted the URL %q", u)
			}
		}
	})
}
