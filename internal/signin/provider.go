package signin

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Provider is a provider of OpenID Connect, as an administrator describes it.
type Provider struct {
	Key      string `json:"key" toml:"key"`   // stands in the redirect address
	Name     string `json:"name" toml:"name"` // on the button
	Disabled bool   `json:"disabled" toml:"disabled"`

	Issuer       string   `json:"issuer" toml:"issuer"`
	ClientID     string   `json:"client_id" toml:"client_id"`
	ClientSecret string   `json:"client_secret,omitempty" toml:"client_secret"` // empty: a public client, by PKCE alone
	Scopes       []string `json:"scopes" toml:"scopes"`                         // besides openid; empty: profile and email

	Domains        []string `json:"domains" toml:"domains"`                 // whose people get an account when they first come; *: everybody's
	Adopt          bool     `json:"adopt" toml:"adopt"`                     // an account with the same verified address is theirs
	AssumeVerified bool     `json:"assume_verified" toml:"assume_verified"` // addresses count as verified where nothing says that they are not

	RoleClaim string   `json:"role_claim" toml:"role_claim"` // the claim with a person's groups or roles
	Members   []string `json:"members" toml:"members"`       // those of it that may come in; empty: everybody may
	Admins    []string `json:"admins" toml:"admins"`         // those of it that make an administrator; empty: nobody is made or unmade

	SignOut bool `json:"sign_out" toml:"sign_out"` // signing out here signs out there
}

// kindProvider and kindDirectory are kinds of source.
const (
	kindProvider  = "provider"
	kindDirectory = "directory"
)

var keyPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`) })

func checkKey(key string) error {
	if !keyPattern().MatchString(key) {
		return chat.Violates(&hipchat.Violation{Field: "key", Rule: hipchat.RulePattern, Value: key, Expected: keyPattern().String()})
	}
	return nil
}

// check says what is wrong with a provider's description.
func (p *Provider) check() error {
	if err := checkKey(p.Key); err != nil {
		return err
	}
	for _, f := range []struct {
		name, value string
		least, most int
	}{{"name", p.Name, 1, 50}, {"issuer", p.Issuer, 1, 500}, {"client_id", p.ClientID, 1, 500}, {"client_secret", p.ClientSecret, 0, 1000}, {"role_claim", p.RoleClaim, 0, 100}} {
		if v := hipchat.CheckLength(f.name, f.value, f.least, f.most); v != nil {
			if f.name == "client_secret" {
				v.Value = "…" // a secret is never repeated
			}
			return chat.Violates(v)
		}
	}
	if !isIssuer(p.Issuer) {
		return chat.Violates(&hipchat.Violation{Field: "issuer", Rule: hipchat.RuleFormat, Value: p.Issuer,
			Expected: "an https address without query and fragment; http only on this machine"})
	}
	if len(p.Members)+len(p.Admins) > 0 && p.RoleClaim == "" {
		return chat.Violates(hipchat.Required("role_claim"))
	}
	for _, l := range []struct {
		name string
		list []string
	}{{"scopes", p.Scopes}, {"domains", p.Domains}, {"members", p.Members}, {"admins", p.Admins}} {
		if err := checkList(l.name, l.list); err != nil {
			return err
		}
	}
	return nil
}

// checkList bounds what is written into a list.
func checkList(field string, list []string) error {
	if len(list) > 100 {
		return chat.Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Expected: "100 entries at most"})
	}
	for _, text := range list {
		if v := hipchat.CheckLength(field, text, 1, 300); v != nil {
			return chat.Violates(v)
		}
	}
	return nil
}

// isIssuer tells whether that is the address of a provider of OpenID Connect.
func isIssuer(text string) bool { return isSecure(text) && !strings.ContainsRune(text, '?') }

// isSecure tells whether that is an address that a source may have: what it says travels over TLS, but on this machine.
func isSecure(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsRune(text, '#') {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && here
}

// admission is whom the provider lets in.
func (p *Provider) admission() admission {
	return admission{key: p.Key, by: p.Name, origin: p.Issuer, domains: p.Domains, adopt: p.Adopt, members: p.Members, admins: p.Admins}
}

func (p *Provider) scopes() []string {
	asked := p.Scopes
	if len(asked) == 0 {
		asked = []string{"profile", "email"}
	}
	return append([]string{"openid"}, slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return s == "openid" })...)
}
