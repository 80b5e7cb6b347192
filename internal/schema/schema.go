// Package schema describes Go types as JSON Schema of the dialect that OpenAPI 3.1 uses: the wire types of package
// hipchat say themselves what their JSON looks like, so the documentation cannot say anything else.
package schema

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// Schema is one JSON Schema.
type Schema map[string]any

// Set makes schemas. Structs with a name are described once, in Named, and referred to.
type Set struct {
	Named map[string]Schema

	prefix string // of references
	body   bool   // what is described is a request's body
}

// NewSet makes a Set whose references begin with prefix, such as "#/components/schemas/".
func NewSet(prefix string) *Set { return &Set{Named: make(map[string]Schema), prefix: prefix} }

// Body describes what a request may hold: null is as good as nothing. spec: client-quirks, B2. Describe the bodies
// first: a type that is also answered is then described as it is taken, which is the wider of the two.
func (s *Set) Body(v any) Schema {
	s.body = true
	defer func() { s.body = false }()
	return s.of(reflect.TypeOf(v))
}

// Answer describes what is answered.
func (s *Set) Answer(v any) Schema { return s.of(reflect.TypeOf(v)) }

func (s *Set) of(t reflect.Type) Schema {
	if known, ok := s.special(t); ok {
		return known
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.String:
		return Schema{"type": "string"}
	case reflect.Float64:
		return Schema{"type": "number"}
	case reflect.Int, reflect.Int64:
		return Schema{"type": "integer"}
	case reflect.Slice:
		return Schema{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		return s.structure(t)
	}
	return Schema{} // an interface: anything
}

// special describes the types that write or read themselves.
func (s *Set) special(t reflect.Type) (known Schema, ok bool) {
	switch t {
	case reflect.TypeFor[json.RawMessage]():
		return Schema{}, true
	case reflect.TypeFor[hipchat.Flag]():
		return Schema{"type": []string{"boolean", "string", "integer"}}, true
	case reflect.TypeFor[hipchat.ID]():
		return Schema{"type": []string{"integer", "string"}}, true
	case reflect.TypeFor[hipchat.Target]():
		return Schema{"anyOf": []Schema{{"type": "string"}, s.object(t)}}, true
	case reflect.TypeFor[hipchat.Person]():
		return Schema{"anyOf": []Schema{s.of(reflect.TypeFor[hipchat.User]()), s.of(reflect.TypeFor[hipchat.UserStub]())}}, true
	case reflect.TypeFor[hipchat.Place]():
		return Schema{"anyOf": []Schema{s.of(reflect.TypeFor[hipchat.Room]()), s.of(reflect.TypeFor[hipchat.RoomStub]())}}, true
	case reflect.TypeFor[hipchat.Message]():
		ref := s.structure(t)
		if members, ok := s.Named[t.Name()]["properties"].(map[string]Schema); ok {
			members["message"] = with(members["message"], "type", []string{"string", "null"}) // null when it is deleted
		}
		return ref, true
	case reflect.TypeFor[hipchat.From]():
		return Schema{"anyOf": []Schema{{"type": []string{"string", "null"}}, s.of(reflect.TypeFor[hipchat.Person]())}}, true
	}
	return Schema{}, t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[json.Marshaler]())
}

// structure refers to a struct by its name. Instances of generic types have none that could stand in a reference.
func (s *Set) structure(t reflect.Type) Schema {
	name := t.Name()
	if name == "" || strings.Contains(name, "[") {
		return s.object(t)
	}
	if _, known := s.Named[name]; !known {
		s.Named[name] = nil // what refers to itself ends here
		s.Named[name] = s.object(t)
	}
	return Schema{"$ref": s.prefix + name}
}

func (s *Set) object(t reflect.Type) Schema {
	members, required := make(map[string]Schema), []string{}
	for _, f := range Fields(t) {
		member := s.of(f.Type)
		if f.Type.Kind() == reflect.Pointer && !f.Optional || f.Optional && s.body {
			member = orNull(member)
		}
		if f.Doc != "" {
			member = with(member, "description", f.Doc)
		}
		members[f.Name] = member
		if !f.Optional {
			required = append(required, f.Name)
		}
	}
	out := Schema{"type": "object", "properties": members}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func orNull(v Schema) Schema {
	switch t := v["type"].(type) {
	case string:
		return with(v, "type", []string{t, "null"})
	case []string:
		return with(v, "type", append(t, "null"))
	}
	if len(v) == 0 {
		return v
	}
	return Schema{"anyOf": []Schema{v, {"type": "null"}}}
}

func with(v Schema, key string, value any) Schema {
	out := Schema{key: value}
	for k, old := range v {
		if k != key {
			out[k] = old
		}
	}
	return out
}
