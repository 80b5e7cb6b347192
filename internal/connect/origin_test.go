package connect

import "testing"

func TestAPolicyNamesWhereAnAddressLeadsAndNothingElse(t *testing.T) {
	for _, tt := range []struct{ name, address, want string }{
		{"a path and a query", "https://bot.test/glance?a=b#c", "https://bot.test"},
		{"a port", "http://bot.test:8080/glance", "http://bot.test:8080"},
		{"an address", "http://127.0.0.1:9/", "http://127.0.0.1:9"},
		{"upper case", "HTTPS://Bot.Test/", "https://bot.test"},
		{"a name in another script", "https://bücher.test/", "https://xn--bcher-kva.test"},
		{"a person in front", "https://ada:secret@bot.test/", "https://bot.test"},
		{"none", "", ""},
		{"a template", "https://bot.test/{message.id}?of={x}", "https://bot.test"},
		{"a template of a host", "https://{message.id}.test/", ""},
		{"a scheme that browsers do not ask", "ftp://bot.test/", ""},
		{"a list of names", "https://*.test/", ""},
		{"an address that policies do not know", "https://[::1]:8080/", ""},
		{"the end of a policy", "https://bot.test;script-src/", ""},
		{"a second source", "https://bot.test 'unsafe-inline'/", ""},
	} {
		if got := source(tt.address); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
