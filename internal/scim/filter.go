package scim

import (
	"fmt"
	"net/http"
	"regexp"
	"sync"

	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/filter"
	"github.com/elimity-com/scim/schema"
	parser "github.com/scim2/filter-parser/v2"
)

// ofElement is how Entra asks for a part of one element of several: emails[type eq "work"].value eq "ann@example.com". RFC 7644 has no such form:
// its own says the same within the brackets.
var ofElement = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*([A-Za-z]\w*)\[(\w+ (?i:eq) "[^"\\]*")\]\.(\w+)\s+(\w+)\s+("(?:[^"\\]|\\.)*")\s*$`)
})

// prepareFilter bounds a filter, and puts the form that Entra has into the RFC's.
func prepareFilter(r *http.Request) error {
	q := r.URL.Query()
	text := q.Get("filter")
	if len(text) > maxFilter {
		return invalid(scimerrors.ScimTypeInvalidFilter, fmt.Sprintf("The filter is longer than %d bytes", maxFilter))
	}
	if m := ofElement().FindStringSubmatch(text); m != nil {
		q.Set("filter", fmt.Sprintf("%s[%s and %s %s %s]", m[1], m[2], m[3], m[4], m[5]))
		clone := *r.URL
		clone.RawQuery = q.Encode()
		r.URL = &clone
	}
	return nil
}

// condition is a filter that is evaluated on resources as they are answered.
type condition struct {
	filter.Validator
}

// conditionOf makes a condition of what the library has read. It compares attributes with one value, so what is asked of an attribute with
// several is asked of its elements.
func conditionOf(v *filter.Validator, s schema.Schema, extensions ...schema.Schema) condition {
	s.Attributes = append(append(schema.Attributes{}, s.Attributes...), schema.CommonAttributes()...)
	return condition{filter.NewFilterValidator(perElement(v.GetFilter(), s), s, extensions...)}
}

func perElement(e parser.Expression, s schema.Schema) parser.Expression {
	switch e := e.(type) {
	case *parser.LogicalExpression:
		return &parser.LogicalExpression{Operator: e.Operator, Left: perElement(e.Left, s), Right: perElement(e.Right, s)}
	case *parser.NotExpression:
		return &parser.NotExpression{Expression: perElement(e.Expression, s)}
	case *parser.AttributeExpression:
		attribute, ok := s.Attributes.ContainsAttribute(e.AttributePath.AttributeName)
		if !ok || !attribute.MultiValued() || !attribute.HasSubAttributes() {
			return e
		}
		sub := e.AttributePath.SubAttributeName()
		if sub == "" {
			sub = "value"
		}
		return &parser.ValuePath{
			AttributePath: parser.AttributePath{URIPrefix: e.AttributePath.URIPrefix, AttributeName: e.AttributePath.AttributeName},
			ValueFilter:   &parser.AttributeExpression{AttributePath: parser.AttributePath{AttributeName: sub}, Operator: e.Operator, CompareValue: e.CompareValue},
		}
	}
	return e
}

// holds tells whether a resource, or an element of an attribute, is what is asked for.
func (c condition) holds(resource map[string]any) (ok bool, err error) {
	defer func() {
		// The library panics where an operator does not go with a type.
		if recover() != nil {
			err = invalid(scimerrors.ScimTypeInvalidFilter, "The filter compares what cannot be compared")
		}
	}()
	return c.PassesFilter(resource) == nil, nil
}

// equals are the values that a resource must have to pass, by the lower-case names of their attributes: what the database can look up.
func (c condition) equals() map[string]string {
	found := make(map[string]string)
	collectEquals(c.GetFilter(), "", found)
	return found
}

func collectEquals(e parser.Expression, of string, found map[string]string) {
	switch e := e.(type) {
	case *parser.LogicalExpression:
		if e.Operator == parser.AND {
			collectEquals(e.Left, of, found)
			collectEquals(e.Right, of, found)
		}
	case *parser.ValuePath:
		collectEquals(e.ValueFilter, lower(e.AttributePath.AttributeName)+".", found)
	case *parser.AttributeExpression:
		if text, ok := e.CompareValue.(string); ok && e.Operator == parser.EQ && e.AttributePath.SubAttributeName() == "" {
			found[of+lower(e.AttributePath.AttributeName)] = text
		}
	}
}
