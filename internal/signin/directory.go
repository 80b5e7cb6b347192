package signin

import (
	"cmp"
	"crypto/x509"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Directory is a directory of people that speaks LDAP, as an administrator describes it. What is left empty is as the preset
// says.
type Directory struct {
	Key      string `json:"key" toml:"key"`
	Name     string `json:"name" toml:"name"`
	Disabled bool   `json:"disabled" toml:"disabled"`
	Preset   string `json:"preset" toml:"preset"` // the product, see Presets

	Host string `json:"host" toml:"host"`
	Port int    `json:"port" toml:"port"` // 0: 636 for ldaps, 389 otherwise
	TLS  string `json:"tls" toml:"tls"`   // starttls, ldaps, or none
	CA   string `json:"ca" toml:"ca"`     // PEM: the authorities that its certificate must be of; empty: the server's

	BindDN       string `json:"bind_dn" toml:"bind_dn"` // who looks people up; empty: nobody in particular
	BindPassword string `json:"bind_password,omitempty" toml:"bind_password"`

	Base   string `json:"base" toml:"base"`     // below which people are
	Filter string `json:"filter" toml:"filter"` // who of it are people that may sign in
	Admins string `json:"admins" toml:"admins"` // a filter: who of them are administrators here; empty: nobody is made or unmade

	Attributes

	KnownOnly bool `json:"known_only" toml:"known_only"` // nobody gets an account by it who has none
	Adopt     bool `json:"adopt" toml:"adopt"`           // an account with the same address is theirs

	Sync int `json:"sync" toml:"sync"` // minutes between two looks at who is gone; 0: an hour, -1: never
}

// Attributes are where a directory keeps what is asked of it.
type Attributes struct {
	Login   []string `json:"login" toml:"login"`     // people sign in by any of them, and by their address
	Subject string   `json:"subject" toml:"subject"` // what never changes about somebody
	Person  string   `json:"person" toml:"person"`   // the name
	Email   string   `json:"email" toml:"email"`
	Title   string   `json:"title" toml:"title"`
	Mention string   `json:"mention" toml:"mention"`
}

// Preset is how a product keeps its people.
type Preset struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Filter string `json:"filter"`
	Attributes
}

// Presets are the products that HipChat Server knew, and their successors. spec: product, 12.1.
func Presets() []Preset {
	plain := Attributes{Login: []string{"uid"}, Subject: "entryUUID", Person: "cn", Email: "mail", Title: "title", Mention: "uid"}
	with := func(change func(*Attributes)) Attributes {
		a := plain
		change(&a)
		return a
	}
	return []Preset{
		{"openldap", "OpenLDAP", "(objectClass=inetOrgPerson)", plain},
		{"posix", "OpenLDAP or another, with POSIX accounts", "(objectClass=posixAccount)", plain},
		{"active-directory", "Active Directory", "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
			Attributes{[]string{"sAMAccountName", "userPrincipalName"}, "objectGUID", "displayName", "mail", "title", "sAMAccountName"}},
		{"389", "389 Directory Server, FreeIPA, Sun DSEE, OpenDS", "(objectClass=inetOrgPerson)", with(func(a *Attributes) { a.Subject = "nsUniqueId" })},
		{"apacheds", "ApacheDS", "(objectClass=inetOrgPerson)", plain},
		{"edirectory", "eDirectory", "(objectClass=inetOrgPerson)", with(func(a *Attributes) { a.Login, a.Subject, a.Mention = []string{"cn", "uid"}, "GUID", "cn" })},
		{"apple", "Open Directory", "(objectClass=apple-user)", with(func(a *Attributes) { a.Subject = "apple-generateduid" })},
		{"generic", "Another", "(objectClass=person)", plain},
	}
}

// The ways to a directory.
const (
	tlsStart = "starttls"
	tlsFirst = "ldaps"
	tlsNone  = "none"
)

// complete is the directory with what its preset says in the place of what is empty.
func (d Directory) complete() Directory {
	all := Presets()
	p := all[len(all)-1]
	if i := slices.IndexFunc(all, func(p Preset) bool { return p.ID == d.Preset }); i >= 0 {
		p = all[i]
	}
	d.Filter = cmp.Or(d.Filter, p.Filter)
	if len(d.Login) == 0 {
		d.Login = p.Login
	}
	d.Subject, d.Person, d.Email = cmp.Or(d.Subject, p.Subject), cmp.Or(d.Person, p.Person), cmp.Or(d.Email, p.Email)
	d.Title, d.Mention = cmp.Or(d.Title, p.Title), cmp.Or(d.Mention, p.Mention)
	d.TLS = cmp.Or(d.TLS, tlsStart)
	if d.Port == 0 {
		d.Port = 389
		if d.TLS == tlsFirst {
			d.Port = 636
		}
	}
	if d.Sync == 0 {
		d.Sync = 60
	}
	return d
}

