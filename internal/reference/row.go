package reference

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/chat"
)

// Row is a documented method with what became of it.
type Row struct {
	Documented
	Works bool
	Proof []Proof // calls of tests that got the documented answer
}

// State is yes, partial or no.
func (r Row) State() string {
	switch {
	case !r.Works:
		return "no"
	case r.Lacks != "":
		return "partial"
	}
	return "yes"
}

// Rows joins what is documented with the route tables.
func Rows(proofs []Proof) []Row {
	var rows []Row
	for _, d := range documentedV1() {
		row := Row{Documented: d}
		for _, rt := range apiv1.Routes() {
			if rt.Name == d.Name {
				row.Works, row.Callers = true, kindNames(rt.Kinds)
				row.Proof = proofOf(proofs, "", rt.Path, http.StatusOK)
			}
		}
		rows = append(rows, row)
	}
	for _, d := range documentedV2() {
		row := Row{Documented: d}
		if rt, ok := routeOf(d); ok {
			row.Works, row.Scopes, row.Callers, row.Status = true, rt.Scopes, classNames(rt), rt.Status
			row.Proof = proofOf(proofs, d.Verb, rt.Pattern, rt.Status)
		}
		rows = append(rows, row)
	}
	return rows
}

// routeOf finds the route that a documented method is answered by.
func routeOf(d Documented) (apiv2.Route, bool) {
	for _, rt := range apiv2.Routes() {
		if d.Name != "" && rt.Name == d.Name {
			return rt, true
		}
	}
	return apiv2.Route{}, false
}

// Own are the routes of API v2 that the vendor did not have.
func Own() (own []apiv2.Route) {
	documented := documentedV2()
	for _, rt := range apiv2.Routes() {
		if !slices.ContainsFunc(documented, func(d Documented) bool { return d.Name == rt.Name }) {
			own = append(own, rt)
		}
	}
	return own
}

// classNames puts a route's callers in the vendor's words and order.
func classNames(rt apiv2.Route) []string {
	names := []string{}
	for _, c := range []struct {
		class chat.Class
		name  string
	}{{chat.ClassGroupClient, "group clients"}, {chat.ClassRoomClient, "room clients"}, {chat.ClassUser, "users"}} {
		if slices.Contains(rt.Classes, c.class) {
			names = append(names, c.name)
		}
	}
	return names
}

func kindNames(kinds []chat.TokenKind) []string {
	if slices.Contains(kinds, chat.TokenV1Notification) {
		return v1Any
	}
	return v1Admin
}

// Page writes docs/compatibility.md.
func Page(rows []Row) string {
	var b strings.Builder
	b.WriteString(pageHead)
	count := map[string]int{}
	for _, r := range rows {
		count[r.State()]++
	}
	fmt.Fprintf(&b, "%d methods: %d yes, %d partial, %d no.\n", len(rows), count["yes"], count["partial"], count["no"])
	section := func(title string, belongs func(Row) bool) {
		fmt.Fprintf(&b, "\n## %s\n\n| | method | page | scopes, any one | who | answers | tests |\n|---|---|---|---|---|---|---|\n", title)
		for _, r := range rows {
			if belongs(r) {
				b.WriteString(r.line())
			}
		}
	}
	v1 := func(r Row) bool { return strings.HasPrefix(r.Path, "/v1/") }
	section("REST v1", v1)
	section("REST v2", func(r Row) bool { return !v1(r) && r.LeftOut == "" })
	b.WriteString(connectSection())
	b.WriteString("\n## Left out\n\n| method | page | why |\n|---|---|---|\n")
	for _, r := range rows {
		if r.LeftOut != "" {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.method(), r.Name, r.LeftOut)
		}
	}
	b.WriteString("\n## Stoa's own, under /v2\n\n| method | what it does |\n|---|---|\n")
	for _, rt := range Own() {
		fmt.Fprintf(&b, "| `%s %s` | %s |\n", rt.Method, rt.Pattern, rt.Summary)
	}
	return b.String()
}

const pageHead = `# Compatibility

Every method that HipChat documented, and what became of it here. This page is made from the server's own route tables by
` + "`make reference`" + `, and a test fails when it is not current. A test stands beside a method when it called the method and got the
documented status. The members of add-ons' descriptors are in a table of their own.

`

func (r Row) line() string {
	who := strings.Join(r.Callers, ", ")
	if who == "" {
		who = "no token"
	}
	state := r.State()
	if r.Lacks != "" {
		state += ": " + r.Lacks
	}
	if !r.Works {
		state += ": not yet"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %d | %s |\n",
		state, r.method(), r.Name, strings.Join(r.Scopes, ", "), who, r.Status, testNames(r.Proof))
}

func (r Row) method() string {
	if r.Path == "" {
		return ""
	}
	return "`" + r.Verb + " " + r.Path + "`"
}
