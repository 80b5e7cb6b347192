package directory_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/directory"
	"github.com/stoachat/stoa/internal/outbound"
)

const tides = `{"key":"org.example.tides","name":"Tides","vendor":{"name":"Harbour","url":"https://a.test"},"description":"Tells the tide",
	"icon":"https://a.test/i.png","descriptor":"https://a.test/d","instructions":"https://a.test/how","self_hosted":true,"inbound":true,"outbound":["a.test:443","[::1]:8443"]}`

func catalogue(entries ...string) string { return `{"addons":[` + strings.Join(entries, ",") + `]}` }

func TestACatalogueIsReadEntryByEntry(t *testing.T) {
	got, err := directory.Parse([]byte(catalogue(tides)))
	want := []directory.Entry{{
		Key: "org.example.tides", Name: "Tides", Vendor: hipchat.Vendor{Name: "Harbour", URL: "https://a.test"}, Description: "Tells the tide",
		Icon: "https://a.test/i.png", Descriptor: "https://a.test/d", Instructions: "https://a.test/how", SelfHosted: true, Inbound: true,
		Outbound: []string{"a.test:443", "[::1]:8443"},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestABadCatalogueIsRefusedWithItsReason(t *testing.T) {
	change := func(from, to string) string { return catalogue(strings.Replace(tides, from, to, 1)) }
	for text, reason := range map[string]string{
		`{`:                                 "not the JSON of a catalogue",
		`[]`:                                "not the JSON of a catalogue",
		`{}`:                                "addons must be a list",
		catalogue(tides, tides):             "two add-ons have the key",
		catalogue(`null`):                   "addons.0.key",
		catalogue(tides, `{}`):              "addons.1.key",
		change(`"Tides"`, `""`):             "addons.0.name",
		change(`"Harbour"`, `""`):           "addons.0.vendor.name",
		change(`https://a.test/d`, `/d`):    "addons.0.descriptor",
		change(`https://a.test/i`, `js:x`):  "addons.0.icon",
		change(`https://a.test/h`, `file:`): "addons.0.instructions",
		change(`a.test:443`, `a.test`):      "addons.0.outbound.0",
		change(`a.test:443`, `a.test:0`):    "addons.0.outbound.0",
		change(`a.test:443`, `:443`):        "addons.0.outbound.0",
		catalogue(strings.Repeat(`{},`, 1000) + `{}`): "at most 1000",
	} {
		if _, err := directory.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%.80s: %v, want %s", text, err, reason)
		}
	}
}

func client(t *testing.T) *outbound.Client {
	t.Helper()
	c, err := outbound.New(outbound.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestACatalogueIsKeptForAWhileAndShownWhenItsServerIsGone(t *testing.T) {
	calls, answer := 0, catalogue(tides)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d := directory.New(directory.Config{Source: server.URL, Outbound: client(t), Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	look := func(wantCalls int) {
		t.Helper()
		got, err := d.Entries(t.Context())
		if err != nil || len(got) != 1 || calls != wantCalls {
			t.Errorf("%d entries, %v, %d calls, want %d", len(got), err, calls, wantCalls)
		}
	}
	look(1)
	look(1)
	now = now.Add(11 * time.Minute)
	look(2)
	now, answer = now.Add(11*time.Minute), "<h1>Moved</h1>"
	look(3)
	look(3)
	if e, err := d.Entry(t.Context(), "org.example.tides"); err != nil || e.Name != "Tides" {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := d.Entry(t.Context(), "x"); code(err) != chat.NotFound {
		t.Errorf("x: %v", err)
	}
}

func code(err error) chat.Code {
	var e *chat.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return chat.Code(-1)
}

func TestWhatIsNoCatalogueIsSaidToBeUnreachable(t *testing.T) {
	large := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat(" ", 2<<20)+catalogue())
	}))
	t.Cleanup(large.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(gone.Close)
	dir := t.TempDir()
	big, good := filepath.Join(dir, "big"), filepath.Join(dir, "good")
	for name, text := range map[string]string{big: strings.Repeat(" ", 2<<20), good: catalogue(tides)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for source, want := range map[string]int{large.URL: -1, gone.URL: -1, big: -1, dir: -1, filepath.Join(dir, "none"): -1, good: 1, "": 0} {
		d := directory.New(directory.Config{Source: source, Outbound: client(t), Log: slog.New(slog.DiscardHandler)})
		got, err := d.Entries(t.Context())
		if want < 0 && code(err) != chat.Unreachable || want >= 0 && (err != nil || len(got) != want) {
			t.Errorf("%q: %d entries, %v", source, len(got), err)
		}
	}
}
