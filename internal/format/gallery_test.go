package format

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// make gallery takes the pictures.
func TestTheGalleryShowsEveryKindOfSender(t *testing.T) {
	page, err := os.ReadFile("../../docs/senders.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for _, part := range strings.Split(string(page), "\n## ")[1:] {
		heading, rest, _ := strings.Cut(part, "\n")
		parts[heading] = strings.TrimSpace(rest)
	}
	for _, name := range append(Names(), "mail") {
		words := parts[Title(name)]
		if words == "" || strings.HasPrefix(words, "<") {
			t.Errorf("docs/senders.md has no words about %s", Title(name))
		}
		for _, scheme := range []string{"light", "dark"} {
			picture := fmt.Sprintf("senders/%s-%s.webp", name, scheme)
			if !strings.Contains(words, `"`+picture+`"`) {
				t.Errorf("docs/senders.md does not show %s", picture)
			}
			raw, err := os.ReadFile(filepath.Join("../../docs", picture))
			if err != nil || !strings.HasPrefix(string(raw), "RIFF") || len(raw) > 100_000 {
				t.Errorf("%s: %d bytes, %v", picture, len(raw), err)
			}
		}
	}
}
