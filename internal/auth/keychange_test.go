package auth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
)

// vault is a database of sealed texts. before and after are what happens around its transaction.
type vault struct {
	sealed        [][]byte
	before, after func() error
}

func (v *vault) Reseal(_ context.Context, anew func([]byte) ([]byte, error)) (int, error) {
	if v.before != nil {
		if err := v.before(); err != nil {
			return 0, err
		}
	}
	all := make([][]byte, len(v.sealed))
	for i, s := range v.sealed {
		var err error
		if all[i], err = anew(s); err != nil {
			return 0, err
		}
	}
	v.sealed = all
	if v.after != nil {
		return 0, v.after()
	}
	return len(all), nil
}

func open(t *testing.T, path string) *auth.Sealer {
	t.Helper()
	s, err := auth.OpenSealer(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAChangeOfKeysEndsWellWhereverItIsBrokenOff breaks a change off as a killed server does: what the next start finds is
// what is on the disk and in the database at that moment.
func TestAChangeOfKeysEndsWellWhereverItIsBrokenOff(t *testing.T) {
	killed := errors.New("killed")
	for _, tt := range []struct {
		name  string
		kill  func(v *vault)
		files func(t *testing.T, path string) // what else had happened
	}{
		{"not at all", nil, nil},
		{"before the transaction", func(v *vault) { v.before = func() error { return killed } }, nil},
		{"after the transaction", func(v *vault) { v.after = func() error { return killed } }, nil},
		{"after the old key was kept", func(v *vault) { v.after = func() error { return killed } }, func(t *testing.T, path string) {
			if err := os.Link(path, path+".former"); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret.key")
			s, v := open(t, path), &vault{}
			v.sealed = [][]byte{s.Seal("one"), s.Seal("two")}
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if tt.kill != nil {
				tt.kill(v)
			}
			_, err = auth.NewKeyChange(s, v).Change(t.Context())
			if (err != nil) != (tt.kill != nil) {
				t.Fatalf("changed: %v", err)
			}
			if tt.files != nil {
				tt.files(t, path)
			}
			before := open(t, path) // as the next start finds it, and so before it has settled
			opens(t, before, v)

			v.before, v.after = nil, nil
			v.sealed = append(v.sealed, s.Seal("three")) // by somebody who was just about to
			if err := auth.NewKeyChange(before, v).Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			opens(t, open(t, path), v)
			files, err := os.ReadDir(filepath.Dir(path))
			if err != nil || len(files) != 1 {
				t.Errorf("left: %v, %v", files, err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) == string(old) {
				t.Errorf("the key is the old one, %v", err)
			}
		})
	}
}

func TestASecondChangeOfKeysNeedsNoRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	s, v := open(t, path), &vault{}
	v.sealed = [][]byte{s.Seal("one")}
	k := auth.NewKeyChange(s, v)
	for range 3 {
		if n, err := k.Change(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		opens(t, s, v)
		opens(t, open(t, path), v)
	}
}

func opens(t *testing.T, s *auth.Sealer, v *vault) {
	t.Helper()
	want := []string{"one", "two", "three"}
	for i, sealed := range v.sealed {
		if text, err := s.Open(sealed); err != nil || text != want[i] {
			t.Errorf("opened %q, %v", text, err)
		}
	}
}
