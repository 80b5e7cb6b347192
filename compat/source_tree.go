package compat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/mask"
)

// Bounds of what is read. A tree beyond them is read as far as they reach, and the report says so.
const (
	maxFiles    = 20_000
	maxFileSize = 1 << 20
	maxTreeSize = 256 << 20
	longestLine = 5_000 // in bytes; what has longer ones was written by a program
)

// tree is the source code that was read.
type tree struct {
	files   []*file
	skipped map[string]int // how many things were left out, by why
	size    int
}

// file is one file of it.
type file struct {
	path  string // from the tree's root, with slashes
	text  string
	code  string // the text with blanks where comments were, so that offsets are the same
	aside bool   // a test or an example, which is not shipped
	form  form
	known []string // the tokens in it
}

// foreign are folders of what somebody else wrote or a program made.
var foreign = []string{
	"vendor", "node_modules", "bower_components", "third_party", "site-packages", "__pycache__", "target",
	".git", ".hg", ".svn", ".venv", "venv", ".tox", ".bundle", ".gradle", ".idea", "dist", "coverage",
}

// readTree reads what is source code below the directory.
func readTree(ctx context.Context, dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	t := &tree{skipped: map[string]int{}}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		return t.visit(root, name, d)
	})
	if err != nil && !errors.Is(err, fs.SkipAll) {
		return nil, err
	}
	if len(t.files) == 0 {
		return nil, fmt.Errorf("%s: there is no source code that can be read", dir)
	}
	return t, nil
}

func (t *tree) visit(root *os.Root, name string, d fs.DirEntry) error {
	switch {
	case d.IsDir() && name != "." && slices.Contains(foreign, d.Name()):
		t.skipped["folders named "+d.Name()]++
		return fs.SkipDir
	case d.IsDir():
		return nil
	case !d.Type().IsRegular():
		t.skipped["links and special files"]++
		return nil
	case len(t.files) == maxFiles || t.size > maxTreeSize:
		t.skipped[fmt.Sprintf("all that follows %s", t.files[len(t.files)-1].path)]++
		return fs.SkipAll
	}
	form, ok := formOf(name)
	if !ok {
		t.skipped["files of other kinds, as documentation"]++
		return nil
	}
	return t.read(root, name, form)
}

func (t *tree) read(root *os.Root, name string, form form) error {
	in, err := root.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxFileSize+1))
	if err != nil {
		return err
	}
	switch {
	case len(b) > maxFileSize:
		t.skipped["files over 1 MiB"]++
	case bytes.IndexByte(b, 0) >= 0 || !utf8.Valid(b):
		t.skipped["binary files"]++
	case overlong(b):
		t.skipped["files with lines over 5,000 bytes"]++
	default:
		t.size += len(b)
		text := string(b)
		f := &file{path: name, text: text, code: form.code(text), aside: isAside(name), form: form}
		for _, at := range f.literalTokens() {
			f.known = append(f.known, f.code[at[0]:at[1]])
		}
		t.files = append(t.files, f)
	}
	return nil
}

func overlong(b []byte) bool {
	for line := range bytes.Lines(b) {
		if len(line) > longestLine {
			return true
		}
	}
	return false
}

// isAside tells whether a file is a test or an example by its path.
func isAside(name string) bool {
	for _, folder := range strings.Split(path.Dir(name), "/") {
		switch strings.ToLower(folder) {
		case "test", "tests", "testing", "testdata", "__tests__", "spec", "specs", "fixtures", "__mocks__", "mocks", "example", "examples", "demo":
			return true
		}
	}
	base := path.Base(name)
	stem, _, _ := strings.Cut(base, ".")
	switch {
	case strings.HasSuffix(stem, "_test"), strings.HasSuffix(stem, "_spec"), strings.HasPrefix(stem, "test_"), stem == "conftest", stem == "example":
		return true
	case strings.HasSuffix(stem, "Test"), strings.HasSuffix(stem, "Tests"), strings.HasSuffix(stem, "IT"):
		return true
	}
	return strings.Contains(base, ".test.") || strings.Contains(base, ".spec.")
}

// notes say what was read and what was left out.
func (t *tree) notes() []string {
	aside := 0
	for _, f := range t.files {
		if f.aside {
			aside++
		}
	}
	list := []string{"Read: " + counted(len(t.files), "file") + "."}
	if aside > 0 {
		list = append(list, fmt.Sprintf("Tests and examples (%s) are looked through for tokens alone.", counted(aside, "file")))
	}
	if len(t.skipped) > 0 {
		var whats []string
		for _, what := range slices.Sorted(maps.Keys(t.skipped)) {
			whats = append(whats, fmt.Sprintf("%s (%d)", what, t.skipped[what]))
		}
		list = append(list, "Not read: "+strings.Join(whats, ", ")+".")
	}
	return list
}

// line is the number of the line that an offset stands in.
func (f *file) line(offset int) int { return 1 + strings.Count(f.text[:offset], "\n") }

// statement is where the statement begins that an offset stands in, as far as that can be told from lines: those
// before are taken in while they cannot be its end.
func (f *file) statement(offset int) int {
	start := strings.LastIndexByte(f.code[:offset], '\n') + 1
	for range 3 {
		before := strings.LastIndexByte(f.code[:max(start-1, 0)], '\n') + 1
		if before == start || !goesOn(f.code[before:max(start-1, before)], f.code[start:offset]) {
			return start
		}
		start = before
	}
	return start
}

// shown is a line as a report shows it.
func (f *file) shown(line int) string {
	lines := strings.SplitN(f.text, "\n", line+1)
	text := strings.TrimSpace(lines[line-1])
	return mask.Cut(mask.New(f.known...).Text(text), 200)
}
