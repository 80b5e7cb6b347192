// Package coverage keeps which published client calls which method: a file for each client beside this one, which its
// run writes and is then held to, and docs/clients.md, which is made from them.
package coverage

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Client is what one client's run called with success, as the server's log names it: "POST /v2/room".
type Client struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	From    string   `json:"from"` // where it was published
	Calls   []string `json:"calls"`
}

// Check holds the client to its file in dir. With STOA_UPDATE_COVERAGE set it writes the file anew.
func Check(t *testing.T, dir string, c Client) {
	t.Helper()
	path := filepath.Join(dir, c.Name+".json")
	found, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	found = append(found, '\n')
	if os.Getenv("STOA_UPDATE_COVERAGE") != "" {
		if err := os.WriteFile(path, found, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(found, kept) {
		t.Errorf("%s called something else than %s says, run make clients:\n%s", c.Name, path, found)
	}
}
