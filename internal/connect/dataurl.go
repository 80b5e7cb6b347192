package connect

import (
	"encoding/base64"
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

// readData reads a data: URI in any spelling: percent-encoded or base64, of either alphabet, padded or not.
// spec: connect, 3.3
func readData(address string) ([]byte, error) {
	bad := func(why string) error {
		return chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: address, Expected: why})
	}
	if len(address) > 3*maxDescriptor {
		return nil, tooLarge()
	}
	head, body, ok := strings.Cut(address[len("data:"):], ",")
	if !ok {
		return nil, bad("a data: URI with a comma before its content")
	}
	text, err := url.PathUnescape(body)
	if err != nil {
		return nil, bad("a data: URI whose content is percent-encoded")
	}
	parameters := strings.Split(strings.ToLower(head), ";")
	if kind := strings.TrimSpace(parameters[0]); kind != "application/json" && kind != "" && kind != "base64" {
		return nil, bad("a data: URI of the type application/json")
	}
	for _, p := range parameters {
		if strings.TrimSpace(p) == "base64" {
			plain := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/", " ", "", "\n", "", "\r", "").Replace(text), "=")
			raw, err := base64.RawStdEncoding.DecodeString(plain)
			if err != nil {
				return nil, bad("a data: URI whose content is base64")
			}
			return raw, nil
		}
	}
	return []byte(text), nil
}
