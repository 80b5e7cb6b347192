package scim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/schema"
)

// paper is a user on paper: what a PATCH makes of it can be looked at without a database.
type paper struct {
	users
	doc document
}

func (p *paper) Patch(_ *http.Request, _ string, operations []scim.PatchOperation) (scim.Resource, error) {
	err := patched(p.doc, operations, schema.CoreUserSchema(), schema.ExtensionEnterpriseUser())
	return scim.Resource{Attributes: document{"userName": "x"}}, err
}

func FuzzPatch(f *testing.F) {
	schema.SetAllowStringValues(true)
	for _, operations := range []string{
		`[{"op":"Replace","path":"active","value":"False"}]`,
		`[{"op":"add","path":"emails[type eq \"work\"].value","value":"a@example.test"}]`,
		`[{"op":"remove","path":"emails[not (type pr)]"},{"op":"add","value":{"emails":{"value":"x"},"name.givenName":"y"}}]`,
		`[{"op":"replace","path":"emails","value":[{"value":"x","primary":true}]},{"op":"remove","path":"emails.value"}]`,
		`[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"7"}]`,
		`[{"op":"add","path":"name","value":{"familyName":"x"}},{"op":"remove","path":"name.familyName"}]`,
	} {
		f.Add(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + operations + `}`)
	}
	f.Fuzz(func(t *testing.T, body string) {
		p := &paper{doc: document{"userName": "x", "emails": []any{document{"value": "b@example.test", "type": "home", "primary": true}}}}
		of := userType(nil)
		of.Handler = p
		server, err := scim.NewServer(&scim.ServerArgs{ServiceProviderConfig: &scim.ServiceProviderConfig{}, ResourceTypes: []scim.ResourceType{of}})
		if err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, httptest.NewRequest("PATCH", "/v2/Users/1", strings.NewReader(string(withManagers([]byte(body))))))
		if answer.Code >= 500 {
			t.Errorf("%d %s", answer.Code, answer.Body)
		}
		if _, err := json.Marshal(p.doc); err != nil {
			t.Errorf("what it makes cannot be said: %v", err)
		}
		// What is made of the document must not stumble over its shape.
		_, _ = provisionOf(caller{}, p.doc, nil)
		_, _ = mainEmail(p.doc)
	})
}

func FuzzFilter(f *testing.F) {
	for _, text := range []string{
		`userName eq "x"`, `emails[type eq "work"].value eq "x"`, `emails co "x" and not (active pr)`, `name eq 7`, `meta gt "x"`, `emails.primary eq true or groups.value eq "1"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > maxFilter {
			return
		}
		r := httptest.NewRequest("GET", "/Users", nil)
		q := r.URL.Query()
		q.Set("filter", text)
		r.URL.RawQuery = q.Encode()
		if prepareFilter(r) != nil {
			return
		}
		core, enterprise := schema.CoreUserSchema(), schema.ExtensionEnterpriseUser()
		for _, v := range scim.ValidateFilterForResourceTypes(r.URL.Query().Get("filter"), []scim.ResourceType{userType(nil)}) {
			c := conditionOf(&v.Validator, core, enterprise)
			_ = c.equals()
			_, _ = c.holds(document{
				"id": "1", "userName": "x", "active": true, "name": document{"familyName": "y"}, "emails": []any{document{"value": "b@example.test", "primary": true}, "odd"},
				"groups": []any{document{"value": "1"}}, enterprise.ID: document{"department": "z"},
			})
		}
	})
}
