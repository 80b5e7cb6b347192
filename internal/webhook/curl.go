package webhook

import (
	"maps"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/mask"
	"github.com/stoachat/stoa/internal/outbound"
)

// curl writes a request as a line for a POSIX shell.
func curl(req outbound.Request) string {
	var b strings.Builder
	b.WriteString("curl -X " + req.Method)
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		b.WriteString(" -H " + quoted(name+": "+req.Header.Get(name)))
	}
	b.WriteString(" --data-binary " + quoted(string(req.Body)) + " " + quoted(req.URL))
	return b.String()
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// masked is a request without its secrets.
func masked(req outbound.Request, secrets []string) outbound.Request {
	m := mask.New(secrets...)
	req.URL, req.Header = m.URL(req.URL), m.Header(req.Header)
	req.Body = []byte(m.Text(string(req.Body)))
	return req
}
