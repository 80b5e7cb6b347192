package auth_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
)

func TestAKeyIsGivenInAnyOfItsForms(t *testing.T) {
	t.Parallel()
	key, other := bytes.Repeat([]byte{0x5a}, 32), bytes.Repeat([]byte{7}, 32)
	first, second := hex.EncodeToString(key), hex.EncodeToString(other)
	file := func(content []byte) string {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	sealer, err := auth.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	sealed := sealer.Seal("text")
	for name, given := range map[string]string{
		"digits": first, "capital digits": strings.ToUpper(first), "the new one first": second + "," + first,
		"a file of digits": file([]byte(first + "\n")), "a file of several": file([]byte(second + "\n" + first + "\n")), "a file like secret.key": file(key),
	} {
		s, err := auth.GiveSealer(given)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text, err := s.Open(sealed); text != "text" || err != nil {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, wrong := range []string{" ", first[:63], first + "," + second[:10], "no such file", file(nil), file(key[:31]), file([]byte(first + "\nxyz"))} {
		if _, err := auth.GiveSealer(wrong); err == nil || len(wrong) > 20 && strings.Contains(err.Error(), wrong[:20]) {
			t.Errorf("%.20q: %v", wrong, err)
		}
	}
}
