package chat

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/stoachat/stoa/internal/markup"
)

// CleanCard sanitises the two places where a card, which has been checked, holds HTML. A card that is clean is kept to the byte.
// spec: rest-v2, 3.1.
func CleanCard(raw json.RawMessage) (json.RawMessage, error) {
	if raw == nil {
		return nil, nil
	}
	var card map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&card); err != nil {
		return nil, fmt.Errorf("card: %w", err) // it was checked before
	}
	changed := false
	if d, ok := card["description"].(map[string]any); ok && d["format"] == string(FormatHTML) {
		changed = cleanMember(d, "value")
	}
	if a, ok := card["activity"].(map[string]any); ok {
		changed = cleanMember(a, "html") || changed
	}
	if !changed {
		return raw, nil
	}
	out, err := json.Marshal(card)
	if err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return out, nil
}

func cleanMember(m map[string]any, key string) (changed bool) {
	s, ok := m[key].(string)
	if !ok {
		return false
	}
	clean := markup.SanitizeCardHTML(s)
	m[key] = clean
	return clean != s
}
