package signin

import (
	"testing"

	"github.com/crewjam/saml"
)

func TestAttributesOfAnAssertionAreReadByTheirUsualNames(t *testing.T) {
	assertion := func(format, id string, pairs ...string) *saml.Assertion {
		var s saml.AttributeStatement
		for i := 0; i < len(pairs); i += 2 {
			s.Attributes = append(s.Attributes, saml.Attribute{Name: pairs[i], Values: []saml.AttributeValue{{Value: pairs[i+1]}}})
		}
		return &saml.Assertion{Subject: &saml.Subject{NameID: &saml.NameID{Format: format, Value: id}}, AttributeStatements: []saml.AttributeStatement{s}}
	}
	targeted := assertion("", "x1", "urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "")
	targeted.AttributeStatements[0].Attributes[0].Values[0].NameID = &saml.NameID{Value: "t-7"}
	for name, tt := range map[string]struct {
		p    IdentityProvider
		a    *saml.Assertion
		want attested
	}{
		"Shibboleth's": {
			a:    assertion("", "x1", "urn:oid:0.9.2342.19200300.100.1.3", "ada@example.org", "urn:oid:2.16.840.1.113730.3.1.241", "Ada Lovelace", "urn:oid:0.9.2342.19200300.100.1.1", "ada"),
			want: attested{Subject: "x1", Email: "ada@example.org", Name: "Ada Lovelace", Nickname: "ada"},
		},
		"Google's, by the address alone": {
			a:    assertion("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "ada@example.org", "firstName", "Ada", "lastName", "Lovelace"),
			want: attested{Subject: "ada@example.org", Email: "ada@example.org", Name: "Ada Lovelace"},
		},
		"named ones, and no others": {
			p:    IdentityProvider{Subject: "number", Email: "office", Person: "called", Mention: "short"},
			a:    assertion("", "x1", "number", "7", "office", "a@example.org", "mail", "b@example.org", "called", " Ada ", "short", "al", "displayName", "B"),
			want: attested{Subject: "7", Email: "a@example.org", Name: "Ada", Nickname: "al"},
		},
		"a named one that is not there": {
			p: IdentityProvider{Email: "office"}, a: assertion("", "b@example.org", "mail", "b@example.org"), want: attested{Subject: "b@example.org"},
		},
		"a NameID in an attribute, as eduPersonTargetedID is": {
			p: IdentityProvider{Subject: "urn:oid:1.3.6.1.4.1.5923.1.1.1.10"}, a: targeted, want: attested{Subject: "t-7"},
		},
		"no text": {a: assertion("", "x1", "mail", "a\x00b@example.org", "cn", "\xff"), want: attested{Subject: "x1"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tt.p.attested(tt.a)
			if err != nil || got.Subject != tt.want.Subject || got.Email != tt.want.Email || got.Name != tt.want.Name || got.Nickname != tt.want.Nickname || !got.Verified {
				t.Errorf("%+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

// A house may have both under one name, as Keycloak does, and each calls people otherwise.
func TestAnIdentityProviderAndAProviderOfOneNameVouchForDifferentPeople(t *testing.T) {
	const name = "https://sso.example.org/realms/corp"
	p, other := Provider{Issuer: name}, IdentityProvider{EntityID: name}
	if p.admission().origin == other.admission().origin {
		t.Error("somebody comes in as whoever has the same subject with the other")
	}
}
