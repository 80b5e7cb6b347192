package archive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestTheNewestOfSeveralExportsCountsAndHistoriesAreUnited(t *testing.T) {
	older := map[string]string{
		"data/users.json": `[{"User":{"id":1,"name":"Old Name","avatar":"b2xk"}},{"User":{"id":2,"name":"Left Since","avatar":"bGVmdA=="}}]`,
		"data/rooms.json": `[{"Room":{"id":5,"name":"Old Room","privacy":"public"}}]`,
		"data/rooms/5/history.json": `[{"UserMessage":{"id":"00000000-0000-4000-8000-000000000002","timestamp":"2016-12-31T23:59:59Z 5","message":"second","sender":{"id":1}}},
			{"UserMessage":{"id":"00000000-0000-4000-8000-000000000001","timestamp":"2016-01-01T00:00:00Z 1","message":"first","sender":{"id":1}}}]`,
		"data/rooms/5/files/a/same.txt": "older",
		"data/rooms/5/files/a/only.txt": "only here",
	}
	newer := map[string]string{
		"users.json": `[{"User":{"id":1,"name":"New Name","avatar":"bmV3"}}]`,
		"rooms.json": `[{"Room":{"id":5,"name":"New Room","privacy":"public"}},{"Room":{"id":6,"name":"Silent","privacy":"public"}}]`,
		"rooms/5/history.json": `[{"UserMessage":{"id":"00000000-0000-4000-8000-000000000003","timestamp":"2017-01-01T00:00:00Z 1","message":"third","sender":{"id":1}}},
			{"UserMessage":{"id":"00000000-0000-4000-8000-000000000002","timestamp":"2016-12-31T23:59:59Z 5","message":"second, edited","sender":{"id":1}}}]`,
		"rooms/6/history.json":     ``,
		"rooms/5/files/a/same.txt": "newer",
	}
	a := opened(t, written(t, tarred(t, older)), archivetest.Directory(t, newer))
	var names, rooms, texts []string
	for _, u := range a.Users() {
		avatar, err := a.Avatar(u.ID)
		if err != nil {
			t.Error(err)
		}
		names = append(names, u.Name+" "+string(avatar))
	}
	for _, r := range a.Rooms() {
		rooms = append(rooms, r.Name)
	}
	logs := a.Logs()
	if len(logs) != 1 {
		t.Fatalf("%d logs", len(logs))
	}
	for _, m := range said(t, &logs[0]) {
		texts = append(texts, m.Text)
	}
	for _, d := range []string{
		cmp.Diff([]string{"New Name new", "Left Since left"}, names), cmp.Diff([]string{"New Room", "Silent"}, rooms),
		cmp.Diff([]string{"first", "second, edited", "third"}, texts),
		cmp.Diff(map[File]string{{Room: 5, Path: "a/same.txt", Size: 5}: "newer", {Room: 5, Path: "a/only.txt", Size: 9}: "only here"}, contents(t, a)),
	} {
		if d != "" {
			t.Error(d)
		}
	}
}

// What importers disagree about, all forms. spec: import-export, "Unknown or disputed"
func TestDisputedShapesOfRecordsAreRead(t *testing.T) {
	const id = "00000000-0000-4000-8000-000000000001"
	for name, c := range map[string]struct {
		record string
		want   Message
	}{
		"sender is a name":          {`{"NotificationMessage":{"sender":"Bot"}}`, Message{Kind: NotificationMessage, Sender: Person{Name: "Bot"}}},
		"sender is nobody":          {`{"NotificationMessage":{"sender":{"id":0,"name":"Bot"}}}`, Message{Kind: NotificationMessage, Sender: Person{Name: "Bot"}}},
		"sender is null":            {`{"GuestAccessMessage":{"sender":null,"message":"on"}}`, Message{Kind: GuestAccessMessage, Text: "on"}},
		"ids are strings":           {`{"ArchiveRoomMessage":{"sender":{"id":"501","name":"Ada"}}}`, Message{Kind: ArchiveRoomMessage, Sender: Person{ID: 501, Name: "Ada"}}},
		"receiver is an id":         {`{"PrivateUserMessage":{"sender":{"id":1},"receiver":2}}`, Message{Kind: PrivateUserMessage, Sender: Person{ID: 1}, Receiver: Person{ID: 2}}},
		"mentions are objects":      {`{"UserMessage":{"mentions":[{"id":2,"name":"Bo"},3]}}`, Message{Kind: UserMessage, Mentions: []int64{2, 3}}},
		"attachment beside":         {`{"UserMessage":{"attachment":null,"attachment_path":"a/b.txt"}}`, Message{Kind: UserMessage, Attachment: &Attachment{Name: "b.txt", Path: "a/b.txt"}}},
		"attachment without path":   {`{"UserMessage":{"attachment":{"name":"b.txt","size":"5"}}}`, Message{Kind: UserMessage, Attachment: &Attachment{Name: "b.txt", Size: 5}}},
		"attachment that leads out": {`{"UserMessage":{"attachment":{"name":"p","path":"../../etc/passwd"}}}`, Message{Kind: UserMessage, Attachment: &Attachment{Name: "p"}}},
		"attachment is absolute":    {`{"UserMessage":{"attachment":{"name":"p","path":"/etc/passwd"}}}`, Message{Kind: UserMessage, Attachment: &Attachment{Name: "p"}}},
		"text no database takes":    {`{"UserMessage":{"message":"a\u0000b\ud800"}}`, Message{Kind: UserMessage, Text: "ab\ufffd"}},
		"message is null":           {`{"UserMessage":{"message":null}}`, Message{Kind: UserMessage}},
	} {
		t.Run(name, func(t *testing.T) {
			record := strings.Replace(c.record, `":{`, `":{"id":"`+id+`","timestamp":"2018-08-08T14:23:54Z 626267",`, 1)
			got, err := decodeMessage([]byte(record), func(k Kind, what string) { t.Errorf("odd: %s of %s", what, k) })
			if err != nil {
				t.Fatal(err)
			}
			c.want.ID, c.want.Time = id, got.Time
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if s := got.Time.Format("2006-01-02T15:04:05.000000"); s != "2018-08-08T14:23:54.626267" {
				t.Error(s)
			}
		})
	}
}

