package hipchat_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stoachat/stoa/hipchat"
)

// validator compiles the published schema with a library that knows nothing of ours.
func validator(t *testing.T, draft string) *jsonschema.Schema {
	t.Helper()
	published, err := json.Marshal(hipchat.DescriptorSchema(draft))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	if draft == hipchat.SchemaDraft2 {
		doc = modernised(doc)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	if err := c.AddResource("descriptor.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("descriptor.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// modernised puts draft 2 into draft 4's words: no library validates draft 2 any more.
func modernised(schema any) any {
	s, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	if types, ok := s["type"].([]any); ok {
		for i := range types {
			types[i] = modernised(types[i])
		}
		delete(s, "type")
		s["anyOf"] = types
	}
	if items, ok := s["items"]; ok {
		s["items"] = modernised(items)
	}
	var required []any
	properties, _ := s["properties"].(map[string]any)
	for name, p := range properties {
		if p.(map[string]any)["optional"] != true {
			required = append(required, name)
		}
		properties[name] = modernised(p)
	}
	delete(s, "optional")
	if required != nil {
		s["required"] = required
	}
	return s
}

// The published schema and the checks judge every descriptor alike, in both generations.
func TestTheSchemaAndTheChecksAgree(t *testing.T) {
	type judged struct {
		name, descriptor string
		good             bool
	}
	const head = `"key":"com.example","name":"E","description":"d","links":{"self":"https://a.test/d.json"}`
	tests := []judged{
		{"the least descriptor", `{` + head + `}`, true},
		{"capabilities with everything but modules", `{` + head + `,"apiVersion":"1:1","vendor":{"name":"V","url":"https://v.test"},"capabilities":{
			"installable":{"allowGlobal":false,"callbackUrl":"https://a.test/i","installedUrl":"https://a.test/o"},
			"hipchatApiConsumer":{"scopes":["send_notification"],"fromName":"B","avatar":{"url":"https://a.test/a.png"}},
			"oauth2Consumer":{"redirectionUrls":["https://a.test/cb"]},"configurable":{"url":"https://a.test/c","allowAccessToRoomAdmins":true}}}`, true},
		{"a single avatar", `{` + head + `,"capabilities":{"hipchatApiConsumer":{"scopes":[],"avatar":"https://a.test/a.png"}}}`, true},
		{"nulls for what is optional", `{` + head + `,"apiVersion":null,"vendor":null,"capabilities":{"installable":null,"glance":null}}`, true},
		{"null for what is not", `{"key":null,"name":"E","description":"d","links":{"self":"s"}}`, false},
		{"no name", `{"key":"k","description":"d","links":{"self":"s"}}`, false},
		{"no links", `{"key":"k","name":"E","description":"d"}`, false},
		{"a NUL in the name", `{"key":"k","name":"E\u0000","description":"d","links":{"self":"s"}}`, false},
		{"a version to come", `{` + head + `,"apiVersion":"2:1"}`, false},
		{"a number as version", `{` + head + `,"apiVersion":1}`, false},
		{"a relative callback", `{` + head + `,"capabilities":{"installable":{"callbackUrl":"/i"}}}`, false},
		{"a flag as a string", `{` + head + `,"capabilities":{"installable":{"allowRoom":"true"}}}`, false},
		{"an unknown scope", `{` + head + `,"capabilities":{"hipchatApiConsumer":{"scopes":["root"]}}}`, false},
		{"a consumer without addresses", `{` + head + `,"capabilities":{"oauth2Consumer":{}}}`, false},
		{"a configuration page without address", `{` + head + `,"capabilities":{"configurable":{}}}`, false},
		{"capabilities that are a list", `{` + head + `,"capabilities":[]}`, false},
		{"a list for a descriptor", `[]`, false},
	}
	for _, m := range moduleTests {
		good := m.field == "" || m.forgiven
		tests = append(tests,
			judged{m.name, fmt.Sprintf(`{%s,"capabilities":{%q:[%s]}}`, head, m.kind, m.module), good},
			judged{m.name + ", alone", fmt.Sprintf(`{%s,"capabilities":{%q:%s}}`, head, m.kind, m.module), good})
	}
	v2, v4 := validator(t, hipchat.SchemaDraft2), validator(t, hipchat.SchemaDraft4)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(tt.descriptor)))
			if err != nil {
				t.Fatal(err)
			}
			v := hipchat.CheckDescriptor(json.RawMessage(tt.descriptor))
			err2, err4 := v2.Validate(doc), v4.Validate(doc)
			if (v == nil) != tt.good || (err2 == nil) != tt.good || (err4 == nil) != tt.good {
				t.Errorf("good: %v\nthe checks: %v\ndraft 2: %v\ndraft 4: %v", tt.good, v, err2, err4)
			}
			if v == nil {
				var d hipchat.Descriptor
				if err := json.Unmarshal([]byte(tt.descriptor), &d); err != nil {
					t.Errorf("good, but not decoded: %v", err)
				}
			}
		})
	}
}

func TestAKeyIsUsedOnceAmongTheModulesOfAKind(t *testing.T) {
	page := `{"key":"k","url":"https://a.test/p"}`
	descriptor := `{"key":"k","name":"E","description":"d","links":{"self":"s"},"capabilities":{"externalPage":[` + page + `,` + page + `],
		"webhook":[{"url":"https://a.test/w","event":"room_enter"},{"url":"https://a.test/w","event":"room_exit"}]}}`
	v := hipchat.CheckDescriptor(json.RawMessage(descriptor))
	if v == nil || v.Field != "capabilities.externalPage.1.key" {
		t.Errorf("got %v", v)
	}
}
