package store_test

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/store"
)

func TestAMigrationSaysWhetherOlderServersSurviveIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file, text string
		want             map[int64]int64 // nil: it is refused
	}{
		{"one of the first release need not", "0007_x.sql", "-- Some words.\n", map[int64]int64{7: 0}},
		{"an expansion", "0071_x.sql", "-- expand\nCREATE", map[int64]int64{71: 0}},
		{"a contraction", "0071_x.sql", "-- contract: needs 70\nDROP", map[int64]int64{71: 70}},
		{"only programs that have it do without", "0071_x.sql", "-- contract: needs 71\n", map[int64]int64{71: 71}},
		{"neither", "0071_x.sql", "-- Some words.\n", nil},
		{"the word is not in the first line", "0071_x.sql", "\n-- expand\n", nil},
		{"it does not say for whom", "0071_x.sql", "-- contract\n", nil},
		{"nor as a number", "0071_x.sql", "-- contract: needs the last one\n", nil},
		{"for programs that nobody has written yet", "0071_x.sql", "-- contract: needs 72\n", nil},
		{"for all programs", "0071_x.sql", "-- contract: needs 0\n", nil},
		{"a mistake in the first release", "0007_x.sql", "-- contract: needs 8\n", nil},
		{"no number", "x.sql", "-- expand\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := store.ReadMigrations(fstest.MapFS{"migration/" + tt.file: {Data: []byte(tt.text)}})
			switch {
			case tt.want == nil && err == nil:
				t.Errorf("taken as %v", got)
			case tt.want != nil && (err != nil || !maps.Equal(got, tt.want)):
				t.Errorf("%v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// takesAway answers what in a migration servers of the release before do not survive.
func takesAway(text string) []string {
	text = regexp.MustCompile(`(?m)--.*$`).ReplaceAllString(text, "")
	var found []string
	for statement := range strings.SplitSeq(text, ";") {
		statement = strings.Join(strings.Fields(statement), " ")
		for _, bad := range []string{`\bDROP (TABLE|COLUMN|VIEW)\b`, `\bRENAME\b`, `\bALTER COLUMN\b`, `\bADD CONSTRAINT\b`, `\bSET NOT NULL\b`, `\bDELETE FROM\b`} {
			found = append(found, regexp.MustCompile(bad).FindAllString(statement, -1)...)
		}
		if regexp.MustCompile(`\bADD COLUMN\b.*\bNOT NULL\b`).MatchString(statement) && !strings.Contains(statement, "DEFAULT") {
			found = append(found, "NOT NULL without DEFAULT")
		}
	}
	return found
}

func TestExpansionsOnlyAdd(t *testing.T) {
	t.Parallel()
	files := store.MigrationFiles()
	names, err := fs.Glob(files, "migration/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := takesAway(string(text)); strings.HasPrefix(string(text), "-- expand\n") && found != nil {
			t.Errorf("%s calls itself an expansion, and has %q", name, found)
		}
	}
	for text, want := range map[string][]string{
		"-- expand\nCREATE TABLE a (b bigint NOT NULL);\n-- DROP TABLE is not for here.\nCREATE INDEX c ON a (b);": nil,
		"ALTER TABLE a ADD COLUMN b bigint NOT NULL DEFAULT 0;\nDROP INDEX c;":                                     nil,
		"DROP TABLE a;": {"DROP TABLE"},
		"ALTER TABLE a\n  DROP COLUMN b;\nALTER TABLE a RENAME COLUMN c TO d;\nALTER TABLE a ADD COLUMN e text NOT NULL;": {"DROP COLUMN", "RENAME", "NOT NULL without DEFAULT"},
	} {
		if diff := cmp.Diff(want, takesAway(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// program is a Stoa with all of today's migrations and some more, each named by its number and its kind.
func program(t *testing.T, more ...string) store.Config {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(store.MigrationFiles(), "migration/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(store.MigrationFiles(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	for i, text := range more {
		files[fmt.Sprintf("migration/%04d_more.sql", firstMade+i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return store.Config{}.WithMigrations(files)
}

// firstMade is the number of the first migration that is made up for tests.
const firstMade = 9001
