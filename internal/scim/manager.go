package scim

import (
	"bytes"
	"encoding/json"
	"strings"
)

// withManagers makes an object of a manager who came as a text in a PATCH, as Entra says it: the schema has an object there.
func withManagers(body []byte) []byte {
	if !bytes.Contains(bytes.ToLower(body), []byte(":manager\"")) {
		return body
	}
	var patch map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&patch) != nil {
		return body
	}
	for name, operations := range patch {
		if !strings.EqualFold(name, "Operations") {
			continue
		}
		for _, o := range listOf(operations) {
			operation, _ := o.(map[string]any)
			mendManager(operation)
		}
	}
	mended, err := json.Marshal(patch)
	if err != nil {
		return body
	}
	return mended
}

func mendManager(operation map[string]any) {
	isManager := func(path string) bool { return strings.HasSuffix(lower(path), ":manager") }
	path, _ := operation["path"].(string)
	switch value := operation["value"].(type) {
	case string:
		if isManager(path) {
			operation["value"] = document{"value": value}
		}
	case map[string]any:
		for name, v := range value {
			if text, ok := v.(string); ok && path == "" && isManager(name) {
				value[name] = document{"value": text}
			}
		}
	}
}
