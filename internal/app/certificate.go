package app

import (
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"

	"github.com/stoachat/stoa/internal/certificate"
	"github.com/stoachat/stoa/internal/outbound"
)

// completeTLS tells what is missing for https.
func (c *Config) completeTLS() error {
	files := c.TLSCert != "" && c.TLSKey != ""
	switch {
	case c.TLSListen == "" && c.TLSCert == "" && c.TLSKey == "" && c.ACME == "":
		return nil
	case c.ACME != "" && (c.TLSCert != "" || c.TLSKey != ""):
		return errors.New("the certificate is in --tls-cert and --tls-key or comes by --tls-acme, not both")
	case c.TLSListen == "" || c.ACME == "" && !files:
		return errors.New("https needs an address and a certificate: --tls-listen, and --tls-cert with --tls-key or --tls-acme")
	case c.ACME == "":
		return nil
	case c.Bus != "":
		return errors.New("--tls-acme is for one server: with --bus, what is in front of the servers has the certificate")
	case c.Data == "":
		return errors.New("--tls-acme needs a data directory to keep the certificate in")
	case c.ACME != certificate.LetsEncrypt:
		if u, err := url.Parse(c.ACME); err != nil || u.Scheme != "https" {
			return errors.New("--tls-acme must be letsencrypt or an https:// URL")
		}
	}
	return nil
}

// openCertificate finds what is shown by https.
func (a *App) openCertificate() (err error) {
	switch {
	case a.cfg.ACME != "":
		a.acme, err = certificate.NewACME(certificate.ACMEConfig{
			Directory: a.cfg.ACME, BaseURL: a.base, Email: a.cfg.ACMEEmail, Cache: filepath.Join(a.cfg.Data, "acme"),
			Client: a.outbound.HTTPClient(outbound.Trusted, "certificate"), Log: a.log,
		})
		if err == nil {
			a.shown = a.acme.Show
		}
	case a.cfg.TLSCert != "":
		a.shown, err = certificate.Files(a.cfg.TLSCert, a.cfg.TLSKey, a.log)
	}
	return err
}

// show is for the listener, which is there before the certificate is. Nobody is answered until Run.
func (a *App) show(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return a.shown(hello) }

// answeringACME answers the authority that gives the certificate, if there is one.
func (a *App) answeringACME(h http.Handler) http.Handler {
	if a.acme == nil {
		return h
	}
	return a.acme.Answering(h)
}
