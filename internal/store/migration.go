package store

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// firstRelease is the last number that the first release may use. Later migrations meet servers of the release before:
// each says in its first line whether those survive it.
const firstRelease = 60

// migration is one file. An expansion only adds: servers of the release before go on working.
// A contraction takes away or changes what they use, and waits until they are gone:
//
//	-- expand
//	-- contract: needs 71
//
// The number is the oldest newest migration of a program that can do without it. A contraction may run long after
// expansions with higher numbers, and programs that have it must work before it as well.
type migration struct {
	version int64
	text    string // with words in braces for what the dialects spell differently
	needs   int64  // 0: an expansion
}

// migrations reads the files, in the order of their numbers.
func migrations(files fs.FS) (all []migration, err error) {
	names, err := fs.Glob(files, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		m, err := readMigration(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, m)
	}
	return all, nil
}

func readMigration(files fs.FS, name string) (m migration, err error) {
	if m.version, err = goose.NumericComponent(name); err != nil {
		return m, err
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return m, err
	}
	m.text = string(text)
	m.needs, err = needsOf(m.version, m.text)
	return m, err
}

func needsOf(version int64, text string) (int64, error) {
	first, _, _ := strings.Cut(text, "\n")
	contraction, found := strings.CutPrefix(first, "-- contract: needs ")
	if n, err := strconv.ParseUint(contraction, 10, 32); found && err == nil {
		needs := int64(n)
		if needs < 1 || needs > version {
			err = fmt.Errorf("a program that knows %d has to do without what migration %d takes away", needs, version)
		}
		return needs, err
	}
	if first == "-- expand" || version <= firstRelease && !strings.HasPrefix(first, "-- contract") {
		return 0, nil
	}
	return 0, fmt.Errorf(`the first line must be "-- expand" or "-- contract: needs NUMBER", and is %q`, first)
}

// in answers the migration's text as the dialect spells it.
func (m migration) in(d dialect) string {
	return strings.NewReplacer(append(d.spelling(), "{now}", strconv.FormatInt(micros(time.Now()), 10))...).Replace(m.text)
}

// newest is the number of the last migration.
func newest(all []migration) (version int64) {
	for _, m := range all {
		version = max(version, m.version)
	}
	return version
}
