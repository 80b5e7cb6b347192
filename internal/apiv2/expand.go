package apiv2

import "strings"

// expansion is what the parameter expand asks for: members by name, with what is to be expanded inside them. Members
// on the way to another one are asked for as well. spec: rest-v2, 1.7; auth, 13.
type expansion map[string]expansion

// What is beyond these bounds is ignored, as unknown members are: no answer is that deep or has that many members.
const (
	maxExpandPaths = 100
	maxExpandDepth = 8
)

// parseExpand reads the values of the parameter, each a list of dotted paths separated by commas.
func parseExpand(values []string) expansion {
	root, paths := expansion{}, 0
	for _, value := range values {
		for path := range strings.SplitSeq(value, ",") {
			if paths++; paths > maxExpandPaths {
				return root
			}
			root.add(strings.TrimSpace(path))
		}
	}
	return root
}

// add asks for a path. One with an empty member leads nowhere after it.
func (x expansion) add(path string) {
	depth := 0
	for name := range strings.SplitSeq(path, ".") {
		if depth++; name == "" || depth > maxExpandDepth {
			return
		}
		if x[name] == nil {
			x[name] = expansion{}
		}
		x = x[name]
	}
}

// has tells whether a path is asked for.
func (x expansion) has(path string) bool {
	for name := range strings.SplitSeq(path, ".") {
		inner, ok := x[name]
		if !ok {
			return false
		}
		x = inner
	}
	return true
}