// check says what is wrong with a directory's description.
func (d *Directory) check() error {
	if err := checkKey(d.Key); err != nil {
		return err
	}
	for _, f := range []struct {
		name, value string
		least, most int
	}{
		{"name", d.Name, 1, 50}, {"host", d.Host, 1, 253}, {"bind_dn", d.BindDN, 0, 1000}, {"bind_password", d.BindPassword, 0, 1000},
		{"base", d.Base, 0, 1000}, {"filter", d.Filter, 0, 2000}, {"admins", d.Admins, 0, 2000}, {"ca", d.CA, 0, 100_000},
	} {
		if v := hipchat.CheckLength(f.name, f.value, f.least, f.most); v != nil {
			if f.name == "bind_password" {
				v.Value = "…" // a secret is never repeated
			}
			return chat.Violates(v)
		}
	}
	if v := d.malformed(); v != nil {
		return chat.Violates(v)
	}
	return d.checkAttributes()
}

// malformed answers what cannot be used as it stands.
func (d *Directory) malformed() *hipchat.Violation {
	wrong := func(field, value, expected string) *hipchat.Violation {
		return &hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Value: value, Expected: expected}
	}
	switch {
	case d.Preset != "" && !slices.ContainsFunc(Presets(), func(p Preset) bool { return p.ID == d.Preset }):
		return wrong("preset", d.Preset, "one of the presets")
	case d.TLS != "" && d.TLS != tlsStart && d.TLS != tlsFirst && d.TLS != tlsNone:
		return hipchat.NotIn("tls", d.TLS, []string{tlsStart, tlsFirst, tlsNone})
	case strings.ContainsAny(d.Host, "/:@[] "):
		return wrong("host", d.Host, "the name or the IPv4 address of a host alone")
	case d.Port < 0 || d.Port > 65535:
		return wrong("port", "", "a number from 1 to 65535, or 0 for the usual one")
	case d.Sync < -1 || d.Sync > 7*24*60:
		return wrong("sync", "", "minutes, at most a week; 0 for an hour, -1 for never")
	case d.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(d.CA)):
		return wrong("ca", "", "certificates in PEM")
	case d.BindDN == "" && d.BindPassword != "":
		return wrong("bind_dn", "", "whose password it is")
	}
	for _, f := range []struct{ name, value string }{{"bind_dn", d.BindDN}, {"base", d.Base}} {
		// Active Directory also takes names that are none, as in user@domain, to bind with.
		if _, err := ldap.ParseDN(f.value); err != nil && (f.name != "bind_dn" || !strings.ContainsAny(f.value, `@\`)) {
			return wrong(f.name, f.value, "a distinguished name, as in dc=example,dc=org")
		}
	}
	for _, f := range []struct{ name, value string }{{"filter", d.Filter}, {"admins", d.Admins}} {
		if _, err := ldap.CompileFilter(f.value); err != nil && f.value != "" {
			return wrong(f.name, f.value, "a filter, as in (objectClass=person)")
		}
	}
	return nil
}

// checkAttributes makes sure that names of attributes are names: they are put into filters as they are.
func (d *Directory) checkAttributes() error {
	if len(d.Login) > 10 {
		return chat.Violates(&hipchat.Violation{Field: "login", Rule: hipchat.RuleFormat, Expected: "10 attributes at most"})
	}
	for _, f := range []struct {
		name   string
		values []string
	}{
		{"login", d.Login}, {"subject", []string{d.Subject}}, {"person", []string{d.Person}},
		{"email", []string{d.Email}}, {"title", []string{d.Title}}, {"mention", []string{d.Mention}},
	} {
		for _, name := range f.values {
			if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") != "" || len(name) > 100 {
				return chat.Violates(&hipchat.Violation{Field: f.name, Rule: hipchat.RuleFormat, Value: name, Expected: "the name of an attribute"})
			}
		}
	}
	return nil
}

// origin is what identities of the directory's people are kept under.
func (d *Directory) origin() string { return directoryOrigin + d.Key }

const directoryOrigin = "directory:"
