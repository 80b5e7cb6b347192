package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"
)

// The secret key's file in the data directory, and those that a change of keys has left beside it.
const keyFile = "secret.key"

func keyFiles() []string { return []string{keyFile + ".next", keyFile, keyFile + ".former"} }

const keyBytes = 32

// fingerprint tells keys apart and tells nothing about them.
func fingerprint(key []byte) string {
	sum := sha256.Sum256(append([]byte("stoa secret key\x00"), key...))
	return hex.EncodeToString(sum[:8])
}

// keysIn reads the keys in a directory, by the names of their files. Files that are not there are no error.
func keysIn(dir string) (map[string][]byte, error) {
	keys := make(map[string][]byte)
	if dir == "" {
		return keys, nil
	}
	for _, name := range keyFiles() {
		key, err := readKey(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		keys[name] = key
	}
	return keys, nil
}

func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil && len(key) != keyBytes {
		err = fmt.Errorf("%s has %d bytes instead of %d", path, len(key), keyBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return key, nil
}

func fingerprints(keys map[string][]byte) (all []string) {
	for _, key := range keys {
		if f := fingerprint(key); !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	sort.Strings(all)
	return all
}

// opens tells whether the keys are all that the backup may need.
func (h Head) opens(keys map[string][]byte) bool {
	have := fingerprints(keys)
	return len(h.Keys) > 0 && !slices.ContainsFunc(h.Keys, func(f string) bool { return !slices.Contains(have, f) })
}

// writeKeys puts keys into the directory. Others that were there are kept under another name.
func writeKeys(dir string, keys map[string][]byte, now time.Time) error {
	for _, name := range keyFiles() {
		path := filepath.Join(dir, name)
		there, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("secret key: %w", err)
		}
		if string(there) == string(keys[name]) { // also when both are nothing
			continue
		}
		if there != nil {
			if err := os.Rename(path, path+".before-restore-"+now.UTC().Format("20060102T150405Z")); err != nil {
				return fmt.Errorf("secret key: %w", err)
			}
		}
		if keys[name] != nil {
			if err := writeSynced(path, keys[name]); err != nil {
				return fmt.Errorf("secret key: %w", err)
			}
		}
	}
	return nil
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// lost says what is lost without the keys; nothing is, where only the check of the key itself is sealed.
func (h Head) lost() string {
	names := map[string]string{
		"installation.sealed_secret": "add-ons, which must be installed again", "webhook.sealed_secret": "webhooks, which get new secrets",
		"second_step.sealed_secret": "second steps of sign-in, which people set up again", "source.sealed_secret": "sources of sign-in, which must be described again",
		"mail_server.sealed_password": "mail server, which must be set again", "once.sealed_answer": "answers to writes that may be repeated for a day", "vapid.sealed_private": "key of pushes, which browsers ask for again",
		"installable.sealed": "add-ons that wait for consent, whose links must be opened again", "webhook.sealed_former": "former secrets of webhooks",
		"hook_check.sealed_secret": "secrets of hooks, which refuse what is signed until they have new ones", "hook_payload.sealed_request": "payloads that hooks keep to try templates on",
	}
	var list []string
	for column, n := range h.Sealed {
		if column == "cluster.sealed_check" {
			continue
		}
		what, ok := names[column]
		if !ok {
			what = column
		}
		list = append(list, fmt.Sprintf("%d %s", n, what))
	}
	sort.Strings(list)
	return strings.Join(list, "; ")
}
