package hipchat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

const tides = `{"key":"org.example.tides","name":"Tides","vendor":{"name":"Harbour","url":"https://a.test"},"description":"Tells the tide",
	"icon":"https://a.test/i.png","descriptor":"https://a.test/d","instructions":"https://a.test/how","self_hosted":true,"inbound":true,"outbound":["a.test:443","[::1]:8443"]}`

func catalogue(entries ...string) string { return `{"addons":[` + strings.Join(entries, ",") + `]}` }

func TestABadCatalogueIsRefusedByTheFieldThatIsBad(t *testing.T) {
	change := func(from, to string) string { return catalogue(strings.Replace(tides, from, to, 1)) }
	for _, tt := range []struct{ name, text, field string }{
		{"sound", catalogue(tides), ""},
		{"empty", catalogue(), ""},
		{"with more than is known", change(`"key"`, `"rating":5,"key"`), ""},
		{"no JSON", `{`, "catalogue"},
		{"a list", `[]`, "catalogue"},
		{"something after it", catalogue() + `{}`, "catalogue"},
		{"no list", `{}`, "addons"},
		{"an object for the list", `{"addons":{}}`, "addons"},
		{"two lists", `{"addons":[],"addons":[]}`, "addons"},
		{"two spellings", `{"addons":[],"Addons":[]}`, "Addons"},
		{"deep nesting", `{"addons":[],"x":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`, "catalogue"},
		{"null", catalogue(`null`), "addons.0"},
		{"an empty entry", catalogue(tides, `{}`), "addons.1.key"},
		{"the same add-on twice", catalogue(tides, tides), "addons.1.key"},
		{"a member twice", change(`"name"`, `"key":"x","name"`), "addons.0.key"},
		{"a key with a slash", change(`org.example`, `org/example`), "addons.0.key"},
		{"a number for a name", change(`"Tides"`, `7`), "addons.0.name"},
		{"an empty name", change(`"Tides"`, `""`), "addons.0.name"},
		{"a vendor by name alone", change(`{"name":"Harbour","url":"https://a.test"}`, `"Harbour"`), "addons.0.vendor"},
		{"a vendor without a name", change(`"Harbour"`, `""`), "addons.0.vendor.name"},
		{"a vendor's address that is a script", change(`"https://a.test"`, `"javascript:alert(1)"`), "addons.0.vendor.url"},
		{"no descriptor", change(`"descriptor"`, `"described"`), "addons.0.descriptor"},
		{"a path for a descriptor", change(`https://a.test/d`, `/d`), "addons.0.descriptor"},
		{"an icon that is a script", change(`https://a.test/i.png`, `javascript:alert(1)`), "addons.0.icon"},
		{"instructions in a file", change(`https://a.test/how`, `file:///etc/passwd`), "addons.0.instructions"},
		{"a text for a truth", change(`"self_hosted":true`, `"self_hosted":"yes"`), "addons.0.self_hosted"},
		{"one host for a list", change(`["a.test:443","[::1]:8443"]`, `"a.test:443"`), "addons.0.outbound"},
		{"no port", change(`a.test:443`, `a.test`), "addons.0.outbound.0"},
		{"port 0", change(`a.test:443`, `a.test:0`), "addons.0.outbound.0"},
		{"a port that is none", change(`[::1]:8443`, `[::1]:70000`), "addons.0.outbound.1"},
		{"no host", change(`a.test:443`, `:443`), "addons.0.outbound.0"},
		{"markup for a host", change(`a.test:443`, `<b>:443`), "addons.0.outbound.0"},
		{"too many hosts", change(`"a.test:443"`, strings.TrimSuffix(strings.Repeat(`"a.test:443",`, 51), ",")), "addons.0.outbound"},
		{"too many add-ons", catalogue(many(1001)...), "addons"},
		{"a text that is too long", change(`Tells the tide`, strings.Repeat("x", 2001)), "addons.0.description"},
	} {
		v := hipchat.CheckCatalogue([]byte(tt.text))
		if (v == nil) != (tt.field == "") || v != nil && v.Field != tt.field {
			t.Errorf("%s: %v, want %q", tt.name, v, tt.field)
		}
	}
}

func many(n int) (entries []string) {
	for i := range n {
		entries = append(entries, strings.Replace(tides, "org.example.tides", fmt.Sprint("k", i), 1))
	}
	return entries
}
