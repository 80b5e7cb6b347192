package blob_test

import (
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/stoachat/stoa/internal/blob"
)

// bucketURL is a bucket of an S3-compatible store that goes with the test.
func bucketURL(t *testing.T) string {
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
	authority := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", authority)
	return "s3://stoa?region=eu-central-1&endpoint=" + s.URL
}

func open(t *testing.T, url, dir string) *blob.Store {
	t.Helper()
	s, err := blob.Open(url, dir)
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
		"memory": open(t, "", ""), "directory": open(t, "", t.TempDir()), "S3": open(t, bucketURL(t), ""),
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
	s := open(t, "", dir)
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
		if _, err := blob.Open(url, ""); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAStoreIsReachableWhenItHasTheBucket(t *testing.T) {
	url := bucketURL(t)
	if err := open(t, url, "").Reachable(t.Context()); err != nil {
		t.Error(err)
	}
	if err := open(t, strings.Replace(url, "//stoa", "//another", 1), "").Reachable(t.Context()); err == nil {
		t.Error("a bucket that does not exist is reachable")
	}
	away := httptest.NewServer(nil)
	away.Close()
	if err := open(t, "s3://stoa?region=eu-central-1&endpoint="+away.URL, "").Reachable(t.Context()); err == nil {
		t.Error("a store that is away is reachable")
	}
}
