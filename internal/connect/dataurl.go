package connect

import (
	"encoding/base64"
	"mime"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// isData tells whether a descriptor stands in its own address, as products behind a firewall give it.
// spec: connect, 3.3
func isData(address string) bool {
	return len(address) > len("data:") && strings.EqualFold(address[:len("data:")], "data:")
}

// readData reads a data: URI in any spelling: percent-encoded or base64, of either alphabet, padded or not, with its
// parameters in any order. spec: connect, 3.3; RFC 2397
func readData(address string) ([]byte, error) {
	if len(address) > 3*maxDescriptor {
		return nil, tooLarge()
	}
	head, body, ok := cutUnquoted(address[len("data:"):])
	if !ok {
		return nil, badData("a data: URI with a comma before its content")
	}
	text, err := url.PathUnescape(body)
	if err != nil {
		return nil, badData("a data: URI whose content is percent-encoded")
	}
	isBase64, err := readHead(head)
	if err != nil || !isBase64 {
		return []byte(text), err
	}
	raw, err := base64.RawStdEncoding.DecodeString(plainBase64(text))
	if err != nil {
		return nil, badData("a data: URI whose content is base64")
	}
	return raw, nil
}

// badData does not repeat the address, which is as long as the descriptor.
func badData(want string) error {
	return chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: "data:", Expected: want})
}

// cutUnquoted cuts at the comma that ends the head; parameters may have others between quotes.
func cutUnquoted(s string) (head, body string, ok bool) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// readHead tells how the content is written. A head without a type means JSON here, in spite of the RFC.
func readHead(head string) (isBase64 bool, err error) {
	plain, err := url.PathUnescape(head)
	if err != nil {
		return false, badData("a data: URI whose type is percent-encoded")
	}
	var kept []string
	for p := range strings.SplitSeq(plain, ";") {
		if p = strings.TrimSpace(p); strings.EqualFold(p, "base64") {
			isBase64 = true
		} else if p != "" {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 || !strings.Contains(kept[0], "/") {
		kept = append([]string{"application/json"}, kept...)
	}
	kind, parameters, err := mime.ParseMediaType(strings.Join(kept, ";"))
	if err != nil || !strings.HasSuffix(kind, "json") && kind != "text/plain" {
		return false, badData("a data: URI of the type application/json")
	}
	switch strings.ToLower(parameters["charset"]) {
	case "", "utf-8", "utf8", "us-ascii":
		return isBase64, nil
	}
	return false, badData("a data: URI in UTF-8")
}

// plainBase64 undoes the URL's alphabet, and what became of a plus sign in somebody's query.
func plainBase64(text string) string {
	text = strings.Trim(text, " \t\r\n=")
	return strings.NewReplacer("-", "+", "_", "/", " ", "+", "\n", "", "\r", "", "\t", "").Replace(text)
}
