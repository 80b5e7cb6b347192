package app_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// documented is a block of code as a page of docs/ shows it, behind that word.
func documented(t *testing.T, page, word string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", page))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```" + regexp.QuoteMeta(word) + "\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatalf("docs/%s shows no %s", page, word)
	}
	return string(block[1])
}

// startListening runs a program, which ends with the test's context, until it listens at the address.
func startListening(t *testing.T, cmd *exec.Cmd, address string) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s: %s", cmd.Path, out.String())
		}
	})
	eventually(t, cmd.Path+" does not listen", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}
