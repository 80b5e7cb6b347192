package addon

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// sealer encrypts secrets with the first of its keys; without one, they stand as they are.
type sealer []cipher.AEAD

const (
	keyBytes = 32 // AES-256-GCM
	inClear  = "clear:"
	isSealed = "sealed:"
)

func newSealer(keys [][]byte) (s sealer, err error) {
	for _, key := range keys {
		if len(key) != keyBytes {
			return nil, fmt.Errorf("addon: a key has %d bytes instead of %d", len(key), keyBytes)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		s = append(s, aead)
	}
	return s, nil
}

// close seals a secret for the installation: in another one's row it does not open.
func (s sealer) close(secret, oauthID string) string {
	if len(s) == 0 {
		return inClear + secret
	}
	nonce := make([]byte, s[0].NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return isSealed + base64.StdEncoding.EncodeToString(s[0].Seal(nonce, nonce, []byte(secret), []byte(oauthID)))
}

func (s sealer) open(text, oauthID string) (string, error) {
	if secret, clear := strings.CutPrefix(text, inClear); clear {
		return secret, nil
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, isSealed))
	if err != nil {
		return "", fmt.Errorf("addon: a sealed secret: %w", err)
	}
	for _, aead := range s {
		if len(b) < aead.NonceSize() {
			break
		}
		if secret, err := aead.Open(nil, b[:aead.NonceSize()], b[aead.NonceSize():], []byte(oauthID)); err == nil {
			return string(secret), nil
		}
	}
	return "", errors.New("addon: a secret does not open with these keys")
}
