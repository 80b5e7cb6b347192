package archive

import (
	"bufio"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// encrypted packs content as HipChat did.
func encrypted(t *testing.T, password string, content []byte) []byte {
	t.Helper()
	salt := []byte("12345678")
	secret, err := derivations()[0]([]byte(password), salt)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(secret[:keySize])
	if err != nil {
		t.Fatal(err)
	}
	pad := aes.BlockSize - len(content)%aes.BlockSize
	plain := slices.Concat(content, bytes.Repeat([]byte{byte(pad)}, pad))
	cipher.NewCBCEncrypter(block, secret[keySize:]).CryptBlocks(plain, plain)
	return slices.Concat([]byte(mark), salt, plain)
}

// spec: import-export, A.2
func TestTheContainerIsThatOfTheSpecification(t *testing.T) {
	file, err := hex.DecodeString("53616c7465645f5f01020304050607085097e9bd9f363d0da9ed22d44026c88e")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := derivations()[0]([]byte("Example1"), file[8:16])
	if err != nil {
		t.Fatal(err)
	}
	const want = "ca0820d3815c48d8ca0a6103260784141c95fa1b37719dc20e237f7729ac9499eeb77a854be2ff98002ed9212271cfc4"
	if got := hex.EncodeToString(secret); got != want {
		t.Errorf("key and IV: %s", got)
	}
	r, err := decrypt(bufio.NewReader(bytes.NewReader(file)), []byte("Example1"), func(b []byte) bool { return b[0] == 'h' })
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "hello export\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestAnEncryptedExportIsRead(t *testing.T) {
	const password = " pass wörd'\" "
	path := written(t, encrypted(t, password, zipped(t, tarred(t, sample()))))
	for wrong, want := range map[string]error{"": ErrNoPassword, "pass wörd'\"": ErrPassword} {
		if _, err := Open(t.Context(), []string{path}, Options{Spool: t.TempDir(), Password: []byte(wrong)}); !errors.Is(err, want) {
			t.Errorf("password %q: %v", wrong, err)
		}
	}
	a, err := Open(t.Context(), []string{path}, Options{Spool: t.TempDir(), Password: []byte(password)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	sampleIsRead(t, a)
}

func TestContainersOfAnyLengthEndWhereTheyEnd(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 64<<10 - 1, 64 << 10, 64<<10 + 1, 128 << 10, 200_001} {
		content := bytes.Repeat([]byte{7}, n)
		packed := encrypted(t, "p", content)
		whole := func(b []byte) ([]byte, error) {
			r, err := decrypt(bufio.NewReader(bytes.NewReader(b)), []byte("p"), func([]byte) bool { return true })
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}
		if got, err := whole(packed); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: %d, %v", n, len(got), err)
		}
		if _, err := whole(packed[:len(packed)-1]); !errors.Is(err, errCut) {
			t.Errorf("%d bytes, cut off: %v", n, err)
		}
	}
}

// The program is asked because people encrypt archives anew with it, by today's settings.
func TestWhatOpenSSLEncryptsIsRead(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("there is no openssl here")
	}
	plain := written(t, zipped(t, tarred(t, sample())))
	for name, flags := range map[string]string{"as HipChat": "-md md5", "since 1.1": "-md sha256", "as is advised": "-pbkdf2"} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "export.tar.gz.aes")
			args := slices.Concat([]string{"enc", "-aes-256-cbc"}, strings.Fields(flags), []string{"-in", plain, "-out", out, "-pass", "pass:Example1"})
			if b, err := exec.CommandContext(context.WithoutCancel(t.Context()), openssl, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, b)
			}
			a, err := Open(t.Context(), []string{out}, Options{Spool: t.TempDir(), Password: []byte("Example1")})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			sampleIsRead(t, a)
		})
	}
}
