package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

var picture = []byte("\x89PNG\r\n\x1a\n and so on")

// sample is a small group in the layout of part A of the specification.
func sample() map[string]string {
	return map[string]string{
		"metadata.json": `{"version":1}`,
		"users.json": `[{"User":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook","email":"ada@example.org","title":"Engineer",
			"timezone":"Europe/Oslo","created":"2015-02-03T08:00:00+00:00","account_type":"admin","roles":["user","admin"],"rooms":[],
			"is_deleted":false,"avatar":"` + base64.StdEncoding.EncodeToString(picture)[:8] + `\n` + base64.StdEncoding.EncodeToString(picture)[8:] + `"}},
			{"User":{"id":500,"name":"Gone Guest","mention_name":"GoneGuest","email":null,"title":null,"timezone":"UTC",
			"created":"2015-02-03T08:00:00+01:00","account_type":"guest","roles":[],"is_deleted":true,"avatar":null}}]`,
		"rooms.json": `[{"Room":{"id":77,"name":"Boiler Room","topic":"Steam on","privacy":"private","is_archived":false,
			"created":"2015-03-01T12:00:00+00:00","owner":501,"room_admins":[501],"members":[501,{"id":502}],"participants":[],
			"guest_access_url":null}},{"Room":{"id":12,"name":"Lobby","privacy":"public","is_archived":true,"members":[]}}]`,
		"emoticons.json":       `[{"Emoticon":{"id":9001,"path":"emoticons/shipit.gif","shortcut":"shipit"}}]`,
		"emoticons/shipit.gif": "GIF89a",
		"rooms/77/history.json": `[
			{"UserMessage":{"id":"0b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11","timestamp":"2018-08-08T14:23:54Z 626267",
			"message":"@BoLindqvist see the gauge","mentions":[502],"sender":{"id":501,"mention_name":"AdaBrook","name":"Ada Brook"},
			"attachment":{"name":"gauge.png","path":"k3Jd0/gauge.png","size":48213,"url":"https://old.example/gauge.png"},
			"attachment_path":"k3Jd0/gauge.png"}},
			{"NotificationMessage":{"id":"1b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11","timestamp":"2018-08-08T14:20:00Z 000120","sender":"Deploy Bot",
			"message":"deployed <b>r88</b>","message_format":"html","color":"green"}},
			{"TopicRoomMessage":{"id":"2b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11","timestamp":"2018-08-08T14:10:00Z","sender":{"id":501,"name":"Ada Brook"},"message":"Steam on"}}]`,
		"rooms/77/files/k3Jd0/gauge.png": "a gauge",
		"users/501/history.json": `[{"PrivateUserMessage":{"id":"3b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11","timestamp":"2018-08-08T15:00:00Z 1",
			"message":"hello","sender":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook"},"receiver":{"id":500},"attachment":null}}]`,
		"users/500/history.json": `[{"PrivateUserMessage":{"id":"3b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11","timestamp":"2018-08-08T15:00:00Z 1",
			"message":"hello","sender":{"id":501,"name":"Ada Brook","mention_name":"AdaBrook"},"receiver":500}}]`,
		"users/files/aB/note.txt":    "shared by all",
		"users/501/files/cD/own.txt": "in one directory",
	}
}

