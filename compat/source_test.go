package compat_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/compat"
)

// foundIn are the findings of a report as "rule where", in order.
func foundIn(r *compat.Report) []string {
	list := []string{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			list = append(list, f.Rule+" "+f.Where)
		}
	}
	slices.Sort(list)
	return list
}

func TestEachTreeHasExactlyTheFindingsThatItIsMadeFor(t *testing.T) {
	t.Parallel()
	trees, err := filepath.Glob("testdata/source/*")
	if err != nil || len(trees) < 25 {
		t.Fatalf("%d trees, %v", len(trees), err)
	}
	seen := map[string]bool{}
	for _, tree := range trees {
		t.Run(filepath.Base(tree), func(t *testing.T) {
			r, err := compat.Source{Dir: tree}.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(filepath.Join(tree, "expected"))
			if err != nil {
				t.Fatal(err)
			}
			want := []string{}
			for line := range strings.Lines(string(b)) {
				want = append(want, strings.TrimSpace(line))
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, foundIn(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for _, w := range want {
				rule, _, _ := strings.Cut(w, " ")
				seen[rule] = true
			}
		})
	}
	for _, rule := range []string{"fixed-host", "default-host", "fixed-endpoint", "fixed-scheme", "v1-only", "fixed-token-path", "token-in-code",
		"jwt-unverified", "jwt-alg-none", "trusts-any-certificate"} {
		if !seen[rule] {
			t.Errorf("no tree breaks %s", rule)
		}
	}
}

func TestATreeIsReadWithinBounds(t *testing.T) {
	t.Parallel()
	const host = "url = 'https://api.hipchat.com/v2'\n"
	for _, tt := range []struct {
		name string
		file string
		text string
		note string
	}{
		{"a file that is too large", "large.js", strings.Repeat("// nothing\n", 100_000) + host, "files over 1 MiB (1)"},
		{"a file that no person wrote", "all.min.js", strings.Repeat("x", 6000) + host, "files with lines over 5,000 bytes (1)"},
		{"a binary file", "data.py", "\x00" + host, "binary files (1)"},
		{"what others wrote", "vendor/client.js", host, "folders named vendor (1)"},
		{"documentation", "README.md", host, "files of other kinds, as documentation (1)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "main.py"), "print('v2')\n")
			write(t, filepath.Join(dir, tt.file), tt.text)
			r, err := compat.Source{Dir: dir}.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if list := foundIn(r); len(list) > 0 {
				t.Errorf("found %v", list)
			}
			if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, tt.note) {
				t.Errorf("notes: %s", notes)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestALinkDoesNotLeadOutOfTheTree(t *testing.T) {
	t.Parallel()
	outside, dir := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret.py"), "url = 'https://api.hipchat.com/v2'\n")
	write(t, filepath.Join(dir, "main.py"), "print('v2')\n")
	for name, to := range map[string]string{"file.py": filepath.Join(outside, "secret.py"), "folder": outside} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	r, err := compat.Source{Dir: dir}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if list := foundIn(r); len(list) > 0 {
		t.Errorf("found %v", list)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for name, s := range map[string]compat.Source{
		"no such folder": {Dir: filepath.Join(empty, "none")},
		"nothing in it":  {Dir: empty},
		"no such case":   {Dir: "testdata/source/clean-go", Only: []string{"adresses"}},
	} {
		if r, err := s.Check(t.Context()); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestOnlyTheNamedCasesAreTried(t *testing.T) {
	t.Parallel()
	r, err := compat.Source{Dir: "testdata/source/ruby-bot", Only: []string{"tokens"}}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Cases) != 1 || cmp.Diff([]string{"token-in-code bot.rb:8"}, foundIn(r)) != "" {
		t.Errorf("%+v", r.Cases)
	}
}

func TestTokensAreNotRepeatedInAReport(t *testing.T) {
	t.Parallel()
	for dir, secret := range map[string]string{
		"ruby-bot": "Zt5Wq8Rb2Xn6Vc9Km3Lp7Jh4Gf1Ds0QaYeUiOwPx", "python-token": "3f9a1c07e5b82d64f0a7c9e1b35d28", "shell-careless": "Jt6Rb1Xw8Qz3Nc5Vk9Mf2Lg7Ph4Ds0YaEuIoTiKe",
	} {
		r, err := compat.Source{Dir: "testdata/source/" + dir}.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "token-in-code") || strings.Contains(b.String(), secret) {
			t.Errorf("%s: %s", dir, b.String())
		}
	}
}
