package signin

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/outbound"
)

// issuer plays a provider that says where it signs people in.
func issuer(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		self := "http://" + r.Host
		fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`, self, self+"/in", self+"/token", self+"/keys")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestWhatAnotherIssuerHasSaidIsNotBelieved(t *testing.T) {
	client, err := outbound.New(outbound.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := New(Config{Outbound: client})
	for range 2 { // one that is described anew on another node, and back
		for _, p := range []Provider{{Key: "corp", Issuer: issuer(t)}, {Key: "corp", Issuer: issuer(t)}} {
			with, err := s.partyOf(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if at := with.provider.Endpoint().AuthURL; !strings.HasPrefix(at, p.Issuer) {
				t.Errorf("people of %s are sent to %s", p.Issuer, at)
			}
		}
	}
}
