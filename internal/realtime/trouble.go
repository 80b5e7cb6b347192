package realtime

import (
	"bytes"
	"encoding/json"
)

// Tell says to everybody who is here, and to who comes, what this server cannot do at the moment, in words that pages
// know: "bus", "database". Nothing said means that it is over.
func (h *Hub) Tell(trouble []string) {
	frame := troubleFrame(trouble)
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.trouble
	if len(trouble) == 0 {
		h.trouble = nil // who comes need not be told
	} else {
		h.trouble = frame
	}
	if bytes.Equal(before, h.trouble) {
		return
	}
	for s := range h.sessions {
		s.out.add(frame)
	}
}

func troubleFrame(parts []string) []byte {
	if parts == nil {
		parts = []string{}
	}
	text, _ := json.Marshal(struct { // of strings alone: it cannot fail
		Type  string   `json:"type"`
		Parts []string `json:"parts"`
	}{"trouble", parts})
	return textFrame(text)
}
