package certificate_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/certificate"
)

// What an authority does is tested with one, in test/goclients.
func TestNoAuthorityIsAskedForAHostThatHasNoPublicName(t *testing.T) {
	for base, ok := range map[string]bool{
		"https://chat.example.org":      true,
		"https://chat.example.org:8443": true,
		"http://chat.example.org":       false,
		"https://192.0.2.7":             false,
		"https://[2001:db8::7]":         false,
		"https://localhost":             false,
		"https://chat":                  false,
	} {
		if _, err := certificate.NewACME(certificate.ACMEConfig{Directory: certificate.LetsEncrypt, BaseURL: base}); (err == nil) != ok {
			t.Errorf("%s: %v", base, err)
		}
	}
}
