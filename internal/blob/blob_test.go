package blob_test

import (
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/outbound"
)

// s3 is a bucket of an S3-compatible store that goes with the test, and the way there.
func s3(t *testing.T) blob.Config {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	backend := s3mem.New()
	if err := backend.CreateBucket("stoa"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(gofakes3.New(backend).Server()) // it does not understand parts that are signed piece by piece, as they are without TLS
	t.Cleanup(s.Close)
	authority := x509.NewCertPool()
	authority.AddCert(s.Certificate())
	return blob.Config{URL: "s3://stoa?region=eu-central-1&endpoint=" + s.URL, Outbound: gate(t, outbound.Config{TrustCA: authority})}
}

func gate(t *testing.T, c outbound.Config) *outbound.Client {
	t.Helper()
	out, err := outbound.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(out.Close)
	return out
}

func open(t *testing.T, c blob.Config) *blob.Store {
	t.Helper()
	s, err := blob.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestEveryStoreKeepsWhatItWasGiven(t *testing.T) {
	for name, s := range map[string]*blob.Store{
		"memory": open(t, blob.Config{}), "directory": open(t, blob.Config{Directory: t.TempDir()}), "S3": open(t, s3(t)),
	} {
		t.Run(name, func(t *testing.T) {
			const key = "file/AB/ABC/original"
			long := strings.Repeat("0123456789", 1<<20) // an upload in parts where there is such a thing
			if n, err := s.Put(t.Context(), key, strings.NewReader(long)); err != nil || n != int64(len(long)) {
				t.Fatalf("put: %d, %v", n, err)
			}
			r, err := s.Open(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if at, err := r.Seek(-5, io.SeekEnd); err != nil || at != int64(len(long))-5 {
				t.Errorf("seek: %d, %v", at, err)
			}
			if b, err := io.ReadAll(r); err != nil || string(b) != "56789" {
				t.Errorf("the end: %q, %v", b, err)
			}
			if _, err := s.Put(t.Context(), "file/AB/ABD/original", iotest.ErrReader(errors.New("gone"))); err == nil {
				t.Error("a put that broke off was no error")
			}
			for _, missing := range []string{"file/AB/ABD/original", "file/never/seen"} {
				if _, err := s.Open(t.Context(), missing); !errors.Is(err, blob.ErrNotFound) {
					t.Errorf("open %s: %v", missing, err)
				}
			}
			for range 2 { // the second finds nothing, which is no error
				if err := s.Delete(t.Context(), key); err != nil {
					t.Errorf("delete: %v", err)
				}
			}
			if _, err := s.Open(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
				t.Errorf("after the deletion: %v", err)
			}
		})
	}
}

func TestADirectoryHasNothingLeftOfWhatBrokeOffOrWasKilled(t *testing.T) {
	dir := t.TempDir()
	s := open(t, blob.Config{Directory: dir})
	half := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("gone")))
	if _, err := s.Put(t.Context(), "file/AB/x", half); err == nil {
		t.Error("a put that broke off was no error")
	}
	wantNoFiles(t, dir)
	stranded := filepath.Join(dir, "file", "AB", "x.17a2.tmp")
	if err := os.WriteFile(stranded, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "file/AB/x"); err != nil {
		t.Fatal(err)
	}
	wantNoFiles(t, dir)
}

func wantNoFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			t.Errorf("left: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestURLsThatNameNoBucketAreRefusedWithoutRepeatingThem(t *testing.T) {
	for _, url := range []string{
		"http://user:secret@host/", "s3:", "file:///etc", "%", "s3://b?regoin=secret", "s3://b?endpoint=secret", "s3://b?use_path_style=secret",
	} {
		if _, err := blob.Open(blob.Config{URL: url, Outbound: gate(t, outbound.Config{})}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAStoreIsReachableWhenItHasTheBucket(t *testing.T) {
	there := s3(t)
	if err := open(t, there).Reachable(t.Context()); err != nil {
		t.Error(err)
	}
	another, away, stranger := there, there, there
	another.URL = strings.Replace(there.URL, "//stoa", "//another", 1)
	if err := open(t, another).Reachable(t.Context()); err == nil {
		t.Error("a bucket that does not exist is reachable")
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	away.URL = "s3://stoa?region=eu-central-1&endpoint=" + closed.URL
	if err := open(t, away).Reachable(t.Context()); err == nil {
		t.Error("a store that is away is reachable")
	}
	stranger.Outbound = gate(t, outbound.Config{})
	var authority x509.UnknownAuthorityError
	if err := open(t, stranger).Reachable(t.Context()); !errors.As(err, &authority) {
		t.Errorf("a store whose authority is not trusted: %v", err)
	}
}

func TestTheProxyIsAskedForAStore(t *testing.T) {
	asked := make(chan string, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Host
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(proxy.Close)
	c := s3(t)
	c.Outbound = gate(t, outbound.Config{ProxyURL: proxy.URL})
	c.URL = "s3://stoa?region=eu-central-1&endpoint=https://s3.example.org"
	var refused *outbound.ProxyError
	if err := open(t, c).Reachable(t.Context()); !errors.As(err, &refused) || refused.Status != http.StatusForbidden {
		t.Errorf("got %v", err)
	}
	if got := <-asked; got != "s3.example.org:443" {
		t.Errorf("it was asked for %s", got)
	}
}
