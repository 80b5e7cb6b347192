package scim

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/filter"
	"github.com/elimity-com/scim/schema"
	parser "github.com/scim2/filter-parser/v2"
)

// document is a resource as an identity provider describes it.
type document = map[string]any

// patched changes a document by operations whose paths and values the library has read. spec: RFC 7644, 3.5.2
func patched(doc document, operations []scim.PatchOperation, core schema.Schema, extensions ...schema.Schema) error {
	p := patcher{doc, core, extensions}
	for _, o := range operations {
		if o.Path != nil {
			if err := p.at(o.Op, *o.Path, o.Value); err != nil {
				return err
			}
			continue
		}
		values, ok := o.Value.(map[string]any)
		if !ok {
			return invalid(scimerrors.ScimTypeInvalidValue, "An operation without a path has an object of attributes as its value")
		}
		if err := p.without(o.Op, values); err != nil {
			return err
		}
	}
	return nil
}

type patcher struct {
	doc        document
	core       schema.Schema
	extensions []schema.Schema
}

// without carries out an operation that has no path: each name in its value is one, or that of an extension.
func (p patcher) without(op string, values map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if i := slices.IndexFunc(p.extensions, func(s schema.Schema) bool { return s.ID == name }); i >= 0 {
			members, _ := values[name].(map[string]any)
			if err := (patcher{p.part(p.extensions[i]), p.extensions[i], nil}).without(op, members); err != nil {
				return err
			}
			continue
		}
		path, err := parser.ParsePath([]byte(name))
		if err != nil {
			return scimerrors.ScimErrorInvalidPath
		}
		if err := p.at(op, path, values[name]); err != nil {
			return err
		}
	}
	return nil
}

// part is where the attributes of an extension stand.
func (p patcher) part(s schema.Schema) document {
	part, ok := p.doc[s.ID].(map[string]any)
	if !ok {
		part = document{}
		p.doc[s.ID] = part
	}
	return part
}

func (p patcher) at(op string, path parser.Path, value any) error {
	into, in := p.doc, p.core
	if uri := path.AttributePath.URI(); uri != "" && uri != in.ID {
		i := slices.IndexFunc(p.extensions, func(s schema.Schema) bool { return s.ID == uri })
		if i < 0 {
			return scimerrors.ScimErrorInvalidPath
		}
		into, in = p.part(p.extensions[i]), p.extensions[i]
	}
	attribute, ok := in.Attributes.ContainsAttribute(path.AttributePath.AttributeName)
	if !ok {
		if !strings.EqualFold(path.AttributePath.AttributeName, schema.CommonAttributeExternalID) {
			return scimerrors.ScimErrorInvalidPath
		}
		return whole(into, op, schema.CommonAttributeExternalID, false, value)
	}
	sub := path.AttributePath.SubAttributeName()
	if s := path.SubAttributeName(); s != "" {
		sub = s
	}
	if sub != "" {
		part, ok := attribute.SubAttributes().ContainsAttribute(sub)
		if !ok {
			return scimerrors.ScimErrorInvalidPath
		}
		sub = part.Name()
	}
	name := attribute.Name()
	switch {
	case attribute.MultiValued() && (path.ValueExpression != nil || sub != ""):
		return p.elements(into, op, attribute, path.ValueExpression, sub, value)
	case path.ValueExpression != nil:
		return scimerrors.ScimErrorInvalidPath
	case sub != "":
		object, _ := into[name].(map[string]any)
		object = maps.Clone(object)
		if object == nil {
			object = document{}
		}
		change(object, op, sub, value)
		put(into, name, object)
		return nil
	}
	return whole(into, op, name, attribute.MultiValued(), value)
}

func change(object document, op, name string, value any) {
	if op == scim.PatchOperationRemove {
		delete(object, name)
		return
	}
	object[name] = value
}

// put sets an attribute, or takes it away where nothing is left of it.
func put(into document, name string, value any) {
	switch v := value.(type) {
	case []any:
		if len(v) == 0 {
			delete(into, name)
			return
		}
	case map[string]any:
		if len(v) == 0 {
			delete(into, name)
			return
		}
	}
	into[name] = value
}

