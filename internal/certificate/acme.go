package certificate

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
	"golang.org/x/time/rate"
)

// LetsEncrypt is the word for the directory of Let's Encrypt, in the place of a URL.
const LetsEncrypt = "letsencrypt"

// ACME gets a certificate for one host, and renews it 30 days before its end. The authority convinces itself by connecting to
// the host, port 443 (tls-alpn-01) or port 80 (http-01): one of them must lead here.
type ACME struct {
	host    string
	manager *autocert.Manager
	log     *slog.Logger
	failing rate.Sometimes
}

// ACMEConfig says who is asked for what.
type ACMEConfig struct {
	Directory string       // URL of the authority, or LetsEncrypt
	BaseURL   string       // the server's, whose host the certificate is for
	Email     string       // for the authority, which may write when something is wrong; may be empty
	Cache     string       // a directory for the account's key and the certificate, with its key
	Client    *http.Client // for requests to the authority
	Log       *slog.Logger
}

// NewACME asks nobody yet. The error says why no authority gives a certificate for the base URL.
func NewACME(c ACMEConfig) (*ACME, error) {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") || u.Scheme != "https" {
		return nil, fmt.Errorf("a certificate of an authority needs a base URL with a public name, like https://chat.example.org: not %q", c.BaseURL)
	}
	directory := c.Directory
	if directory == LetsEncrypt {
		directory = autocert.DefaultACMEDirectory
	}
	return &ACME{
		host: host,
		manager: &autocert.Manager{
			Prompt:     autocert.AcceptTOS, // whoever names an authority accepts its terms
			Cache:      autocert.DirCache(c.Cache),
			HostPolicy: only(host),
			Email:      c.Email,
			Client:     &acme.Client{DirectoryURL: directory, HTTPClient: c.Client, UserAgent: "Stoa"},
		},
		log:     c.Log,
		failing: rate.Sometimes{Interval: time.Minute},
	}, nil
}

// only allows the host, which stands with its port in requests to another than 80.
func only(host string) autocert.HostPolicy {
	return func(_ context.Context, asked string) error {
		if h, _, err := net.SplitHostPort(asked); err == nil {
			asked = h
		}
		if !strings.EqualFold(asked, host) {
			return fmt.Errorf("the server is %s, not %q", host, asked)
		}
		return nil
	}
}

// Show is the ACME's Source. The first handshake waits until there is a certificate.
func (a *ACME) Show(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if hello.ServerName == "" { // mail servers among others name nobody
		named := *hello
		named.ServerName = a.host
		hello = &named
	}
	pair, err := a.manager.GetCertificate(hello)
	if err != nil && strings.EqualFold(hello.ServerName, a.host) {
		a.failing.Do(func() { a.log.Error("no certificate to show", "host", a.host, "err", err) })
	}
	return pair, err
}

// Obtain gets the certificate before somebody needs it, or takes it out of the cache.
func (a *ACME) Obtain() {
	pair, err := a.Show(&tls.ClientHelloInfo{
		ServerName:       a.host,
		CipherSuites:     []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		SupportedCurves:  []tls.CurveID{tls.CurveP256},
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
	})
	if err == nil {
		a.log.Info("there is a certificate", "host", a.host, "until", pair.Leaf.NotAfter)
	}
}

// Answering answers the authority's questions at /.well-known/acme-challenge/ and leaves everything else to next.
func (a *ACME) Answering(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }
