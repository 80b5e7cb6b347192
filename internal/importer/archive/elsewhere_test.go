package archive

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestAnExportOfAnotherSystemIsSaidToBeOne(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string // "": it is read
	}{
		"Slack's":      {map[string]string{"users.json": `[{"id":"U1","name":"ada"}]`, "channels.json": `[]`, "general/2020-01-01.json": `[]`}, "stoa import slack"},
		"Mattermost's": {map[string]string{"mattermost_import.jsonl": `{"type":"version","version":1}`}, "stoa import mattermost"},
		"one of HipChat with such files in it": {
			map[string]string{"users.json": `[]`, "rooms.json": `[]`, "rooms/5/files/a/channels.json": `[]`, "channels.json": `[]`}, "",
		},
		"one of HipChat without rooms": {map[string]string{"users.json": `[]`, "users/files/a/lines.jsonl": `{}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{archivetest.Directory(t, c.files), archivetest.Zip(t, c.files)} {
				a, err := Open(t.Context(), []string{path}, Options{Spool: t.TempDir()})
				if err == nil {
					t.Cleanup(func() { _ = a.Close() })
				}
				if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
					t.Errorf("%s: %v", path, err)
				}
			}
		})
	}
}

func TestMessagesAreCountedAsTheyAreFound(t *testing.T) {
	dir := archivetest.Directory(t, map[string]string{
		"users.json": `[{"User":{"id":1,"name":"Ada"}}]`, "rooms.json": `[{"Room":{"id":5,"name":"Engines","privacy":"public"}}]`,
		"rooms/5/history.json": `[{"UserMessage":{"id":"00000000-0000-4000-8000-000000000002","timestamp":"2016-12-31T23:59:59Z 5","message":"second","sender":{"id":1}}},
			{"UserMessage":{"id":"00000000-0000-4000-8000-000000000001","timestamp":"2016-01-01T00:00:00Z 1","message":"first","sender":{"id":1}}}]`,
	})
	var told []int64
	a, err := Open(t.Context(), []string{dir}, Options{Spool: t.TempDir(), Found: func(n int64) { told = append(told, n) }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if len(told) != 2 || told[1] != 2 {
		t.Errorf("told of %v messages", told)
	}
}
