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

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/directory"
	"github.com/stoachat/stoa/internal/outbound"
)

const tides = `{"key":"org.example.tides","name":"Tides","vendor":{"name":"Harbour","url":"https://a.test"},"description":"Tells the tide",
	"icon":"https://a.test/i.png","descriptor":"https://a.test/d","instructions":"https://a.test/how","self_hosted":true,"inbound":true,"outbound":["a.test:443","[::1]:8443"]}`

const bare = `{"key":"bare","name":"Bare","vendor":{"name":"Nobody"},"description":"d","descriptor":"https://b.test/d"}`

func catalogue(entries ...string) string { return `{"addons":[` + strings.Join(entries, ",") + `]}` }

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

func TestWhatIsNoCatalogueIsSaidInTheLogByItsField(t *testing.T) {
	serve := func(text string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }))
		t.Cleanup(server.Close)
		return server.URL
	}
	dir := t.TempDir()
	keep := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(gone.Close)
	large := strings.Repeat(" ", 10<<20) + catalogue()
	for _, tt := range []struct{ source, reason string }{
		{serve(large), "larger than 1048576 bytes"},
		{keep("large", large), "larger than 1048576 bytes"},
		{gone.URL, "answered 404"},
		{dir, "not a file"},
		{filepath.Join(dir, "none"), "no such file"},
		{keep("types", catalogue(strings.Replace(tides, `"Tides"`, `5`, 1))), "addons.0.name"},
		{serve(catalogue(tides, tides)), "addons.1.key"},
	} {
		var log strings.Builder
		d := directory.New(directory.Config{Source: tt.source, Outbound: client(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
		if got, err := d.Entries(t.Context()); code(err) != chat.Unreachable || len(got) != 0 {
			t.Errorf("%s: %d entries, %v", tt.source, len(got), err)
		}
		if text := log.String(); !strings.Contains(text, tt.reason) || !strings.Contains(text, "source="+tt.source) {
			t.Errorf("%s: the log says %s, want %s", tt.source, text, tt.reason)
		}
	}
}

func TestTheLogKeepsTheSecretsOfACatalogue(t *testing.T) {
	passwords := filepath.Join(t.TempDir(), "passwords")
	if err := os.WriteFile(passwords, []byte("root:hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{passwords, "http://me:hunter2@127.0.0.1:1/c?token=hunter2"} {
		var log strings.Builder
		d := directory.New(directory.Config{Source: source, Outbound: client(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
		_, err := d.Entries(t.Context())
		if text := log.String() + fmt.Sprint(err); code(err) != chat.Unreachable || !strings.Contains(text, "source=") || strings.Contains(text, "hunter2") {
			t.Errorf("%s: %v, the log says %s", source, err, text)
		}
	}
}

func TestACatalogueIsReadFromAFileOrAsItIsShipped(t *testing.T) {
	good := filepath.Join(t.TempDir(), "catalogue.json")
	if err := os.WriteFile(good, []byte(catalogue(tides, bare)), 0o600); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]int{good: 2, "": 0} {
		d := directory.New(directory.Config{Source: source, Outbound: client(t), Log: slog.New(slog.DiscardHandler)})
		got, err := d.Entries(t.Context())
		if err != nil || len(got) != want {
			t.Fatalf("%q: %d entries, %v", source, len(got), err)
		}
		if want > 0 && (got[0].Vendor.Name != "Harbour" || len(got[0].Outbound) != 2 || got[1].SelfHosted || got[1].Outbound == nil) {
			t.Errorf("%+v", got)
		}
	}
}
