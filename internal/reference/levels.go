package reference

import (
	"fmt"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
)

const levelsHead = `# Compatibility levels

Made from the table in ` + "`hipchat/level.go`" + ` and the route table: do not edit; ` + "`make reference`" + ` writes it anew.

HipChat Server was in use in many releases, and an integration must cope with the old ones. A Stoa can be like one of them: the whole server with
` + "`--compat-level`" + ` (` + "`STOA_COMPAT_LEVEL`" + `), to try an integration out, or for one add-on with ` + "`stoa addon install URL --compat-level LEVEL`" + ` and
` + "`stoa addon level KEY LEVEL`" + `, when an old add-on copes with nothing newer. Of the two the older one counts. The capabilities document is the same
for all callers, so it follows the server's level alone; a descriptor is read when it is installed or updated. No vendor's table has survived; this
one is drawn from dated documents and recorded traffic.

`

// LevelsPage is docs/levels.md.
func LevelsPage() string {
	var b strings.Builder
	b.WriteString(levelsHead + "| what |")
	for _, l := range hipchat.Levels() {
		fmt.Fprintf(&b, " %s |", l)
	}
	b.WriteString(" without it |\n|---|" + strings.Repeat("---|", len(hipchat.Levels())+1) + "\n")
	for _, s := range hipchat.Supports() {
		fmt.Fprintf(&b, "| %s |", s.What)
		for _, l := range hipchat.Levels() {
			b.WriteString(map[bool]string{true: " yes |", false: " no |"}[l.Has(s.Feature)])
		}
		fmt.Fprintf(&b, " %s |\n", s.Before)
	}
	b.WriteString("\n## Methods that are not at every level\n\n| method | since |\n|---|---|\n")
	for _, rt := range apiv2.Routes() {
		for _, s := range hipchat.Supports() {
			if s.Feature == rt.Since {
				fmt.Fprintf(&b, "| `%s %s` | %s |\n", rt.Method, rt.Pattern, s.Since)
			}
		}
	}
	return b.String()
}
