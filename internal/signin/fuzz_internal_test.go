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
