package hipchat

// The generations of JSON Schema in which the descriptor's can be had. spec: connect, 1.
const (
	SchemaDraft2 = "v2" // members are required unless optional is said; unions are lists of types
	SchemaDraft4 = "v4"
)

// DescriptorSchema is the JSON Schema of an add-on's descriptor, as CheckDescriptor judges it. draft is SchemaDraft2
// or SchemaDraft4. spec: rest-v2, 4.1 get_addon_capabilities_schema.
func DescriptorSchema(draft string) map[string]any {
	s := descriptorShape()
	out := s.schema(draft)
	out["title"] = "Capability descriptor"
	if draft == SchemaDraft4 {
		out["$schema"] = "http://json-schema.org/draft-04/schema#" // draft 2 had no such word
	}
	return out
}

func (s *shape) schema(draft string) map[string]any {
	if len(s.either) > 0 {
		return union(draft, s.alternatives(draft))
	}
	out := map[string]any{"type": s.kind}
	switch s.kind {
	case "string":
		s.textSchema(out)
	case "integer":
		out["minimum"], out["maximum"] = -maxInteger, maxInteger
	case "array":
		out["items"] = s.items.schema(draft)
	case "object":
		s.objectSchema(draft, out)
	}
	return out
}

func (s *shape) alternatives(draft string) []any {
	var all []any
	for i := range s.either {
		all = append(all, s.either[i].schema(draft))
	}
	return all
}

// union is any of the schemas.
func union(draft string, schemas []any) map[string]any {
	if draft == SchemaDraft2 {
		return map[string]any{"type": schemas}
	}
	return map[string]any{"anyOf": schemas}
}

func (s *shape) textSchema(out map[string]any) {
	if len(s.options) > 0 {
		out["enum"] = s.options
	}
	if s.min > 0 {
		out["minLength"] = s.min
	}
	if s.max > 0 {
		out["maxLength"] = s.max
	}
	if s.pattern != nil {
		out["pattern"] = s.pattern.String()
	}
}

func (s *shape) objectSchema(draft string, out map[string]any) {
	properties, required := map[string]any{}, []string{}
	for _, m := range s.members {
		switch {
		case !m.required:
			properties[m.name] = m.shape.optionalSchema(draft)
			continue
		case draft == SchemaDraft4:
			required = append(required, m.name)
		}
		properties[m.name] = m.shape.schema(draft)
	}
	if len(properties) > 0 {
		out["properties"] = properties
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if s.closed {
		out["additionalProperties"] = false
	}
}

// optionalSchema also takes null, which stands for an absent member.
func (s *shape) optionalSchema(draft string) map[string]any {
	alternatives := s.alternatives(draft)
	if alternatives == nil {
		alternatives = []any{s.schema(draft)}
	}
	out := union(draft, append(alternatives, map[string]any{"type": "null"}))
	if draft == SchemaDraft2 {
		out["optional"] = true
	}
	return out
}
