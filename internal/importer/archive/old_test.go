package archive

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

// spec: import-export, part B; rest-v1, 5.5, 5.7, 6.1
func oldSample() map[string]string {
	const at = "hipchat_export/"
	return map[string]string{
		at + "users/list.json": `{"users":[{"user_id":3,"name":"Ada Brook","mention_name":"AdaBrook","email":"ada@example.org","title":"Engineer","photo_url":"https:\/\/old.example\/a.png",
			"last_active":1425463600,"created":1425460000,"status":"available","status_message":"","timezone":"UTC","is_group_admin":1,"is_deleted":0}]}`,
		at + "rooms/list.json": `{"rooms":[{"room_id":41,"name":"Ops: on\/off","topic":"Steam","last_active":0,"created":1425460000,"owner_user_id":3,"is_archived":false,"is_private":true,
			"xmpp_jid":"1_ops@conf.example","guest_access_url":null},{"room_id":42,"name":"a:b"},{"room_id":43,"name":"a\/b"}]}`,
		at + "rooms/Ops_ on_off/2015-03-05.json": `[{"date":"2015-03-05T10:21:00+0100","from":{"name":"Visitor","user_id":"guest"},"message":"hi"}]`,
		at + "rooms/Ops_ on_off/2015-03-04.json": `[{"date":"2015-03-04T10:15:00+0100","from":{"name":"Ada Brook","user_id":3},"message":"same"},
			{"date":"2015-03-04T10:15:00+0100","from":{"name":"Ada Brook","user_id":3},"message":"same"},
			{"date":"2015-03-04T10:16:00+0100","from":{"name":"Ada Brook","user_id":3},"message":"","file":{"name":"gauge.png","size":5,"url":"https:\/\/old.example\/gauge.png"}},
			{"date":"2015-03-04T10:20:00+0100","from":{"name":"Deploy Bot","user_id":"api"},"message":"deployed r88"}]`,
		at + "rooms/a_b/2015-03-05.json": `[{"date":"2015-03-05T10:21:00+0100","from":{"name":"Ada Brook","user_id":3},"message":"whose?"}]`,
	}
}

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheOlderExportIsRead(t *testing.T) {
	path := written(t, zipOf(t, oldSample()))
	a := opened(t, path, path, archivetest.Directory(t, oldSample())) // again and again: nothing is there twice
	made := time.Unix(1425460000, 0).UTC()
	if d := cmp.Diff([]User{{ID: 3, Name: "Ada Brook", MentionName: "AdaBrook", Email: "ada@example.org", Title: "Engineer", Timezone: "UTC", Created: made, AccountType: "admin"}}, a.Users()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Room{ID: 41, Name: "Ops: on/off", Topic: "Steam", Private: true, Created: made, Owner: 3}, a.Rooms()[0]); d != "" {
		t.Error(d)
	}
	logs := a.Logs()
	if len(logs) != 1 || logs[0].Room != 41 {
		t.Fatalf("%+v", logs)
	}
	type line struct {
		At, Kind, Text, From string
		By                   int64
		File                 string
	}
	var lines []line
	ids := make(map[string]bool)
	for _, m := range said(t, &logs[0]) {
		l := line{m.Time.Format(time.RFC3339), string(m.Kind), m.Text, m.Sender.Name, m.Sender.ID, ""}
		if m.Attachment != nil {
			l.File = m.Attachment.Name + m.Attachment.Path
		}
		lines = append(lines, l)
		ids[m.ID] = true
	}
	want := []line{
		{"2015-03-04T09:15:00Z", "UserMessage", "same", "Ada Brook", 3, ""}, {"2015-03-04T09:15:00Z", "UserMessage", "same", "Ada Brook", 3, ""},
		{"2015-03-04T09:16:00Z", "UserMessage", "", "Ada Brook", 3, "gauge.png"}, {"2015-03-04T09:20:00Z", "NotificationMessage", "deployed r88", "Deploy Bot", 0, ""},
		{"2015-03-05T09:21:00Z", "UserMessage", "hi", "Visitor", 0, ""},
	}
	if d := cmp.Diff(want, lines); d != "" || len(ids) != 5 {
		t.Errorf("%d ids; %s", len(ids), d)
	}
	if d := cmp.Diff([]string{`3 × day of a room that is in no list, or that shares its directory, left out: "a_b"`}, a.Odd()); d != "" {
		t.Error(d)
	}
}

func TestAnExportThatSomebodyPackedAsZipIsRead(t *testing.T) {
	sampleIsRead(t, opened(t, written(t, zipOf(t, sample()))))
}
