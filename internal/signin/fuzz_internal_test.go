package signin

import (
	"net/url"
	"testing"

	"github.com/crewjam/saml"
)

// FuzzWhatAnIdentityProviderSays has it say anything, of itself and of people: nothing but an error may come of it.
func FuzzWhatAnIdentityProviderSays(f *testing.F) {
	const entity = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.org">
		<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
		<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.org/sso"/></IDPSSODescriptor></EntityDescriptor>`
	const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0" InResponseTo="_r"
		Destination="https://chat.example.org/acs" IssueInstant="2026-11-28T00:00:00Z"><Issuer>https://idp.example.org</Issuer><samlp:Status><samlp:StatusCode
		Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><Assertion ID="_2" Version="2.0"><Subject><NameID>ada</NameID></Subject></Assertion></samlp:Response>`
	f.Add([]byte(entity), []byte(response))
	f.Add([]byte(`<EntitiesDescriptor>`+entity+`</EntitiesDescriptor>`), []byte(`<Response/>`))
	acs := url.URL{Scheme: "https", Host: "chat.example.org", Path: "/acs"}
	f.Fuzz(func(t *testing.T, metadata, answer []byte) {
		p := IdentityProvider{Name: "Corp"}
		e, err := p.described(metadata)
		if err != nil {
			return
		}
		signingKeys(e)
		sp := saml.ServiceProvider{EntityID: "https://chat.example.org", AcsURL: acs, IDPMetadata: e}
		if a, err := sp.ParseXMLResponse(answer, []string{"_r"}, acs); err == nil {
			t.Errorf("what nobody signed is believed: %+v", a)
		}
	})
}

func TestAttributesOfAnAssertionAreReadByTheirUsualNames(t *testing.T) {
	assertion := func(format, id string, pairs ...string) *saml.Assertion {
		var s saml.AttributeStatement
		for i := 0; i < len(pairs); i += 2 {
			s.Attributes = append(s.Attributes, saml.Attribute{Name: pairs[i], Values: []saml.AttributeValue{{Value: pairs[i+1]}}})
		}
		return &saml.Assertion{Subject: &saml.Subject{NameID: &saml.NameID{Format: format, Value: id}}, AttributeStatements: []saml.AttributeStatement{s}}
	}
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
