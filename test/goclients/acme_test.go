package goclients_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

const certified = "chat.example.org"

// Pebble is the authority that Let's Encrypt tests clients of ACME with. It finds every name at 127.0.0.1, by a DNS server of
// its own, and connects there to see whether the server has the host.
func TestACertificateOfAnACMEAuthorityIsGotKeptAndShown(t *testing.T) {
	bin := t.TempDir()
	for _, name := range []string{"pebble", "pebble-challtestsrv"} {
		if out, err := exec.Command("go", "build", "-o", bin, "github.com/letsencrypt/pebble/v2/cmd/"+name).CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", name, err, out)
		}
	}
	dns := process.FreeAddress(t)
	run(t, filepath.Join(bin, "pebble-challtestsrv"), "-dnsserver", dns, "-management", process.FreeAddress(t), "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "", "-defaultIPv6", "")
	for name, through := range map[string]func(http, https string) (httpPort, tlsPort string){
		"asked by https": func(_, https string) (string, string) { return process.FreeAddress(t), https },
		"asked by http":  func(http, _ string) (string, string) { return http, process.FreeAddress(t) },
	} {
		t.Run(name, func(t *testing.T) {
			plain, safe := process.FreeAddress(t), process.FreeAddress(t)
			httpPort, tlsPort := through(plain, safe)
			a := startAuthority(t, filepath.Join(bin, "pebble"), dns, httpPort, tlsPort)
			c := process.Config{
				Dir: t.TempDir(), BaseURL: "https://" + certified,
				Listen: plain, Args: []string{"--tls-listen", safe, "--tls-acme", a.directory, "--tls-acme-email", "admin@example.org", "--trust-ca", a.ca},
			}
			s := process.Start(t, c)
			got := a.shown(t, safe)
			if err := s.Stop(); err != nil {
				t.Fatal(err)
			}
			a.stop()
			s.Restart(t) // the authority is gone: the certificate is in the data directory
			if again := a.shown(t, safe); again != got {
				t.Errorf("another certificate is shown after a restart: %s, not %s", again, got)
			}
			if res, err := http.Get("http://" + plain + "/.well-known/acme-challenge/guessed"); err != nil || res.StatusCode < 400 {
				t.Errorf("a challenge that there is none of is answered: %v, %v", res, err)
			}
		})
	}
}

// authority is a running Pebble.
type authority struct {
	directory string // its URL
	ca        string // a PEM file: who vouches for the authority's own address
	roots     *x509.CertPool
	stop      func()
}

func startAuthority(t *testing.T, binary, dns, httpAddress, tlsAddress string) *authority {
	t.Helper()
	dir := t.TempDir()
	own, err := process.WriteCertificates(dir)
	if err != nil {
		t.Fatal(err)
	}
	at, management := process.FreeAddress(t), process.FreeAddress(t)
	b, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": at, "managementListenAddress": management, "certificate": own.Cert, "privateKey": own.Key,
		"httpPort": port(t, httpAddress), "tlsPort": port(t, tlsAddress),
	}})
	if err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(conf, b, 0o600); err != nil {
		t.Fatal(err)
	}
	a := &authority{directory: "https://" + at + "/dir", ca: own.CA, roots: x509.NewCertPool()}
	a.stop = run(t, binary, "-config", conf, "-strict", "-dnsserver", dns)
	trusted := x509.NewCertPool()
	pem, err := os.ReadFile(own.CA)
	if err != nil || !trusted.AppendCertsFromPEM(pem) {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	until(t, func() bool {
		res, err := client.Get("https://" + management + "/roots/0")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		root, err := io.ReadAll(res.Body)
		return err == nil && a.roots.AppendCertsFromPEM(root)
	})
	return a
}

// shown answers the number of the certificate that is shown at the address, which the authority must have signed.
func (a *authority) shown(t *testing.T, address string) (number string) {
	t.Helper()
	until(t, func() bool {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: a.roots, ServerName: certified})
		if err != nil {
			return false
		}
		defer conn.Close()
		number = conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
		return true
	})
	return number
}

// run starts a program that is stopped with the test or before.
func run(t *testing.T, binary string, args ...string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		cancel()
		_ = cmd.Wait() // it was killed
	}
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%s: %s", filepath.Base(binary), log.String())
		}
	})
	return stop
}

func port(t *testing.T, address string) int {
	t.Helper()
	_, p, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(p)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
