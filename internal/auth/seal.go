package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Sealer encrypts the secrets that must be read back, with a key that is kept outside the database (AES-256-GCM). While
// the key changes there are several: the first one seals, and all of them open.
type Sealer struct {
	path  string // of the key; empty: it is in memory alone
	given bool   // the keys are somebody else's to change
	mu    sync.RWMutex
	keys  []cipher.AEAD
}

const keyBytes = 32

// OpenSealer reads the key from a file and makes the file, readable by its owner alone, when it is not there yet. Keys
// that a change of keys has left beside it are read as well, see KeyChange.
func OpenSealer(path string) (*Sealer, error) {
	s := &Sealer{path: path}
	for _, p := range []string{s.next(), s.path, s.former()} {
		key, err := os.ReadFile(p)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = s.add(key)
		}
		if err != nil {
			return nil, fmt.Errorf("secret key: %w", err)
		}
	}
	if len(s.keys) > 0 {
		return s, nil
	}
	key := newKey()
	if err := writeKey(path, key); err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return s, s.add(key)
}

func (s *Sealer) next() string   { return s.path + ".next" }
func (s *Sealer) former() string { return s.path + ".former" }

func newKey() []byte {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return key
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
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// NewSealer makes a Sealer with a key of 32 bytes.
func NewSealer(key []byte) (*Sealer, error) {
	s := &Sealer{}
	if err := s.add(key); err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return s, nil
}

// add makes a key the last one.
func (s *Sealer) add(key []byte) error {
	aead, err := newAEAD(key)
	if err == nil {
		s.keys = append(s.keys, aead)
	}
	return err
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != keyBytes {
		return nil, fmt.Errorf("%d bytes instead of %d", len(key), keyBytes)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (s *Sealer) all() []cipher.AEAD {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys
}

// Seal encrypts text.
func (s *Sealer) Seal(text string) []byte {
	aead := s.all()[0]
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return aead.Seal(nonce, nonce, []byte(text), nil)
}

// Open decrypts what Seal made with the same key, or with one that is on its way out.
func (s *Sealer) Open(sealed []byte) (string, error) {
	var failed error
	for _, aead := range s.all() {
		if len(sealed) < aead.NonceSize() {
			return "", errors.New("sealed secret is cut short")
		}
		text, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
		if err == nil {
			return string(text), nil
		}
		failed = err
	}
	return "", fmt.Errorf("sealed secret does not open with this key: %w", failed)
}
