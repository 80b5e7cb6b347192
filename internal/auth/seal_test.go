package auth_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
)

func TestASealedSecretOpensOnlyWithItsKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	s, err := auth.OpenSealer(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.Seal("hush")
	if bytes.Contains(sealed, []byte("hush")) {
		t.Error("the secret stands in the clear")
	}
	again, err := auth.OpenSealer(path) // the same key, after a restart
	if err != nil {
		t.Fatal(err)
	}
	if text, err := again.Open(sealed); err != nil || text != "hush" {
		t.Errorf("got %q, %v", text, err)
	}
	other, err := auth.NewSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(sealed); err == nil {
		t.Error("another key opened it")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := again.Open(sealed); err == nil {
		t.Error("a changed secret was opened")
	}
	if _, err := again.Open(nil); err == nil {
		t.Error("nothing was opened")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
}

func TestAKeyOfTheWrongSizeIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenSealer(path); err == nil {
		t.Error("accepted")
	}
}
