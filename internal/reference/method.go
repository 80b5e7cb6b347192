package reference

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/schema"
)

// method is a method of API v2 as its page shows it.
type method struct {
	Name, Verb, Path, Summary, Scopes, Who, Status, Takes, Curl string
	Floods, Items                                               bool
	InPath, InQuery, InBody, Answer                             []member
}

// member is a parameter, or a member of a JSON object.
type member struct {
	Name, Type, Doc string
	Required        bool
}

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(\w+)\}`) })

func describe(rt apiv2.Route, base string) method {
	m := method{
		Name: rt.Name, Verb: rt.Method, Path: rt.Pattern, Summary: rt.Summary, Scopes: strings.Join(rt.Scopes, ", "),
		Who: strings.Join(classNames(rt), ", "), Status: strconv.Itoa(rt.Status) + " " + http.StatusText(rt.Status),
		Takes: strings.Join(rt.Takes, ", "), Floods: rt.Floods,
	}
	if rt.Open {
		m.Who = "anybody, without a token"
	}
	for _, p := range placeholder().FindAllStringSubmatch(rt.Pattern, -1) {
		m.InPath = append(m.InPath, member{Name: p[1], Type: "text", Doc: apiv2.PathDoc(p[1]), Required: true})
	}
	for _, p := range rt.Parameters() {
		m.InQuery = append(m.InQuery, member{Name: p.Name, Type: p.Type, Doc: parameterDoc(p)})
	}
	if rt.Body != nil {
		m.InBody = membersOf(reflect.TypeOf(rt.Body))
	}
	if rt.Answer != nil {
		t := reflect.TypeOf(rt.Answer)
		if t.Kind() == reflect.Struct {
			if f, ok := t.FieldByName("Items"); ok {
				t, m.Items = f.Type, true
			}
		}
		m.Answer = membersOf(t)
	}
	m.Curl = curl(rt, base)
	return m
}

func parameterDoc(p apiv2.Parameter) string {
	doc := p.Doc
	if len(p.Options) > 0 {
		doc += " One of: " + strings.Join(p.Options, ", ") + "."
	}
	if p.Max > 0 && p.Max < 1<<20 { // others only keep numbers within what can be counted
		doc += fmt.Sprintf(" At most %d.", p.Max)
	}
	if p.Default != "" {
		doc += " Default: " + p.Default + "."
	}
	return doc
}

func membersOf(t reflect.Type) (all []member) {
	for _, f := range schema.Fields(t) {
		all = append(all, member{Name: f.Name, Type: typeName(f.Type), Doc: f.Doc, Required: !f.Optional})
	}
	return all
}

// typeName says what stands at a member.
func typeName(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[hipchat.Flag]():
		return "boolean"
	case reflect.TypeFor[hipchat.ID]():
		return "id"
	case reflect.TypeFor[json.RawMessage]():
		return "object"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem()) + " or null"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "text"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Struct:
		return "object"
	}
	return "any"
}

// curl is a call that can be pasted into a shell once the words in capitals are replaced.
func curl(rt apiv2.Route, base string) string {
	path := placeholder().ReplaceAllStringFunc(rt.Pattern, func(p string) string { return strings.ToUpper(strings.Trim(p, "{}")) })
	var b strings.Builder
	b.WriteString("curl")
	if rt.Method != http.MethodGet {
		b.WriteString(" -X " + rt.Method)
	}
	if !rt.Open {
		b.WriteString(" -H 'Authorization: Bearer TOKEN'")
	}
	switch {
	case rt.Body != nil:
		b.WriteString(" -H 'Content-Type: application/json' \\\n  -d '" + sample(reflect.TypeOf(rt.Body)) + "'")
	case rt.Takes != nil:
		b.WriteString(` \` + "\n  -F 'metadata={\"message\":\"TEXT\"};type=application/json' -F 'file=@FILE'")
	}
	return b.String() + " \\\n  '" + base + path + "'"
}

// sample is a body with the members that must be there.
func sample(t reflect.Type) string {
	var members []string
	for _, f := range schema.Fields(t) {
		if !f.Optional {
			members = append(members, strconv.Quote(f.Name)+":"+sampleValue(f))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func sampleValue(f schema.Field) string {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch kind := typeName(t); {
	case t.Kind() == reflect.Struct && kind == "object":
		return sample(t)
	case strings.HasPrefix(kind, "list"):
		return "[]"
	case kind == "boolean":
		return "false"
	case kind == "number", kind == "id":
		return "1"
	}
	return strconv.Quote(strings.ToUpper(f.Name))
}
