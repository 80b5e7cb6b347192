package blob_test

import (
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
	s := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(s.Close)
	return "s3://stoa?region=eu-central-1&endpoint=" + s.URL
}

func open(t *testing.T, url, dir string) *blob.Store {
	t.Helper()
	s, err := blob.Open(t.Context(), url, dir)
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
			long := strings.Repeat("0123456789", 1<<17)
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
	stranded := filepath.Join(dir, "file", "AB", "x.17a2.tmp")
	if err := os.WriteFile(stranded, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "file/AB/x"); err != nil {
		t.Fatal(err)
	}
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
	for _, url := range []string{"http://user:secret@host/", "s3:", "file:///etc", "%"} {
		if _, err := blob.Open(t.Context(), url, ""); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
