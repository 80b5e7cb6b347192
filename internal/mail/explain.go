package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"github.com/stoachat/stoa/internal/outbound"
)

// maxSaid bounds what is shown of a mail server's own words.
const maxSaid = 300

// Explain says in plain words why a mail could not be handed over.
func Explain(err error) string {
	var (
		blocked   *outbound.BlockedError
		unknown   x509.UnknownAuthorityError
		wrongHost x509.HostnameError
		invalid   x509.CertificateInvalidError
		tlsRecord tls.RecordHeaderError
		dns       *net.DNSError
	)
	switch {
	case errors.As(err, &blocked):
		return "This server may not connect there: " + blocked.Error() + "."
	case errors.As(err, &unknown):
		return "The mail server's certificate is from an authority that this server does not trust. Name it with --trust-ca."
	case errors.As(err, &wrongHost):
		return "The mail server's certificate is for another host: " + wrongHost.Error() + "."
	case errors.As(err, &invalid):
		return "The mail server's certificate is not valid: " + invalid.Error() + "."
	case errors.As(err, &tlsRecord):
		return "There is no TLS at that port. Try STARTTLS, or another port."
	case errors.As(err, &dns):
		return "There is no host of that name: " + dns.Name + "."
	case errors.Is(err, context.DeadlineExceeded):
		return "The mail server did not answer in time."
	}
	said := strings.ToValidUTF8(err.Error(), "\uFFFD")
	if r := []rune(said); len(r) > maxSaid {
		said = string(r[:maxSaid]) + "…"
	}
	return said
}
