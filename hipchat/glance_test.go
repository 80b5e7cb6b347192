package hipchat_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

func TestUpdatesOfGlancesAreChecked(t *testing.T) {
	const label = `"label":{"type":"html","value":"<b>3</b>"}`
	of := func(content string) string { return `{"glance":[{"key":"k","content":{` + content + `}}]}` }
	tests := []struct{ name, update, field string }{
		{"a label alone", of(label), ""},
		{"with a lozenge and metadata", of(label + `,"status":{"type":"lozenge","value":{"type":"error","label":"RED"}},"metadata":{"red":3}`), ""},
		{"with an icon", of(label + `,"status":{"type":"icon","value":{"url":"https://a.test/i","url@2x":"https://a.test/j"}}`), ""},
		{"nulls for what is optional", of(label + `,"status":null,"metadata":null`), ""},
		{"of no glance", `{"glance":[]}`, ""},
		{"without glance", `{}`, "glance"},
		{"without key", `{"glance":[{"content":{` + label + `}}]}`, "glance.0.key"},
		{"a malformed key", `{"glance":[{"key":"a b","content":{` + label + `}}]}`, "glance.0.key"},
		{"without label", of(``), "glance.0.content.label.type"},
		{"a text label", of(`"label":{"type":"text","value":"3"}`), "glance.0.content.label.type"},
		{"an empty label", of(`"label":{"type":"html","value":""}`), "glance.0.content.label.value"},
		{"a label of 1001 characters", of(`"label":{"type":"html","value":"` + strings.Repeat("x", 1001) + `"}`), "glance.0.content.label.value"},
		{"an unknown status", of(label + `,"status":{"type":"text","value":"x"}`), "glance.0.content.status.type"},
		{"a status without value", of(label + `,"status":{"type":"lozenge"}`), "glance.0.content.status.value"},
		{"an unknown lozenge", of(label + `,"status":{"type":"lozenge","value":{"type":"bad","label":"x"}}`), "glance.0.content.status.value.type"},
		{"a lozenge of 21 characters", of(label + `,"status":{"type":"lozenge","value":{"type":"new","label":"` + strings.Repeat("x", 21) + `"}}`), "glance.0.content.status.value.label"},
		{"an icon in one density", of(label + `,"status":{"type":"icon","value":{"url":"https://a.test/i"}}`), "glance.0.content.status.value.url@2x"},
		{"an icon that is a script", of(label + `,"status":{"type":"icon","value":{"url":"javascript:1","url@2x":"https://a.test/j"}}`), "glance.0.content.status.value.url"},
		{"metadata that is a list", of(label + `,"metadata":[]`), "glance.0.content.metadata"},
		{"too much metadata", of(label + `,"metadata":{"x":"` + strings.Repeat("x", hipchat.MaxGlanceMetadata) + `"}`), "glance.0.content.metadata"},
		{"too many glances", `{"glance":[` + strings.Repeat(`{},`, hipchat.MaxGlanceUpdates) + `{}]}`, "glance"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var u hipchat.UIUpdate
			if err := json.Unmarshal([]byte(tt.update), &u); err != nil {
				t.Fatal(err)
			}
			v := u.Check()
			if (v == nil) != (tt.field == "") || v != nil && v.Field != tt.field {
				t.Errorf("got %v, want a violation of %q", v, tt.field)
			}
		})
	}
}

func FuzzUpdatesOfGlances(f *testing.F) {
	f.Add([]byte(`{"glance":[{"key":"k","content":{"label":{"type":"html","value":"x"},"status":{"type":"lozenge","value":{"type":"new","label":"x"}},"metadata":{}}}]}`))
	f.Add([]byte(`{"glance":[{"key":"k","content":{"label":{"type":"html","value":"x"},"status":{"type":"icon","value":null},"metadata":[]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var u hipchat.UIUpdate
		if json.Unmarshal(body, &u) != nil {
			return
		}
		if v := u.Check(); v != nil {
			if v.Field == "" || v.Error() == "" {
				t.Errorf("a violation that names nothing: %+v", v)
			}
			return
		}
		if _, err := json.Marshal(u); err != nil {
			t.Errorf("accepted, but %v", err)
		}
	})
}
