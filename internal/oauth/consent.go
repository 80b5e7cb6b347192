package oauth

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

//go:embed consent.html
var consentHTML string

//go:embed consent.css
var consentCSS string

// consentPage is made without scripts: it works wherever a browser does, and nothing can be put into it.
type consentPage struct {
	template *template.Template
	style    string // the only style that its policy lets in
}

func newConsentPage() *consentPage {
	sum := sha256.Sum256([]byte(consentCSS))
	return &consentPage{
		template: template.Must(template.New("consent").Parse(consentHTML)),
		style:    "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
	}
}

// question is what the page shows.
type question struct {
	Addon    hipchat.Descriptor
	Person   chat.User
	Group    string
	Scopes   []hipchat.Scope
	Redirect string
	Consent  string
	Refusal  string // instead of a question
}

// Host is where the person goes next.
func (q question) Host() string {
	u, err := url.Parse(q.Redirect)
	if err != nil {
		return ""
	}
	return u.Host
}

// Initial stands for the add-on's picture.
func (q question) Initial() string {
	for _, r := range q.Addon.Name {
		return string(r)
	}
	return ""
}

// CSS is the page's style.
func (q question) CSS() template.CSS { return template.CSS(consentCSS) }

func (c *consentPage) ask(w http.ResponseWriter, q question) error {
	// A browser holds the redirection that answers a form to form-action, too.
	return c.write(w, http.StatusOK, q, "form-action 'self' "+origin(q.Redirect))
}

func (c *consentPage) refuse(w http.ResponseWriter, status int, why string) {
	if err := c.write(w, status, question{Refusal: why}, "form-action 'none'"); err != nil {
		http.Error(w, why, status)
	}
}

func (c *consentPage) write(w http.ResponseWriter, status int, q question, formAction string) error {
	var page bytes.Buffer
	if err := c.template.Execute(&page, q); err != nil {
		return fmt.Errorf("consent page: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+c.style+"; base-uri 'none'; frame-ancestors 'none'; "+formAction)
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // whoever hung up needs no page
	return nil
}

// origin is what a policy calls the place of an address; nothing for a host that could say more in a policy than that.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	for _, r := range u.Host {
		if r <= ' ' || r == ';' || r == ',' || r == '\'' || r > '~' {
			return ""
		}
	}
	return u.Scheme + "://" + u.Host
}
