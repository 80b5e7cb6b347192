package connect

import (
	"fmt"
	"slices"
	"testing"
)

func TestAPolicyNamesWhereAnAddressLeadsAndNothingElse(t *testing.T) {
	for _, tt := range []struct{ name, address, want string }{
		{"a path and a query", "https://bot.test/glance?a=b#c", "https://bot.test"},
		{"a port", "http://bot.test:8080/glance", "http://bot.test:8080"},
		{"the usual port", "https://Bot.test:443/", "https://bot.test"},
		{"the other scheme's port", "http://bot.test:443/", "http://bot.test:443"},
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

func TestTheServersOwnOriginIsNeverFramedHoweverItIsWritten(t *testing.T) {
	for address, want := range map[string]bool{
		"https://chat.test/p": false, "https://Chat.test:443/p": false, "http://chat.test/p": false, "http://chat.test:80/p": false,
		"https://chat.test:8443/p": true, "https://bot.chat.test/p": true,
	} {
		for _, base := range []string{"https://chat.test", "https://chat.test:443"} {
			if got := len(elsewhere([]string{source(address)}, base)) > 0; got != want {
				t.Errorf("%s at %s: framed %v", address, base, got)
			}
		}
	}
}

func TestAnAddonWithManyOriginsLeavesRoomForOthers(t *testing.T) {
	of := map[int64][]string{2: {"https://z.test", ""}, 3: {"https://y.test", "https://z.test"}}
	for i := range 2 * maxOrigins {
		of[1] = append(of[1], fmt.Sprintf("https://%03d.test", i))
	}
	got := inTurn(of)
	if len(got) != maxOrigins || !slices.Contains(got, "https://y.test") || !slices.Contains(got, "https://z.test") || !slices.IsSorted(got) {
		t.Errorf("%d origins: %v", len(got), got)
	}
	if len(slices.Compact(got)) != maxOrigins {
		t.Errorf("one stands there twice: %v", got)
	}
}
