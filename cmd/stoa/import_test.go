package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

// What the readers make of such an export is theirs to test: here the commands lead to them.
func TestExportsOfOtherSystemsAreImportedByTheirOwnCommands(t *testing.T) {
	dir := t.TempDir()
	lines := filepath.Join(dir, "bulk.jsonl")
	bulk := `{"type":"version","version":1}
{"type":"team","team":{"name":"works","display_name":"Works","type":"O"}}
{"type":"channel","channel":{"team":"works","name":"lobby","display_name":"Lobby","type":"O"}}
{"type":"user","user":{"username":"ada","email":"ada@example.test","roles":"system_admin system_user","teams":[{"name":"works","channels":[{"name":"lobby"}]}]}}
{"type":"post","post":{"team":"works","channel":"lobby","user":"ada","message":"hello","create_at":1533738234000}}
`
	if err := os.WriteFile(lines, []byte(bulk), 0o600); err != nil {
		t.Fatal(err)
	}
	workspace := archivetest.Zip(t, map[string]string{
		"users.json":              `[{"id":"U1","name":"ada","real_name":"Ada Brook","is_owner":true,"is_admin":true,"profile":{"email":"ada@example.test","real_name":"Ada Brook"}}]`,
		"channels.json":           `[{"id":"C1","name":"lobby","created":1500000000,"creator":"U1","members":["U1"]}]`,
		"lobby/2018-08-08.json":   `[{"type":"message","user":"U1","text":"hello","ts":"1533738234.000100"}]`,
		"integration_logs.json":   `[]`,
		"lobby/no messages/a.txt": ``,
	})
	for _, args := range [][]string{{"mattermost", lines}, {"slack", workspace}} {
		data := filepath.Join(dir, args[0])
		if code := run(append([]string{"import"}, append(args, "--data", data, "--dry-run")...)); code != 0 {
			t.Errorf("%s, dry run: exit %d", args[0], code)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%s: a dry run made the data directory", args[0])
		}
		if code := run(append([]string{"import"}, append(args, "--data", data)...)); code != 0 {
			t.Errorf("%s: exit %d", args[0], code)
		}
		if code := run(append([]string{"import"}, append(args, "--data", data)...)); code != exitFailure {
			t.Errorf("%s, again: exit %d", args[0], code)
		}
	}
}
