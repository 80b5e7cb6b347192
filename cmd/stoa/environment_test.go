package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAVariableThatNoCommandKnowsIsTold(t *testing.T) {
	parser, err := newParser(t.Context(), &serveOnly{})
	if err != nil {
		t.Fatal(err)
	}
	got := strangers(t.Context(), parser.Model, []string{
		"STOA_BASE_URL=https://chat.example.org", "STOA_BASEURL=https://chat.example.org", "STOA_TLS_AMCE=letsencrypt", "STOA_CONFIG=x", "PATH=/bin",
		"STOA_TOKEN=of another command",
		"STOA_SERVICE_HOST=10.0.0.1", "STOA_SERVICE_PORT=80", "STOA_SERVICE_PORT_HTTP=80", "STOA_PORT=tcp://10.0.0.1:80",
		"STOA_PORT_80_TCP_ADDR=10.0.0.1", "STOA_MAIL_SERVICE_HOST=10.0.0.2", "STOA_MAIL_PORT_25_TCP=tcp://10.0.0.2:25",
	})
	if diff := cmp.Diff([]string{"STOA_BASEURL", "STOA_TLS_AMCE"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
