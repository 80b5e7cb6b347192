package connect

import (
	"encoding/json"
	"testing"
)

func TestAPolicyNamesWhereAGlanceIsAskedAndNothingElse(t *testing.T) {
	for _, tt := range []struct{ name, queryURL, want string }{
		{"a path and a query", "https://bot.test/glance?a=b#c", "https://bot.test"},
		{"a port", "http://bot.test:8080/glance", "http://bot.test:8080"},
		{"an address", "http://127.0.0.1:9/", "http://127.0.0.1:9"},
		{"upper case", "HTTPS://Bot.Test/", "https://bot.test"},
		{"a name in another script", "https://bücher.test/", "https://xn--bcher-kva.test"},
		{"a person in front", "https://ada:secret@bot.test/", "https://bot.test"},
		{"none", "", ""},
		{"a scheme that browsers do not ask", "ftp://bot.test/", ""},
		{"a list of names", "https://*.test/", ""},
		{"an address that policies do not know", "https://[::1]:8080/", ""},
		{"the end of a policy", "https://bot.test;script-src/", ""},
		{"a second source", "https://bot.test 'unsafe-inline'/", ""},
	} {
		glance, err := json.Marshal(map[string]string{"key": "k", "queryUrl": tt.queryURL})
		if err != nil {
			t.Fatal(err)
		}
		if got := queryOrigin(glance); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
