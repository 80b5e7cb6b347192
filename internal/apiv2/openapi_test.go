package apiv2_test

import (
	"net/http"
	"testing"

	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestTheDocumentNamesEveryMethodAndTheServersAddress(t *testing.T) {
	s := stoatest.Start(t)
	var doc struct {
		OpenAPI string
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			OperationID string
			Responses   map[string]any
		}
	}
	s.Call("", "GET", "/v2/openapi.json", nil).JSON(t, &doc)
	if doc.OpenAPI != "3.1.0" || len(doc.Servers) != 1 || doc.Servers[0].URL != s.URL {
		t.Errorf("got %q for %v, want 3.1.0 for %s", doc.OpenAPI, doc.Servers, s.URL)
	}
	described := make(map[string]bool)
	for _, verbs := range doc.Paths {
		for _, op := range verbs {
			described[op.OperationID] = true
		}
	}
	for _, rt := range apiv2.Routes() {
		if !described[rt.Name] {
			t.Errorf("%s is not described", rt.Name)
		}
	}
}

func TestTheHealthCheckAnswersHEADWithoutABody(t *testing.T) {
	s := stoatest.Start(t)
	if a := s.Send("HEAD", "/v2/health-check", http.Header{}, nil); a.Status != 200 || a.Body != "" || a.Header["X-Ratelimit-Reset"] == nil {
		t.Errorf("got %d %q %v", a.Status, a.Body, a.Header)
	}
}
