package mattermost_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
	"github.com/stoachat/stoa/internal/importer/mattermost"
)

const lines = `{"type":"version","version":1}
{"type":"emoji","emoji":{"name":"shipit","image":"emoji/shipit.gif"}}
{"type":"team","team":{"name":"works","display_name":"Works","type":"O"}}
{"type":"channel","channel":{"team":"works","name":"boiler-room","display_name":"Boiler Room","type":"O","header":"Steam on, see [the wiki](https://wiki.example)"}}
{"type":"channel","channel":{"team":"works","name":"attic","display_name":"Attic","type":"P","purpose":"old things","deleted_at":1400000000000}}
{"type":"user","user":{"username":"ada","email":"ada@example.org","first_name":"Ada","last_name":"Brook","position":"Engineer","roles":"system_user system_admin","teams":[{"name":"works","roles":"team_user","channels":[{"name":"boiler-room","roles":"channel_user channel_admin"},{"name":"nowhere","roles":""}]}]}}
{"type":"user","user":{"username":"bo.l","email":"bo@example.org","nickname":"Bo","roles":"system_user","teams":[{"name":"works","channels":[{"name":"boiler-room","roles":"channel_user"}]}]}}
{"type":"user","user":{"username":"gus","email":"gus@example.org","roles":"system_guest"}}
{"type":"user","user":{"username":"old","email":"old@example.org","roles":"system_guest","delete_at":1400000000000}}
{"type":"bot","bot":{"username":"deploys","owner":"ada"}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"ada","message":"@bo.l. see **the gauge** @channel (not a@bo.l)","create_at":1500000000001,"edit_at":1500000050000,"is_pinned":true,"reactions":[{"user":"bo.l","emoji_name":"+1","create_at":1},{"user":"ada","emoji_name":"+1"},{"user":"ada","emoji_name":"shipit"},{"user":"ada","emoji_name":""},{"user":"deploys","emoji_name":"+1"}],"replies":[{"user":"bo.l","message":"it is hot","create_at":1500000100000,"attachments":[{"path":"20170714/gauge.png"},{"path":"../etc/passwd"},{"path":"20170714/log.txt"}]}]}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"ada","message":"build *failed*","create_at":1500000200000,"props":{"from_webhook":"true","override_username":"Jenkins","attachments":[{"color":"danger","text":"see the log"}]}}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"deploys","message":"deployed r88","create_at":1500000201000,"props":{"from_bot":true,"x":{}}}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"ada","message":"ada joined","type":"system_join_channel","create_at":1500000202000}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"ada","message":"*opens the valve*","type":"me","create_at":1500000203000}}
{"type":"post","post":{"team":"works","channel":"boiler-room","user":"gone","message":"I was here","create_at":1500000204000,"attachments":[{"path":"20170714/gauge.png"}]}}
{"type":"post","post":{"team":"works","channel":"elsewhere","user":"ada","message":"x","create_at":1500000205000}}
{"type":"direct_channel","direct_channel":{"members":["ada","bo.l"]}}
{"type":"direct_post","direct_post":{"channel_members":["bo.l","ada"],"user":"bo.l","message":"between us","create_at":1500000300000}}
{"type":"direct_post","direct_post":{"channel_members":["bo.l","ada"],"user":"gus","message":"how did I get here","create_at":1500000300500}}
{"type":"direct_post","direct_post":{"channel_members":["ada","bo.l","gus"],"user":"gus","message":"we three","create_at":1500000301000}}
{"type":"direct_post","direct_post":{"channel_members":["ada","deploys"],"user":"deploys","message":"psst","create_at":1500000302000}}
nonsense
`

func sample() map[string]string {
	return map[string]string{"import.jsonl": lines, "data/20170714/gauge.png": "a gauge", "data/emoji/shipit.gif": "GIF89a"}
}

func at(millis, micros int64) time.Time {
	return time.UnixMilli(millis).Add(time.Duration(micros) * time.Microsecond).UTC()
}

func TestAServerIsReadAsAGroup(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"zip": archivetest.Zip(t, sample()), "lines and files beside": filepath.Join(archivetest.Directory(t, sample()), "import.jsonl")} {
		t.Run(name, func(t *testing.T) { sampleIsRead(t, file) })
	}
}

