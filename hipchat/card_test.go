package hipchat_test

import (
	"encoding/json"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

func TestCardsAreCheckedAgainstTheSchema(t *testing.T) {
	const head = `"style":"application","id":"1","title":"t"`
	tests := []struct {
		name, card  string
		field, rule string // empty: the card is good
	}{
		{"the least there can be", `{` + head + `}`, "", ""},
		{"not an object", `"x"`, "card", "type"},
		{"no style", `{"id":"1","title":"t"}`, "card.style", "required"},
		{"unknown style", `{"style":"x","id":"1","title":"t"}`, "card.style", "enum"},
		{"number as id", `{"style":"link","id":1,"title":"t"}`, "card.id", "type"},
		{"empty title", `{"style":"link","id":"1","title":""}`, "card.title", "minLength"},
		{"B16: description as a string", `{` + head + `,"description":"d"}`, "", ""},
		{"description as an object", `{` + head + `,"description":{"value":"d","format":"html"}}`, "", ""},
		{"description without format", `{` + head + `,"description":{"value":"d"}}`, "card.description.format", "required"},
		{"description with more", `{` + head + `,"description":{"value":"d","format":"text","x":1}}`, "card.description.x", "additionalProperties"},
		{"B16: icon of a value as a string", `{` + head + `,"attributes":[{"value":{"label":"l","icon":"http://i.test/i.png"}}]}`, "", ""},
		{"B16: url2x in a thumbnail", `{` + head + `,"thumbnail":{"url":"u","url2x":"u"}}`, "", ""},
		{"width as a string", `{` + head + `,"thumbnail":{"url":"u","width":"1"}}`, "card.thumbnail.width", "type"},
		{"B16: activity without icon", `{` + head + `,"activity":{"html":"<b>x</b>"}}`, "", ""},
		{"B16: unknown members", `{` + head + `,"date":1493000000}`, "", ""},
		{"B16: medium with another style", `{"style":"link","id":"1","title":"t","format":"medium"}`, "", ""},
		{"unknown format", `{` + head + `,"format":"large"}`, "card.format", "enum"},
		{"attribute without value", `{` + head + `,"attributes":[{"label":"l"}]}`, "card.attributes.0.value", "required"},
		{"unknown lozenge", `{` + head + `,"attributes":[{"value":{"label":"l","style":"x"}}]}`, "card.attributes.0.value.style", "enum"},
		{"no attributes", `{` + head + `,"attributes":[]}`, "card.attributes", "minLength"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := hipchat.CheckCard(json.RawMessage(tt.card))
			switch {
			case v == nil && tt.field != "":
				t.Errorf("accepted, want %s: %s", tt.field, tt.rule)
			case v != nil && (v.Field != tt.field || v.Rule != tt.rule):
				t.Errorf("got %s: %s, want %q: %q", v.Field, v.Rule, tt.field, tt.rule)
			}
		})
	}
}

func FuzzCheckCardNeverPanics(f *testing.F) {
	f.Add([]byte(`{"style":"application","id":"1","title":"t","attributes":[{"value":{"label":"x"}}]}`))
	f.Add([]byte(`{"description":{"value":1}}`))
	f.Add([]byte(`[[[`))
	f.Fuzz(func(t *testing.T, card []byte) {
		if v := hipchat.CheckCard(card); v != nil && v.Error() == "" {
			t.Error("a violation without a text")
		}
	})
}
