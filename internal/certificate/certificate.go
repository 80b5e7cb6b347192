// Package certificate has the certificate that the server shows to who calls by https: out of files, which are read again when
// they change, or from an ACME authority such as Let's Encrypt (RFC 8555), which renews it in time.
package certificate

import (
	"crypto/tls"

	"golang.org/x/crypto/acme"
)

// Source answers the certificate for a handshake; it is what tls.Config.GetCertificate wants. The error says what is wrong with
// the source, or that the name is not the server's.
type Source func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// Server is how the listener for https shakes hands.
func Server(s Source) *tls.Config {
	return &tls.Config{
		GetCertificate: s,
		MinVersion:     tls.VersionTLS12,
		// HTTP/2 gains a chat nothing, and has no WebSockets here. The other is how an ACME authority asks.
		NextProtos: []string{"http/1.1", acme.ALPNProto},
	}
}
