package schema

import (
	_ "embed"
	"reflect"
	"strings"
	"sync"
)

// Field is a member of a JSON object.
type Field struct {
	Name     string
	Type     reflect.Type
	Optional bool   // it may be left out
	Doc      string // what the source says beside it
}

// Fields are the members of a struct's JSON in the order of the source, those of embedded structs among them.
func Fields(t reflect.Type) (fields []Field) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for f := range structFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			fields = append(fields, Fields(f.Type)...)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		fields = append(fields, Field{
			Name: name, Type: f.Type, Doc: comments()[t.Name()+"."+f.Name],
			Optional: strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero"),
		})
	}
	return fields
}

func structFields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// commentFile has the comments beside the fields of the wire types, which a program does not know of itself. It is
// written by: go test ./internal/schema -update
//
//go:embed comments.tsv
var commentFile string

// comments are what the source says beside each field, by "Type.Field".
var comments = sync.OnceValue(func() map[string]string {
	known := make(map[string]string)
	for line := range strings.Lines(commentFile) {
		field, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		known[field] = text
	}
	return known
})
