package connect_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: connect, 2.7
func TestADescriptorThatCannotBeTakenSaysWhy(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	const head = `{"key":"test.bad","name":"Bad","description":"d","links":{"self":"https://bad.test/d"}`
	served := func(status int, text string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, text)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	answers := func(text string) string { return served(http.StatusOK, text) }
	for _, tt := range []struct{ name, address, reason string }{
		{"ten megabytes", answers(head + `,"x":"` + strings.Repeat("x", 10<<20) + `"}`), "larger than 262144 bytes"},
		{"deep nesting", answers(head + `,"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`), "descriptor must be nested at most 32 deep"},
		{"a name twice", answers(head + `,"key":"test.other"}`), "key must be there only once"},
		{"a wrong type", answers(strings.Replace(head, `"Bad"`, `["Bad"]`, 1) + `}`), "'name' is not of type 'string'"},
		{"an address that is a script", answers(head + `,"capabilities":{"installable":{"installedUrl":"javascript:alert(1)"}}}`), "capabilities.installable.installedUrl"},
		{"a pattern that does not compile", answers(head + `,"capabilities":{"webhook":[{"url":"https://bad.test/w","event":"room_message","pattern":"("}]}}`), "capabilities.webhook.0.pattern"},
		{"a server version that there is not", answers(head + `,"apiVersion":"9:1"}`), "apiVersion"},
		{"a page", answers("<html></html>"), "not JSON: invalid character '<'"},
		{"nothing", answers(""), "not JSON: unexpected end"},
		{"what is not UTF-8", answers(head + `,"x":"` + "\xff" + `"}`), "UTF-8"},
		{"an error", served(http.StatusNotFound, "{}"), "404 Not Found"},
		{"a failure", served(http.StatusBadGateway, "{}"), "502 Bad Gateway"},
		{"nobody there", "http://127.0.0.1:1/d", "could not be fetched"},
		{"a file", "file:///etc/passwd", "url must be an absolute URL"},
		{"another protocol", "ftp://bad.test/d", "url must be an absolute URL"},
		{"a script", "javascript:alert(1)", "url must be an absolute URL"},
		{"an address without end", "https://bad.test/" + strings.Repeat("x", 2000), "url must be an absolute URL"},
		{"the services of a cloud", "http://169.254.169.254/latest", "could not be fetched"},
	} {
		a := s.Call(s.Token, "POST", "/api/installations/preview", map[string]any{"url": tt.address, "room": 1})
		if a.Status != http.StatusBadRequest || !strings.Contains(a.Error(t).Message, tt.reason) {
			t.Errorf("%s: %d %.300s, want %s", tt.name, a.Status, a.Body, tt.reason)
		}
	}
	if all, err := s.Remote.Addons(t.Context(), "Ops"); err != nil || len(all) != 0 {
		t.Errorf("installed: %+v, %v", all, err)
	}
}
