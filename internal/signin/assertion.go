package signin

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/crewjam/saml"

	"github.com/stoachat/stoa/internal/chat"
)

// What identity providers usually call their attributes: by names of LDAP, as Shibboleth and SimpleSAMLphp write these, as AD FS and Entra ID do,
// and as Okta, Google and others have them in their examples.
var (
	usualEmails = []string{
		"email", "mail", "emailAddress", "Email", "user.email", "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:1.2.840.113549.1.9.1",
		"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "http://schemas.xmlsoap.org/claims/EmailAddress",
	}
	usualNames = []string{
		"displayName", "urn:oid:2.16.840.1.113730.3.1.241", "http://schemas.microsoft.com/identity/claims/displayname", "cn", "urn:oid:2.5.4.3",
		"http://schemas.xmlsoap.org/claims/CommonName", "name", "fullName",
	}
	usualFirst = []string{"givenName", "firstName", "FirstName", "urn:oid:2.5.4.42", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"}
	usualLast  = []string{"sn", "surname", "lastName", "LastName", "urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"}
	usualNicks = []string{"uid", "urn:oid:0.9.2342.19200300.100.1.1", "username", "login"}
)

// attributes are the values of an assertion's attributes by their names.
type attributes map[string][]string

func attributesOf(a *saml.Assertion) attributes {
	all := make(attributes)
	for _, statement := range a.AttributeStatements {
		for _, attribute := range statement.Attributes {
			for _, v := range attribute.Values {
				value := v.Value
				if v.NameID != nil { // eduPersonTargetedID has one in it
					value = v.NameID.Value
				}
				if value = plain(value); value != "" {
					all[attribute.Name] = append(all[attribute.Name], value)
				}
			}
		}
	}
	return all
}

// first answers the first value of the attribute that is named or, where none is, of those that are usual.
func (a attributes) first(named string, usual []string) string {
	if named != "" {
		usual = []string{named}
	}
	for _, name := range usual {
		if values := a[name]; len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// attested reads what an assertion that has been checked says of somebody.
func (p *IdentityProvider) attested(a *saml.Assertion) (c attested, err error) {
	id, all := a.Subject.NameID, attributesOf(a)
	if c.Subject, err = p.subject(id, all); err != nil {
		return c, err
	}
	c.Email = all.first(p.Email, usualEmails)
	if c.Email == "" && p.Email == "" && id != nil && isAddress(id.Value) {
		c.Email = plain(id.Value)
	}
	c.Name = all.first(p.Person, usualNames)
	if c.Name == "" && p.Person == "" {
		c.Name = strings.TrimSpace(all.first("", usualFirst) + " " + all.first("", usualLast))
	}
	c.Nickname = all.first(p.Mention, usualNicks)
	c.Verified = true // the house's own directory says it, and the administrator which domains that holds for
	// What else somebody is in is nothing to us, and makes answers long.
	c.Groups = slices.DeleteFunc(slices.Clone(all[p.Groups]), func(g string) bool { return !p.matters(g) })
	return c, nil
}

// subject is by what somebody is known again.
func (p *IdentityProvider) subject(id *saml.NameID, all attributes) (string, error) {
	if p.Subject != "" {
		if s := all.first(p.Subject, nil); s != "" {
			return s, nil
		}
		return "", chat.Errorf(chat.Forbidden, "%s says nothing of you by which you could be known again (the attribute %s)", p.Name, p.Subject)
	}
	switch {
	case id == nil || plain(id.Value) == "":
		return "", chat.Errorf(chat.Forbidden, "%s says nothing of you by which you could be known again (a NameID)", p.Name)
	case id.Format == string(saml.TransientNameIDFormat):
		return "", chat.Errorf(chat.Forbidden,
			"%s calls you by another name each time (a transient NameID). It has to send a persistent one, or an attribute that never changes has to be named here.", p.Name)
	}
	return plain(id.Value), nil
}

func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text
}
