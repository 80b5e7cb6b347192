package hipchat

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// shape says how a JSON value must look. What an add-on may declare is written down once, as shapes: both the checks
// and the published JSON Schema are made of them, so that the two cannot disagree.
type shape struct {
	kind     string   // string, integer, boolean, array or object; empty with either
	options  []string // the only texts there are
	min, max int      // characters of a text; max 0: no limit of its own
	pattern  *pattern // that a text matches
	want     string   // how an error says what the pattern asks for; empty: it shows the pattern
	items    *shape   // of an array
	members  []member // of an object
	closed   bool     // no other members
	either   []shape  // alternatives. Objects among them differ in their first member
}

// member is a member of an object. Null stands for one that is absent. spec: client-quirks, B2.
type member struct {
	name     string
	required bool
	shape    shape
}

// must and may make required and optional members.
func must(name string, s shape) member { return member{name, true, s} }
func may(name string, s shape) member  { return member{name, false, s} }

func text(min, max int) shape            { return shape{kind: "string", min: min, max: max} }
func oneOf(options ...string) shape      { return shape{kind: "string", options: options} }
func arrayOf(items shape) shape          { return shape{kind: "array", items: &items} }
func object(members ...member) shape     { return shape{kind: "object", members: members} }
func onlyOf(members ...member) shape     { return shape{kind: "object", members: members, closed: true} }
func either(alternatives ...shape) shape { return shape{either: alternatives} }

var (
	boolean = shape{kind: "boolean"}
	integer = shape{kind: "integer"}
)

// maxInteger bounds integers on both sides.
const maxInteger = 1_000_000_000

// checkJSON tests a JSON text. name is what an error calls the whole of it.
func (s *shape) checkJSON(name string, raw []byte) *Violation {
	v, err := decodeAny(raw)
	if err != nil {
		return WrongType(name, string(raw), "object")
	}
	if _, ok := v.(map[string]any); !ok {
		return WrongType(name, v, "object")
	}
	if bad := checkStrict(name, raw); bad != nil {
		return bad
	}
	return s.check("", v)
}

// decodeAny keeps numbers as they are written.
func decodeAny(raw []byte) (v any, err error) {
	if !json.Valid(raw) { // a decoder alone does not mind what stands after the value
		return nil, errors.New("not a JSON value")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err = dec.Decode(&v)
	return v, err
}

// check answers the first violation in the order of the members.
func (s *shape) check(field string, v any) *Violation {
	if len(s.either) > 0 {
		return s.checkEither(field, v)
	}
	if !isKind(s.kind, v) {
		return WrongType(field, v, s.kind)
	}
	switch v := v.(type) {
	case string:
		return s.checkText(field, v)
	case []any:
		return s.checkItems(field, v)
	case map[string]any:
		return s.checkMembers(field, v)
	}
	return nil
}

func isKind(kind string, v any) bool {
	switch v := v.(type) {
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case []any:
		return kind == "array"
	case map[string]any:
		return kind == "object"
	case json.Number:
		n, err := v.Float64()
		return kind == "integer" && err == nil && n == math.Trunc(n) && math.Abs(n) <= maxInteger
	}
	return false
}

func (s *shape) checkText(field, v string) *Violation {
	if len(s.options) > 0 {
		if !slices.Contains(s.options, v) {
			return NotIn(field, v, s.options)
		}
		return nil
	}
	max := s.max
	if max == 0 {
		max = math.MaxInt
	}
	if bad := CheckLength(field, v, s.min, max); bad != nil {
		return bad
	}
	switch {
	case s.pattern == nil || s.pattern.MatchString(v):
		return nil
	case s.want != "":
		return &Violation{Field: field, Rule: RuleFormat, Value: v, Expected: s.want}
	}
	return &Violation{Field: field, Rule: RulePattern, Value: v, Expected: s.pattern.String()}
}

func (s *shape) checkItems(field string, items []any) *Violation {
	for i, item := range items {
		if bad := s.items.check(inside(field, strconv.Itoa(i)), item); bad != nil {
			return bad
		}
	}
	return nil
}

func (s *shape) checkMembers(field string, m map[string]any) *Violation {
	if bad := s.misspelt(field, m); bad != nil {
		return bad
	}
	for _, member := range s.members {
		at, v := inside(field, member.name), m[member.name]
		if v == nil && member.required && member.shape.needsMembers() {
			v = map[string]any{} // so that the error names what is missing inside it
		}
		if v == nil && member.required {
			return Required(at)
		}
		if v == nil {
			continue
		}
		if bad := member.shape.check(at, v); bad != nil {
			return bad
		}
	}
	if s.closed {
		return s.checkClosed(field, m)
	}
	return nil
}

func (s *shape) needsMembers() bool {
	return slices.ContainsFunc(s.members, func(m member) bool { return m.required })
}

func (s *shape) checkClosed(field string, m map[string]any) *Violation {
	var extra []string
	for name := range m {
		if !slices.ContainsFunc(s.members, func(known member) bool { return known.name == name }) {
			extra = append(extra, name)
		}
	}
	if len(extra) == 0 {
		return nil
	}
	return &Violation{Field: inside(field, Abridge(slices.Min(extra))), Rule: RuleExtra}
}

// checkEither checks against the alternative that v seems to be meant as.
func (s *shape) checkEither(field string, v any) *Violation {
	var kinds []string
	var meant *shape
	for i := range s.either {
		alternative := &s.either[i]
		if !isKind(alternative.kind, v) {
			kinds = append(kinds, alternative.kind)
			continue
		}
		if meant == nil || alternative.recognises(v) {
			meant = alternative
		}
	}
	if meant == nil {
		return WrongType(field, v, strings.Join(slices.Compact(kinds), " or "))
	}
	return meant.check(field, v)
}

// recognises tells alternatives that are objects apart by their first member.
func (s *shape) recognises(v any) bool {
	m, ok := v.(map[string]any)
	return ok && len(s.members) > 0 && m[s.members[0].name] != nil
}

func inside(field, name string) string {
	if field == "" {
		return name
	}
	return field + "." + name
}