func TestTimesAreReadInTheirForms(t *testing.T) {
	for in, want := range map[string]string{
		"2018-08-08T14:23:54Z 626267":   "2018-08-08T14:23:54.626267Z",
		"2018-08-08T14:23:54Z 120":      "2018-08-08T14:23:54.00012Z",
		"2018-08-08T14:23:54Z":          "2018-08-08T14:23:54Z",
		"2018-08-08T14:23:54Z ":         "2018-08-08T14:23:54Z",
		"2015-02-03T08:00:00+00:00":     "2015-02-03T08:00:00Z",
		"2015-08-21T06:32:37+0200":      "2015-08-21T04:32:37Z",
		"2015-08-21T06:32:37.123456789": "2015-08-21T06:32:37.123456Z",
		"2018-08-08T14:23:54Z 1000000":  "",
		"2018-08-08T14:23:54Z -1":       "",
		"2018-02-30T14:23:54Z":          "",
		"0000-01-01T00:00:00Z":          "",
		"yesterday":                     "",
	} {
		at, err := parseTime(in)
		if got := at.Format("2006-01-02T15:04:05.999999999Z07:00"); err == nil && got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %s, %v", in, got, err)
		}
	}
}

func TestListsOfOtherShapesAreRead(t *testing.T) {
	files := map[string]string{
		"users.json":     `{"note":{"a":[1,{"b":2}]},"version":3,"Users":[{"id":"7","name":"Bare","email":null}]}`,
		"rooms.json":     `[{"Room":{"id":5,"owner":{"id":7},"members":[{"id":7},8]}}]`,
		"emoticons.json": `{"Emoticons":[{"path":"emoticons/shipit.gif","shortcut":"shipit"}]}`,
	}
	a := opened(t, archivetest.Directory(t, files))
	if len(a.Users()) != 1 || a.Users()[0].Name != "Bare" || len(a.Rooms()) != 1 || a.Rooms()[0].Owner != 7 || len(a.Rooms()[0].Members) != 2 ||
		len(a.Emoticons()) != 1 || a.Emoticons()[0].Path != "shipit.gif" || len(a.Odd()) != 0 {
		t.Errorf("%+v %+v %+v %q", a.Users(), a.Rooms(), a.Emoticons(), a.Odd())
	}
}

func TestWhatIsDamagedOrUnknownIsCountedAndTheRestIsRead(t *testing.T) {
	files := map[string]string{
		"users.json": `[{"User":{"id":1,"name":"Ada","shoe_size":40}},{"User":{"id":0}},7]`,
		"rooms.json": `[]`,
		"rooms/5/history.json": `[{"UserMessage":{"id":"a","timestamp":"2018-08-08T14:23:54Z 1","message":"no UUID","reactions":1}},
			{"HologramMessage":{"id":"b"}},{"UserMessage":{"id":"c","message":"no time"}},{"UserMessage":5},null,"x",
			{"UserMessage":{"timestamp":"2018-08-08T14:23:55Z 1","message":"no id","mentions":true,"attachment":[]}}]`,
		"rooms/6/history.json":     `[{"UserMessage":{"id":"a","timestamp":"2018-08-08T14:23:54Z 1","message":"same id elsewhere"}},{"UserMessage":{"id":`,
		"rooms/lobby/history.json": `[]`,
		"users/1/history.json":     `[{"PrivateUserMessage":{"id":"d","timestamp":"2018-08-08T14:23:54Z 1","message":"to oneself","sender":{"id":1}}}]`,
	}
	a := opened(t, archivetest.Directory(t, files))
	ids := make(map[string]string)
	logs := a.Logs()
	for i := range logs {
		for _, m := range said(t, &logs[i]) {
			ids[m.ID] = m.Text
		}
	}
	if len(logs) != 3 || len(ids) != 4 || logs[2].Low != 1 || logs[2].High != 1 {
		t.Errorf("%d logs, ids %q", len(logs), ids)
	}
	want := []string{
		`3 × damaged record left out: it is no object`,
		`1 × attachment of UserMessage not understood`,
		`1 × damaged record left out: it has no time`,
		`1 × entry of users.json left out: it has no number`,
		`1 × entry of users.json left out: it is no object`,
		`1 × field "reactions" of UserMessage not understood`,
		`1 × field "shoe_size" of users not understood`,
		`1 × history of something without a number left out: "lobby"`,
		`1 × message with the id of another elsewhere: it is given one of its own`,
		`1 × record of the kind "HologramMessage" left out`,
		`1 × rooms/6/history.json is damaged, and what stands behind the damage is left out: unexpected EOF`,
		`1 × value of the field "mentions" of UserMessage not understood`,
	}
	if d := cmp.Diff(want, a.Odd()); d != "" {
		t.Error(d)
	}
}
