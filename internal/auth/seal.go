package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Sealer encrypts the secrets that must be read back, with a key that is kept outside the database (AES-256-GCM).
type Sealer struct{ aead cipher.AEAD }

const keyBytes = 32

// OpenSealer reads the key from a file and makes the file, readable by its owner alone, when it is not there yet.
func OpenSealer(path string) (*Sealer, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key = make([]byte, keyBytes)
		_, _ = rand.Read(key) // never fails, see crypto/rand
		err = writeKey(path, key)
	}
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return NewSealer(key)
}

// writeKey is careful not to leave half a key behind.
func writeKey(path string, key []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(key); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// NewSealer makes a Sealer with a key of 32 bytes.
func NewSealer(key []byte) (*Sealer, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("secret key: %d bytes instead of %d", len(key), keyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return &Sealer{aead}, nil
}

// Seal encrypts text.
func (s *Sealer) Seal(text string) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return s.aead.Seal(nonce, nonce, []byte(text), nil)
}

// Open decrypts what Seal made with the same key.
func (s *Sealer) Open(sealed []byte) (string, error) {
	if len(sealed) < s.aead.NonceSize() {
		return "", errors.New("sealed secret is cut short")
	}
	text, err := s.aead.Open(nil, sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():], nil)
	if err != nil {
		return "", fmt.Errorf("sealed secret does not open with this key: %w", err)
	}
	return string(text), nil
}