func sampleIsRead(t *testing.T, file string) {
	t.Helper()
	e, err := mattermost.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	a, err := archive.Collect(t.Context(), e, archive.Options{Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if d := cmp.Diff([]archive.User{
		{ID: 1, Name: "Ada Brook", MentionName: "ada", Email: "ada@example.org", Title: "Engineer", AccountType: "admin"},
		{ID: 2, Name: "Bo", MentionName: "bo.l", Email: "bo@example.org", AccountType: "user"},
		{ID: 3, Name: "gus", MentionName: "gus", Email: "gus@example.org", AccountType: "user", Deleted: true},
		{ID: 4, Name: "old", MentionName: "old", Email: "old@example.org", AccountType: "user", Deleted: true},
	}, a.Users()); d != "" {
		t.Errorf("people: %s", d)
	}
	if d := cmp.Diff([]archive.Room{
		{ID: 1, Name: "Boiler Room", Topic: "Steam on, see the wiki (https://wiki.example)", Members: []int64{1, 2}, Admins: []int64{1}},
		{ID: 2, Name: "Attic", Topic: "old things", Private: true, Archived: true},
		{ID: 3, Name: "Ada Brook, Bo, gus", Private: true, Owner: 1, Members: []int64{1, 2, 3}},
	}, a.Rooms()); d != "" {
		t.Errorf("rooms: %s", d)
	}
	if d := cmp.Diff([]archive.Emoticon{{Shortcut: "shipit", Path: "shipit.gif"}}, a.Emoticons()); d != "" {
		t.Errorf("emoticons: %s", d)
	}
	ada, bo := archive.Person{ID: 1, Name: "Ada Brook", MentionName: "ada"}, archive.Person{ID: 2, Name: "Bo", MentionName: "bo.l"}
	logs := a.Logs()
	if len(logs) != 3 {
		t.Fatalf("logs: %+v", logs)
	}
	var ids []string
	var got []archive.Message
	for i := range logs {
		for m, err := range logs[i].Messages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			ids, m.ID = append(ids, m.ID), ""
			got = append(got, m)
		}
	}
	if len(ids) == 0 {
		t.Fatal("nothing was said")
	}
	reply := &archive.Extra{Thread: ids[0]}
	if d := cmp.Diff([]archive.Message{
		{Time: at(1500000000001, 0), Kind: archive.UserMessage, Sender: ada, Mentions: []int64{2}, Text: "@bo.l. see **the gauge** @all (not a@bo.l)",
			Extra: &archive.Extra{Edited: at(1500000050000, 0), Pinned: &archive.Pin{By: 1, At: at(1500000000001, 0)},
				Reactions: []archive.Reaction{{Emoji: "\U0001f44d", Users: []int64{2, 1}}, {Emoji: "(shipit)", Users: []int64{1}}}}},
		{Time: at(1500000100000, 0), Kind: archive.UserMessage, Sender: bo, Text: "it is hot", Extra: reply, Attachment: &archive.Attachment{Name: "gauge.png", Path: "20170714/gauge.png"}},
		{Time: at(1500000100000, 2), Kind: archive.UserMessage, Sender: bo, Extra: reply, Attachment: &archive.Attachment{Name: "log.txt", Path: "20170714/log.txt"}},
		{Time: at(1500000200000, 0), Kind: archive.NotificationMessage, Sender: archive.Person{Name: "Jenkins"}, Format: "html", Color: "red", Text: "build <b>failed</b><br>see the log"},
		{Time: at(1500000201000, 0), Kind: archive.NotificationMessage, Sender: archive.Person{Name: "deploys"}, Format: "html", Color: "gray", Text: "deployed r88"},
		{Time: at(1500000203000, 0), Kind: archive.UserMessage, Sender: ada, Text: "/me opens the valve"},
		{Time: at(1500000204000, 0), Kind: archive.UserMessage, Sender: archive.Person{ID: 5, Name: "gone", MentionName: "gone"}, Text: "I was here", Attachment: &archive.Attachment{Name: "gauge.png", Path: "20170714/gauge.png"}},
		{Time: at(1500000301000, 0), Kind: archive.UserMessage, Sender: archive.Person{ID: 3, Name: "gus", MentionName: "gus"}, Text: "we three"},
		{Time: at(1500000300000, 0), Kind: archive.PrivateUserMessage, Sender: bo, Receiver: archive.Person{ID: 1}, Text: "between us"},
	}, got); d != "" {
		t.Errorf("said: %s", d)
	}
	files, n := map[string]string{}, 0
	for f, err := range a.Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || f.Emoticon == (f.Room == 1) {
			t.Errorf("%+v: %v", f, err)
		}
		files[f.Path] = string(b)
		n++
	}
	if d := cmp.Diff(map[string]string{"shipit.gif": "GIF89a", "20170714/gauge.png": "a gauge"}, files); d != "" || n != 2 {
		t.Errorf("%d files: %s", n, d)
	}
	odd := strings.Join(a.Odd(), "\n")
	for _, want := range []string{`1 × line of the kind "system_join_channel"`, "damaged line", "1 × guest of some channels", "2 × post in no channel of people", "1 × message of somebody else in a one-to-one chat", "file that is named by no path"} {
		if !strings.Contains(odd, want) {
			t.Errorf("%q is not in %s", want, odd)
		}
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"a zip without lines": archivetest.Zip(t, map[string]string{"readme.txt": "x"}),
		"no version":          archivetest.Zip(t, map[string]string{"import.jsonl": `{"type":"team"}` + "\n"}),
		"another version":     archivetest.Zip(t, map[string]string{"import.jsonl": `{"type":"version","version":2}` + "\n"}),
		"no line":             archivetest.Zip(t, map[string]string{"import.jsonl": ""}),
		"nothing there":       filepath.Join(t.TempDir(), "nothing.zip"),
	} {
		if e, err := mattermost.Open(file); err == nil {
			t.Errorf("%s is read", name)
			_ = e.Close()
		}
	}
}
