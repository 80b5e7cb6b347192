package certificate_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/internal/certificate"
)

// pair makes a certificate with that number, as PEM, and its key.
func pair(t *testing.T, number int64) (chain, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), DNSNames: []string{"chat.example.org"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRenewedFilesAreShownWithoutARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		chain, key := filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
		one, oneKey := pair(t, 1)
		write(t, chain, one)
		write(t, key, oneKey)
		show, err := certificate.Files(chain, key, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		shows := func(when string, want int64) {
			t.Helper()
			if got, err := show(&tls.ClientHelloInfo{}); err != nil || got.Leaf.SerialNumber.Int64() != want {
				t.Errorf("%s, number %v is shown, want %d: %v", when, got.Leaf.SerialNumber, want, err)
			}
		}
		shows("at first", 1)
		two, twoKey := pair(t, 2)
		write(t, chain, append(two, '\n')) // of another size: the clock of files need not be fine
		time.Sleep(time.Minute)
		shows("with half of the new pair", 1)
		write(t, key, append(twoKey, '\n'))
		time.Sleep(time.Minute)
		shows("with both", 2)
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		shows("without its key", 2)
	})
}

func TestAFirstPairThatIsNoneIsAnError(t *testing.T) {
	dir := t.TempDir()
	one, _ := pair(t, 1)
	_, other := pair(t, 2)
	chain, key := filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
	write(t, chain, one)
	write(t, key, other)
	if _, err := certificate.Files(chain, key, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a key of another certificate is taken")
	}
}
