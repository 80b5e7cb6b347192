package signin

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/chat"
)

// person is what a directory says of somebody.
type person struct {
	dn      string
	subject string
	name    string
	email   string
	title   string
	mention string
}

// asked are the attributes that the directory is asked for: some it does not give unless they are named.
func (d *Directory) asked() []string {
	return append([]string{d.Subject, d.Person, d.Email, d.Title, d.Mention, "cn"}, d.Login...)
}

func (d *Directory) person(e *ldap.Entry) person {
	first := func(attribute string) string {
		// Attributes are named without regard to case.
		return plain(e.GetEqualFoldAttributeValue(attribute))
	}
	p := person{dn: e.DN, name: first(d.Person), email: first(d.Email), title: first(d.Title), mention: first(d.Mention)}
	if p.name == "" {
		p.name = first("cn")
	}
	p.subject = d.subjectOf(e)
	return p
}

// subjectOf is written in hexadecimal where the directory keeps it as bytes.
func (d *Directory) subjectOf(e *ldap.Entry) string {
	if strings.EqualFold(d.Subject, "objectGUID") || strings.EqualFold(d.Subject, "GUID") {
		return hex.EncodeToString(e.GetEqualFoldRawAttributeValue(d.Subject))
	}
	return plain(e.GetEqualFoldAttributeValue(d.Subject))
}

// plain is a value that an account may have; nothing of one that is no text.
func plain(value string) string {
	if !utf8.ValidString(value) || strings.IndexByte(value, 0) >= 0 || len(value) > 1000 {
		return ""
	}
	return strings.TrimSpace(value)
}

// vouch is what the directory says of a person, for the account that is theirs.
func (d *Directory) vouch(p person, admin *bool) chat.Vouch {
	title := []rune(p.title)
	return chat.Vouch{
		Origin: d.origin(), Subject: p.subject, By: d.Name, Name: p.name, Email: p.email, MentionName: p.mention,
		Title: string(title[:min(len(title), 200)]), Adopt: d.Adopt, Create: !d.KnownOnly, Admin: admin, Keep: true,
	}
}

// byLogin is the filter for who signs in by that text. Nothing in it is read as part of the filter.
func (d *Directory) byLogin(login string) string {
	var any strings.Builder
	escaped := ldap.EscapeFilter(login)
	for _, attribute := range append([]string{d.Email}, d.Login...) {
		any.WriteString("(" + attribute + "=" + escaped + ")")
	}
	return "(&" + d.Filter + "(|" + any.String() + "))"
}

// search asks for people below the base. Links to other directories are not followed.
func (v *visit) search(filter string, most int, attributes []string) ([]*ldap.Entry, error) {
	found, err := v.Search(ldap.NewSearchRequest(v.d.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, most, int(answerLimit.Seconds()), false,
		filter, attributes, nil))
	if err != nil && !(ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) && found != nil) {
		return nil, away(v.d, err)
	}
	return found.Entries, nil
}

// find answers who signs in by that text; chat.ErrNotFound for nobody.
func (v *visit) find(login string) (person, error) {
	found, err := v.search(v.d.byLogin(login), 2, v.d.asked())
	switch {
	case err != nil:
		return person{}, err
	case len(found) == 0:
		return person{}, chat.ErrNotFound
	case len(found) > 1:
		return person{}, chat.Errorf(chat.Forbidden, "%s has several people who sign in by this name. Ask a group administrator.", v.d.Name)
	}
	p := v.d.person(found[0])
	if p.subject == "" {
		return p, chat.Errorf(chat.Forbidden, "%s says nothing of you by which you could be known again (%s). Ask a group administrator.", v.d.Name, v.d.Subject)
	}
	return p, nil
}

// admin tells whether the directory makes a person an administrator; nil where it says nothing about that.
func (v *visit) admin(p person) (*bool, error) {
	if v.d.Admins == "" {
		return nil, nil
	}
	found, err := v.Search(ldap.NewSearchRequest(p.dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, int(answerLimit.Seconds()), false,
		v.d.Admins, []string{"1.1"}, nil))
	if err != nil {
		return nil, away(v.d, err)
	}
	is := len(found.Entries) == 1
	return &is, nil
}
