package server_test

import (
	"crypto/tls"
	"net"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/server"
)

func TestAnAddressThatIsTakenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	at := taken.Addr().String()
	config := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }}
	for _, c := range []struct{ http, tls, want string }{
		{at, "", "in use: stop the program that has it, or give another address with --listen"},
		{"", at, "another address with --tls-listen"},
		{"127.0.0.1:0", "nonsense", "--tls-listen: "},
	} {
		l, err := server.Listen(c.http, c.tls, config)
		if err == nil {
			t.Fatalf("listens at %+v", l)
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q, want %q", err, c.want)
		}
	}
}
