package scim

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/elimity-com/scim/schema"
)

// tidy makes a list of each attribute that may have several values and came as one, as some say it.
func tidy(attributes map[string]any, s schema.Schema) document {
	doc := maps.Clone(attributes)
	for _, a := range s.Attributes {
		if v, there := doc[a.Name()]; there && a.MultiValued() {
			put(doc, a.Name(), listOf(v))
		}
	}
	return doc
}

// wanted are the attributes that a caller asks for. spec: RFC 7644, 3.9
type wanted struct {
	only    []string // lower case; nil: all
	without []string
}

func wantedOf(r *http.Request) wanted {
	names := func(parameter string) []string {
		text := lower(r.URL.Query().Get(parameter))
		if text == "" {
			return nil
		}
		all := strings.Split(text, ",")
		for i, name := range all {
			// Without the schema that it may be named after.
			name = strings.TrimSpace(name)
			if strings.HasPrefix(name, "urn:") && strings.Contains(name, ":core:2.0:") {
				name = name[strings.LastIndexByte(name, ':')+1:]
			}
			all[i] = name
		}
		return all
	}
	return wanted{names("attributes"), names("excludedAttributes")}
}

// keep takes out what is not wanted. What is always answered (id, schemas) is not among the attributes.
func (w wanted) keep(doc document) {
	for name, value := range doc {
		whole, parts := w.of(name)
		switch {
		case whole:
		case len(parts) > 0:
			doc[name] = partsOf(value, func(part string) bool { return parts[part] })
		default:
			delete(doc, name)
		}
	}
	for _, name := range w.without {
		attribute, part, within := strings.Cut(name, ".")
		for there, value := range doc {
			if lower(there) == attribute && within {
				doc[there] = partsOf(value, func(p string) bool { return p != part })
			} else if lower(there) == attribute {
				delete(doc, there)
			}
		}
	}
}

// of tells whether the attribute is wanted as a whole, or which of its parts are.
func (w wanted) of(name string) (whole bool, parts map[string]bool) {
	if w.only == nil {
		return true, nil
	}
	parts = make(map[string]bool)
	for _, wanted := range w.only {
		attribute, part, within := strings.Cut(wanted, ".")
		switch {
		case wanted == lower(name), strings.HasPrefix(wanted, lower(name)+":"):
			return true, nil
		case within && attribute == lower(name):
			parts[part] = true
		}
	}
	return false, parts
}

func partsOf(value any, want func(part string) bool) any {
	switch v := value.(type) {
	case []any:
		kept := make([]any, len(v))
		for i, e := range v {
			kept[i] = partsOf(e, want)
		}
		return kept
	case map[string]any:
		kept := document{}
		for name, part := range v {
			if want(lower(name)) {
				kept[name] = part
			}
		}
		return kept
	}
	return value
}

// wants tells whether a costly attribute is asked for.
func (w wanted) wants(name string) bool {
	whole, parts := w.of(name)
	return (whole || len(parts) > 0) && !slices.Contains(w.without, name)
}
