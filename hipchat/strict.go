package hipchat

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
)

// maxDepth bounds how deep what an add-on declares is nested; conditions of three levels need ten.
const maxDepth = 32

// checkStrict refuses JSON that two readers understand differently: of a name that stands twice in an object, each
// reader takes another one, so what was checked could be another value than what is used. raw is valid JSON.
func checkStrict(name string, raw []byte) *Violation {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return checkValue(dec, name, "", 0)
}

func checkValue(dec *json.Decoder, name, field string, depth int) *Violation {
	if depth > maxDepth {
		return &Violation{Field: name, Rule: RuleFormat, Expected: "nested at most " + strconv.Itoa(maxDepth) + " deep"}
	}
	t, _ := dec.Token() // it is valid JSON
	switch t {
	case json.Delim('{'):
		return checkNames(dec, name, field, depth)
	case json.Delim('['):
		for i := 0; dec.More(); i++ {
			if bad := checkValue(dec, name, inside(field, strconv.Itoa(i)), depth+1); bad != nil {
				return bad
			}
		}
		_, _ = dec.Token() // the end of the array
	}
	return nil
}

func checkNames(dec *json.Decoder, name, field string, depth int) *Violation {
	seen := make(map[string]bool)
	for dec.More() {
		t, _ := dec.Token()
		member, _ := t.(string)
		at := inside(field, cmp.Or(Abridge(member), `""`)) // a name may be empty, what is wrong with it may not
		if seen[member] {
			return &Violation{Field: at, Rule: RuleFormat, Expected: "there only once"}
		}
		seen[member] = true
		if bad := checkValue(dec, name, at, depth+1); bad != nil {
			return bad
		}
	}
	_, _ = dec.Token() // the end of the object
	return nil
}

// misspelt finds a name that differs from a known member's in its letters' case only. Such a member would be unknown to
// the check, but not to every reader.
func (s *shape) misspelt(field string, m map[string]any) *Violation {
	for _, known := range s.members {
		for name := range m {
			if name != known.name && strings.EqualFold(name, known.name) {
				return &Violation{Field: inside(field, name), Rule: RuleFormat, Expected: "written '" + known.name + "'"}
			}
		}
	}
	return nil
}
