package archive

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

// member of a made-up archive.
type made struct {
	tar.Header
	content string
}

// tarOf packs the sample and a member that no export has.
func tarOf(t *testing.T, odd made) []byte {
	t.Helper()
	var b bytes.Buffer
	b.Write(tarred(t, sample()))
	b.Truncate(b.Len() - 1024) // its end
	w := tar.NewWriter(&b)
	odd.Size, odd.Mode = int64(len(odd.content)), 0o644
	if err := w.WriteHeader(&odd.Header); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, odd.content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatLeadsOutOfTheArchiveIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		odd  made
		want error
	}{
		"upwards":       {made{tar.Header{Typeflag: tar.TypeReg, Name: "rooms/77/files/../../../../etc/passwd"}, "x"}, errOutside},
		"absolute":      {made{tar.Header{Typeflag: tar.TypeReg, Name: "/etc/passwd"}, "x"}, errOutside},
		"backslashes":   {made{tar.Header{Typeflag: tar.TypeReg, Name: `rooms\..\..\x`}, "x"}, errOutside},
		"directory":     {made{tar.Header{Typeflag: tar.TypeDir, Name: "../up/"}, ""}, errOutside},
		"symbolic link": {made{tar.Header{Typeflag: tar.TypeSymlink, Name: "rooms/77/files/a/b", Linkname: "/etc/passwd"}, ""}, errNoFile},
		"hard link":     {made{tar.Header{Typeflag: tar.TypeLink, Name: "rooms/77/files/a/b", Linkname: "users.json"}, ""}, errNoFile},
		"device":        {made{tar.Header{Typeflag: tar.TypeChar, Name: "rooms/77/files/a/b"}, ""}, errNoFile},
		"pipe":          {made{tar.Header{Typeflag: tar.TypeFifo, Name: "rooms/77/files/a/b"}, ""}, errNoFile},
		"long name":     {made{tar.Header{Typeflag: tar.TypeReg, Name: "rooms/" + strings.Repeat("a/", maxName) + "a"}, "x"}, errLong},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(t.Context(), []string{written(t, tarOf(t, c.odd))}, Options{Spool: t.TempDir()}); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("link in a directory", func(t *testing.T) {
		dir := archivetest.Directory(t, sample())
		if err := os.Symlink("/etc/passwd", filepath.Join(dir, "rooms/77/files/k3Jd0/link")); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), []string{dir}, Options{Spool: t.TempDir()}); !errors.Is(err, errNoFile) {
			t.Errorf("%v", err)
		}
	})
	t.Run("link in a zip", func(t *testing.T) {
		files := sample()
		files["../up"] = "x"
		if _, err := Open(t.Context(), []string{written(t, zipOf(t, files))}, Options{Spool: t.TempDir()}); !errors.Is(err, errOutside) {
			t.Errorf("%v", err)
		}
	})
}

func TestWhatIsDamagedIsSaid(t *testing.T) {
	packed := zipped(t, tarred(t, sample()))
	sum := bytes.Clone(packed)
	sum[len(sum)-6] ^= 1
	noUsers := sample()
	delete(noUsers, "users.json")
	cutUsers := sample()
	cutUsers["users.json"] = `[{"User":{"id":1}},`
	for name, content := range map[string][]byte{
		"sum": sum, "cut off": packed[:len(packed)-20], "nothing": {}, "something else": []byte("what is this?"), "an image": picture,
		"no people": tarred(t, noUsers), "damaged people": tarred(t, cutUsers), "cut off tar": tarred(t, sample())[:3000], "cut off zip": zipOf(t, oldSample())[:400],
		"salt alone": []byte("Salted__12345678"), "cut off container": encrypted(t, "p", packed)[:200],
	} {
		t.Run(name, func(t *testing.T) {
			spool := t.TempDir()
			a, err := Open(t.Context(), []string{written(t, content)}, Options{Spool: spool, Password: []byte("p")})
			if err == nil {
				t.Error("it was read", a.Users(), a.Close())
			}
			if left, err := os.ReadDir(spool); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// blanks never end.
type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// A bomb is small as long as it is packed: an element without end, or nothing without end.
func TestAnElementHasABound(t *testing.T) {
	for name, begin := range map[string]string{"string": `[{"UserMessage":{"message":"`, "between": `[1, `, "around": ``, "number of levels": strings.Repeat("[", 20_000)} {
		t.Run(name, func(t *testing.T) {
			s, err := newSpool(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer s.close()
			s.element = 1 << 20
			p, err := s.add(entry{Reader: io.MultiReader(strings.NewReader(begin), io.LimitReader(blanks{}, s.element+1))})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			err = s.each(p, func(element, json.RawMessage) error { n++; return nil })
			if n > 1 || err == nil || !damage(err) {
				t.Errorf("%d elements, %v", n, err)
			}
		})
	}
}

func TestAllJSONTogetherHasABound(t *testing.T) {
	s, err := newSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.limit = 100
	for _, c := range []struct {
		size int64
		want error
	}{{60, nil}, {40, nil}, {1, errSpool}} {
		if _, err := s.add(entry{name: "rooms/1/history.json", Reader: io.LimitReader(blanks{}, c.size)}); !errors.Is(err, c.want) {
			t.Errorf("%d bytes: %v", c.size, err)
		}
	}
	if _, err := s.add(entry{name: "rooms/2/history.json", Reader: blanks{}}); !errors.Is(err, errSpool) || s.size > 102 {
		t.Errorf("%d bytes, %v", s.size, err)
	}
}
