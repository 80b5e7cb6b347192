package stoatest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// ProofFile names the file to which tests append which route they called and what it answered, when they are asked
// for it. docs/compatibility.md says from it which tests prove that a method works.
const ProofFile = "STOA_PROOF"

// witness notes the calls that servers answer, as their own log tells of them.
type witness struct {
	slog.Handler
	note func(method, pattern string, status int64)
}

// witnessed makes a server's log tell of its calls, if that was asked for.
func witnessed(t testing.TB, log *slog.Logger) *slog.Logger {
	if os.Getenv(ProofFile) == "" {
		return log
	}
	return slog.New(witness{log.Handler(), notes(t)})
}

// Enabled implements slog.Handler: calls are told of at the level of debugging.
func (w witness) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (w witness) Handle(ctx context.Context, rec slog.Record) error {
	var method, pattern string
	var status int64
	rec.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "method":
			method = a.Value.String()
		case "pattern":
			pattern = a.Value.String()
		case "status":
			status = a.Value.Int64()
		}
		return true
	})
	if rec.Message == "request" && pattern != "" {
		w.note(method, pattern, status)
	}
	if !w.Handler.Enabled(ctx, rec.Level) {
		return nil
	}
	return w.Handler.Handle(ctx, rec)
}

// Witnessed makes the calls that a handler answers count as a test's, for handlers that stand in no whole server.
func Witnessed(t testing.TB, h http.Handler) http.Handler {
	if os.Getenv(ProofFile) == "" {
		return h
	}
	note := notes(t)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(sw, r)
		note(r.Method, r.Pattern, int64(sw.status))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// notes writes lines of package, test, method, pattern and status, each once.
func notes(t testing.TB) func(method, pattern string, status int64) {
	test, _, _ := strings.Cut(t.Name(), "/")
	where := workingPackage(t)
	var seen sync.Map
	return func(method, pattern string, status int64) {
		line := fmt.Sprintf("%s\t%s\t%s\t%s\t%d\n", where, test, method, pattern, status)
		if _, before := seen.LoadOrStore(line, true); before {
			return
		}
		f, err := os.OpenFile(os.Getenv(ProofFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			panic(err) // a server's goroutine may outlive its test, which then takes no errors
		}
		defer f.Close()
		if _, err := f.WriteString(line); err != nil {
			panic(err)
		}
	}
}

// workingPackage is the directory of the package under test, relative to the module.
func workingPackage(t testing.TB) string {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for root := here; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			rel, err := filepath.Rel(root, here)
			if err != nil {
				t.Fatal(err)
			}
			return filepath.ToSlash(rel)
		}
		if root == filepath.Dir(root) {
			t.Fatal("tests run outside of the module")
		}
	}
}
