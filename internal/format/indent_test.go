package format

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestJSONIsIndentedAsUsual(t *testing.T) {
	for _, p := range payloads(t) {
		var want bytes.Buffer
		if json.Indent(&want, bytes.TrimSpace(p.Body), "", "  ") != nil {
			continue
		}
		if got := Indent(p.Body, 1<<20); got != want.String() {
			t.Errorf("%s: %s", p.file, got)
		}
	}
}

func TestOnlyTheBeginningOfJSONIsIndented(t *testing.T) {
	deep := strings.Repeat("[", 9000) + strings.Repeat("1,", 1000) + "1" + strings.Repeat("]", 9000)
	if got := Indent([]byte(deep), 1000); len(got) > 2000 {
		t.Errorf("%d bytes", len(got))
	}
}