// tarred packs files as a tar archive, the histories before users.json.
func tarred(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(files[name])), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t *testing.T, content []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "archive")
	if err := os.WriteFile(p, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func opened(t *testing.T, paths ...string) *Archive {
	t.Helper()
	a, err := Open(t.Context(), paths, Options{Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// said reads a log.
func said(t *testing.T, l *Log) []Message {
	t.Helper()
	var list []Message
	for m, err := range l.Messages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	if len(list) != l.Len() {
		t.Errorf("%d messages, Len says %d", len(list), l.Len())
	}
	return list
}

// contents reads all files; a name is that of its File without what it reads.
func contents(t *testing.T, a *Archive) map[File]string {
	t.Helper()
	all := make(map[File]string)
	for f, err := range a.Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Reader = nil
		all[f] = string(b)
	}
	return all
}

func TestEveryPackingOfAnExportSaysTheSame(t *testing.T) {
	plain := tarred(t, sample())
	for name, path := range map[string]string{
		"directory": archivetest.Directory(t, sample()), "tar": written(t, plain), "compressed tar": written(t, zipped(t, plain)),
	} {
		t.Run(name, func(t *testing.T) { sampleIsRead(t, opened(t, path)) })
	}
}

func sampleIsRead(t *testing.T, a *Archive) {
	t.Helper()
	day := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	users := []User{
		{ID: 500, Name: "Gone Guest", MentionName: "GoneGuest", Timezone: "UTC", Created: day("2015-02-03T07:00:00Z"), AccountType: "guest", Deleted: true},
		{ID: 501, Name: "Ada Brook", MentionName: "AdaBrook", Email: "ada@example.org", Title: "Engineer", Timezone: "Europe/Oslo",
			Created: day("2015-02-03T08:00:00Z"), AccountType: "admin", Roles: []string{"user", "admin"}},
	}
	if d := cmp.Diff(users, a.Users()); d != "" {
		t.Errorf("people: %s", d)
	}
	rooms := []Room{
		{ID: 12, Name: "Lobby", Archived: true},
		{ID: 77, Name: "Boiler Room", Topic: "Steam on", Private: true, Created: day("2015-03-01T12:00:00Z"), Owner: 501,
			Admins: []int64{501}, Members: []int64{501, 502}},
	}
	if d := cmp.Diff(rooms, a.Rooms(), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("rooms: %s", d)
	}
	if d := cmp.Diff([]Emoticon{{Shortcut: "shipit", Path: "shipit.gif"}}, a.Emoticons()); d != "" {
		t.Errorf("emoticons: %s", d)
	}
	logs := a.Logs()
	if len(logs) != 2 || logs[0].Room != 77 || logs[1].Low != 500 || logs[1].High != 501 {
		t.Fatalf("logs: %+v", logs)
	}
	ada := Person{501, "Ada Brook", "AdaBrook"}
	room := []Message{
		{ID: "2b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", Time: day("2018-08-08T14:10:00Z"), Kind: TopicRoomMessage, Text: "Steam on", Sender: Person{ID: 501, Name: "Ada Brook"}},
		{ID: "1b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", Time: day("2018-08-08T14:20:00.00012Z"), Kind: NotificationMessage, Text: "deployed <b>r88</b>", Format: "html", Color: "green", Sender: Person{Name: "Deploy Bot"}},
		{ID: "0b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", Time: day("2018-08-08T14:23:54.626267Z"), Kind: UserMessage, Text: "@BoLindqvist see the gauge", Sender: ada,
			Mentions: []int64{502}, Attachment: &Attachment{Name: "gauge.png", Path: "k3Jd0/gauge.png", Size: 48213}},
	}
	if d := cmp.Diff(room, said(t, &logs[0])); d != "" {
		t.Errorf("room: %s", d)
	}
	chat := []Message{{ID: "3b1f6a52-7a2e-4b57-9a39-5d1d3f0c8a11", Time: day("2018-08-08T15:00:00.000001Z"), Kind: PrivateUserMessage, Text: "hello", Sender: ada, Receiver: Person{ID: 500}}}
	if d := cmp.Diff(chat, said(t, &logs[1])); d != "" {
		t.Errorf("one-to-one: %s", d)
	}
	files := map[File]string{
		{Emoticon: true, Path: "shipit.gif", Size: 6}: "GIF89a",
		{Room: 77, Path: "k3Jd0/gauge.png", Size: 7}:  "a gauge",
		{Path: "aB/note.txt", Size: 13}:               "shared by all",
		{User: 501, Path: "cD/own.txt", Size: 16}:     "in one directory",
	}
	if d := cmp.Diff(files, contents(t, a)); d != "" {
		t.Errorf("files: %s", d)
	}
	if got, err := a.Avatar(501); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("avatar: %q, %v", got, err)
	}
	if got, err := a.Avatar(500); err != nil || len(got) != 0 {
		t.Errorf("no avatar: %q, %v", got, err)
	}
	if odd := a.Odd(); len(odd) != 0 {
		t.Errorf("odd: %q", odd)
	}
}

func TestNothingIsReadForWhoDoesNotWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, []string{archivetest.Directory(t, sample())}, Options{Spool: t.TempDir()}); err == nil {
		t.Error("it was read all the same")
	}
}