// whole changes an attribute.
func whole(into document, op, name string, several bool, value any) error {
	before := listOf(into[name])
	switch {
	case op == scim.PatchOperationRemove && several && value != nil: // Entra names who is to go
		put(into, name, slices.DeleteFunc(slices.Clone(before), func(e any) bool {
			return slices.ContainsFunc(listOf(value), func(gone any) bool { return same(e, gone) })
		}))
	case op == scim.PatchOperationRemove:
		delete(into, name)
	case several && op == scim.PatchOperationAdd:
		after := slices.Clone(before)
		for _, e := range listOf(value) {
			if i := slices.IndexFunc(after, func(there any) bool { return same(there, e) }); i >= 0 {
				after[i] = e
			} else {
				after = append(after, e)
			}
			onlyPrimary(after, e)
		}
		put(into, name, after)
	case several:
		put(into, name, listOf(value))
	default:
		object, isObject := value.(map[string]any)
		if there, ok := into[name].(map[string]any); ok && isObject {
			merged := maps.Clone(there)
			maps.Copy(merged, object)
			value = merged
		}
		put(into, name, value)
	}
	return nil
}

// listOf are the elements of a value; one that is none is the only one.
func listOf(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

// same tells whether two elements are one: both have the same value.
func same(a, b any) bool {
	x, ok := a.(map[string]any)
	y, also := b.(map[string]any)
	if ok && also && x["value"] != nil && y["value"] != nil {
		return reflect.DeepEqual(x["value"], y["value"])
	}
	return reflect.DeepEqual(a, b)
}

// onlyPrimary makes an element that is the primary one the only one that is.
func onlyPrimary(all []any, chosen any) {
	object, _ := chosen.(map[string]any)
	if object["primary"] != true {
		return
	}
	for i, e := range all {
		if other, ok := e.(map[string]any); ok && other["primary"] == true && !reflect.DeepEqual(other, object) {
			other = maps.Clone(other)
			other["primary"] = false
			all[i] = other
		}
	}
}

// elements changes those elements that are chosen, or a part of each. Where there is none to be changed, one is made that would be chosen: so
// does everybody understand emails[type eq "work"].value.
func (p patcher) elements(into document, op string, attribute schema.CoreAttribute, which parser.Expression, sub string, value any) error {
	name := attribute.Name()
	all := slices.Clone(listOf(into[name]))
	kept := all[:0:0]
	found := false
	for _, e := range all {
		object, ok := e.(map[string]any)
		if !ok {
			kept = append(kept, e)
			continue
		}
		if chosen, err := choose(which, attribute, object); err != nil {
			return err
		} else if !chosen {
			kept = append(kept, e)
			continue
		}
		found = true
		if op == scim.PatchOperationRemove && sub == "" {
			continue
		}
		object = maps.Clone(object)
		if err := changeElement(object, op, sub, value); err != nil {
			return err
		}
		if len(object) > 0 {
			kept = append(kept, object)
			onlyPrimary(kept, object)
		}
	}
	if !found && op != scim.PatchOperationRemove {
		object := document{}
		for part, text := range equalsOf(which) {
			if known, ok := attribute.SubAttributes().ContainsAttribute(part); ok {
				object[known.Name()] = text
			}
		}
		if err := changeElement(object, op, sub, value); err != nil {
			return err
		}
		kept = append(kept, object)
		onlyPrimary(kept, object)
	}
	put(into, name, kept)
	return nil
}

func changeElement(object document, op, sub string, value any) error {
	if sub != "" {
		change(object, op, sub, value)
		return nil
	}
	parts := listOf(value)
	if len(parts) != 1 {
		return invalid(scimerrors.ScimTypeInvalidValue, "One element is changed by one object")
	}
	part, ok := parts[0].(map[string]any)
	if !ok {
		return invalid(scimerrors.ScimTypeInvalidValue, fmt.Sprintf("An element is an object, not %T", parts[0]))
	}
	maps.Copy(object, part)
	return nil
}

func choose(which parser.Expression, attribute schema.CoreAttribute, object document) (bool, error) {
	if which == nil {
		return true, nil
	}
	return condition{filter.NewFilterValidator(which, schema.Schema{Attributes: attribute.SubAttributes()})}.holds(object)
}

func equalsOf(which parser.Expression) map[string]string {
	found := make(map[string]string)
	if which != nil {
		collectEquals(which, "", found)
	}
	return found
}
