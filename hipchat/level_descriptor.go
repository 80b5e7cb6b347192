package hipchat

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Reads answers a descriptor as a server of that level reads it: without the members that it does not know. What is no
// sound descriptor is answered as it is, for CheckDescriptor to judge.
func (l Level) Reads(descriptor json.RawMessage) json.RawMessage {
	if l.rank() == LevelLatest.rank() || checkStrict("descriptor", descriptor) != nil {
		return descriptor
	}
	whole, err := decodeAny(descriptor)
	if err != nil {
		return descriptor
	}
	for _, s := range Supports() {
		if l.Has(s.Feature) {
			continue
		}
		for _, path := range s.passed {
			passOver(whole, strings.Split(path, "."))
		}
	}
	b, err := json.Marshal(whole)
	if err != nil {
		return descriptor
	}
	return b
}

// passOver takes the member at the path away. A single module may stand in place of a list.
func passOver(v any, path []string) {
	if list, ok := v.([]any); ok && path[0] == "*" {
		for _, item := range list {
			passOver(item, path[1:])
		}
		return
	}
	object, ok := v.(map[string]any)
	switch {
	case !ok:
	case path[0] == "*":
		passOver(object, path[1:])
	case len(path) == 1:
		delete(object, path[0])
	default:
		passOver(object[path[0]], path[1:])
	}
}

// CheckScopes refuses a descriptor's scope that a server of that level does not know.
func (l Level) CheckScopes(scopes []string) *Violation {
	var known []string
	for _, s := range l.Scopes() {
		known = append(known, s.ID)
	}
	for i, id := range scopes {
		if !slices.Contains(known, id) {
			return NotIn("capabilities.hipchatApiConsumer.scopes."+strconv.Itoa(i), id, known)
		}
	}
	return nil
}
