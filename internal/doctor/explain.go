package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

// Explain names why a request came to nothing; OK where there was an answer.
func Explain(err error, way outbound.Trace) Code {
	var (
		blocked *outbound.BlockedError
		proxy   *outbound.ProxyError
		dns     *net.DNSError
	)
	switch {
	case err == nil:
		return OK
	case errors.As(err, &blocked) && blocked.Listable:
		return BlockedAddress
	case blocked != nil:
		return BlockedAlways
	case errors.As(err, &proxy):
		return explainProxy(proxy)
	case errors.Is(err, outbound.ErrDowngrade):
		return RedirectDowngrade
	case errors.Is(err, outbound.ErrRedirect):
		return RedirectLoop
	case errors.Is(err, outbound.ErrTooLarge):
		return AnswerTooLarge
	case errors.As(err, &dns):
		return explainDNS(dns)
	}
	if code := explainTLS(err); code != OK {
		return code
	}
	return explainConnection(err, way)
}

func explainProxy(err *outbound.ProxyError) Code {
	switch err.Status {
	case 0:
		return ProxyUnreachable
	case http.StatusProxyAuthRequired:
		return ProxyAuthRequired
	}
	return ProxyRefused
}

func explainDNS(err *net.DNSError) Code {
	switch {
	case err.IsNotFound:
		return DNSNoSuchHost
	case err.IsTimeout:
		return DNSTimeout
	}
	return DNSFailed
}

func explainTLS(err error) Code {
	var (
		invalid   x509.CertificateInvalidError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     *net.OpError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return explainValidity(invalid)
	case errors.As(err, &authority):
		return TLSUnknownAuthority
	case errors.As(err, &name):
		return TLSWrongHost
	case errors.As(err, &verify), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch),
		errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error"):
		return TLSFailed
	}
	return OK
}

// explainValidity tells too late from too early, which x509 reports as one.
func explainValidity(err x509.CertificateInvalidError) Code {
	if err.Cert != nil && time.Now().Before(err.Cert.NotBefore) {
		return TLSNotYetValid
	}
	return TLSExpired
}

// explainConnection asks how far the request came, because a deadline ends everything with the same error.
func explainConnection(err error, way outbound.Trace) Code {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return TCPRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return TCPUnreachable
	case !outbound.IsTimeout(err) && !errors.Is(err, context.DeadlineExceeded):
		return NoAnswer
	case !way.Sent.IsZero():
		return CallbackSlow
	case way.Proxy != "" && way.Address == "":
		return ProxyUnreachable
	case way.Looking:
		return DNSTimeout
	}
	return TCPTimeout
}
