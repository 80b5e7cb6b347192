package surface_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/stoachat/stoa/internal/apiv2"
)

// Every method is called as it is described, and its answer is held against its description: status, headers and
// every member of the body.
func TestRealAnswersAreAsTheDocumentSays(t *testing.T) {
	w := newWorld(t)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(w.Call("", "GET", "/v2/openapi.json", nil).Body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, rt := range apiv2.Routes() {
		if seen[rt.Name] {
			continue
		}
		seen[rt.Name] = true
		t.Run(rt.Name, func(t *testing.T) {
			if !strings.Contains(rt.Pattern, "{group}") { // there is one group for all
				t.Parallel()
			}
			p := &place{w: w, t: t}
			if rt.Name == "generate_token" {
				p.newPerson()
			}
			c := p.call(rt)
			if rt.Name == "generate_token" {
				c.body = strings.Replace(c.body, "a long password", "long enough password", 1)
			}
			a, err := w.do(c.request(t, w.URL))
			if err != nil {
				t.Fatal(err)
			}
			if a.status != rt.Status {
				t.Fatalf("%v: got %d %s, want %d", c, a.status, a.body, rt.Status)
			}
			item := doc.Paths.Value(rt.Pattern)
			in := &openapi3filter.RequestValidationInput{
				Request: c.request(t, w.URL), PathParams: c.path,
				Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, ExcludeRequestBody: rt.Body == nil},
				Route:   &routers.Route{Spec: doc, Path: rt.Pattern, PathItem: item, Method: rt.Method, Operation: item.GetOperation(rt.Method)},
			}
			if err := openapi3filter.ValidateRequest(t.Context(), in); err != nil {
				t.Errorf("the call is not as described: %v", err)
			}
			a.wantDescribed(t, in)
		})
	}
}

func (a answer) wantDescribed(t *testing.T, in *openapi3filter.RequestValidationInput) {
	t.Helper()
	header := make(http.Header) // its keys in Go's spelling, which the checker looks for
	for k, v := range a.header {
		header[http.CanonicalHeaderKey(k)] = v
	}
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body)), Options: in.Options,
	})
	if err != nil {
		t.Errorf("the answer is not as described: %v\n%s", err, a.body)
	}
	response := in.Route.Operation.Responses.Status(a.status).Value
	for name := range response.Headers {
		if header.Get(name) == "" {
			t.Errorf("the header %s is described and not sent", name)
		}
	}
	if response.Content == nil && a.body != "" {
		t.Errorf("a body is sent and not described: %s", a.body)
	}
}
