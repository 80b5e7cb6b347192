package auth

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
)

// GiveSealer makes a Sealer with keys that are given from outside, as nodes that share a database must have them: each
// as 64 hexadecimal digits, separated by commas or lines, or the name of a file that holds them so, or of one key's bare
// bytes, like secret.key. The first one seals, and all open.
func GiveSealer(given string) (*Sealer, error) {
	keys, err := GivenKeys(given)
	if err != nil {
		return nil, err
	}
	s := &Sealer{given: true}
	for _, key := range keys {
		if err := s.add(key); err != nil {
			return nil, fmt.Errorf("secret key: %w", err)
		}
	}
	return s, nil
}

// GivenKeys are the keys that GiveSealer makes a Sealer with.
func GivenKeys(given string) ([][]byte, error) {
	keys, err := readKeys(given)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return keys, nil
}

var errNoKey = errors.New("it must be 64 hexadecimal digits, or a file of them, or a file of 32 bytes")

func readKeys(given string) ([][]byte, error) {
	if keys, err := parseKeys(given); err == nil {
		return keys, nil
	}
	text, err := os.ReadFile(given)
	if err != nil {
		return nil, errNoKey // what was given may be a key with a slip in it: it is not repeated
	}
	if len(text) == keyBytes {
		return [][]byte{text}, nil
	}
	return parseKeys(string(text))
}

func parseKeys(text string) (keys [][]byte, err error) {
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		key, err := hex.DecodeString(one)
		if err != nil || len(key) != keyBytes {
			return nil, errNoKey
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errNoKey
	}
	return keys, nil
}
