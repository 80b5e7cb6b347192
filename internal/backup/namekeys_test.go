package backup_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/backup"
)

func TestKeysThatAreGivenHaveTheNamesOfFiles(t *testing.T) {
	key := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	got, err := backup.NameKeys([][]byte{key(1), key(2)})
	if diff := cmp.Diff(map[string][]byte{"secret.key": key(1), "secret.key.former": key(2)}, got); diff != "" || err != nil {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
	if _, err := backup.NameKeys([][]byte{key(1), key(2), key(3), key(4)}); err == nil {
		t.Error("a fourth key was dropped without a word")
	}
}
