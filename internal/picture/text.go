package picture

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
)

// ErrBase64 says that a text is neither base64 nor a data URL of it.
var ErrBase64 = errors.New("not base64")

// FromText takes the bytes of a picture out of base64, bare or as a data: URL, whose type is not believed. White space,
// missing padding and the alphabet for URLs are all right. spec: rest-v2, 4.8.
func FromText(text string) ([]byte, error) {
	if head, rest, ok := strings.Cut(text, ","); ok && len(head) >= 5 && strings.EqualFold(head[:5], "data:") {
		if !strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), ";base64") {
			return nil, ErrBase64
		}
		text = rest
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r <= ' ', r == '=':
			return -1
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return r
	}, text)
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 {
		return nil, ErrBase64
	}
	return b, nil
}

// TypeOf is the media type that the bytes themselves tell, whatever the sender said.
func TypeOf(b []byte) string {
	t, _, _ := strings.Cut(http.DetectContentType(b), ";")
	return t
}
