package chat

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/stoachat/stoa/internal/markup"
)

// cleanCard sanitises the two places where a card holds HTML. A card without any is kept to the byte.
// spec: rest-v2, 3.1.
func cleanCard(raw json.RawMessage) (json.RawMessage, error) {
	if !bytes.Contains(raw, []byte(`html`)) {
		return raw, nil
	}
	var card map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&card); err != nil {
		return nil, fmt.Errorf("card: %w", err) // it was checked before
	}
	if d, ok := card["description"].(map[string]any); ok && d["format"] == string(FormatHTML) {
		cleanMember(d, "value")
	}
	if a, ok := card["activity"].(map[string]any); ok {
		cleanMember(a, "html")
	}
	out, err := json.Marshal(card)
	if err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return out, nil
}

func cleanMember(m map[string]any, key string) {
	if s, ok := m[key].(string); ok {
		m[key] = markup.SanitizeCardHTML(s)
	}
}
