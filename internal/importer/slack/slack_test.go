package slack_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
	"github.com/stoachat/stoa/internal/importer/slack"
)

// sample is a small workspace.
func sample() map[string]string {
	return map[string]string{
		"users.json": `[
			{"id":"U1","name":"ada","deleted":false,"tz":"Europe/Oslo","real_name":"Ada Brook","is_admin":true,"profile":{"real_name":"Ada Brook","display_name":"ada","email":"ada@example.org","title":"Engineer"}},
			{"id":"U2","name":"bo.l","real_name":"Bo Lindqvist","profile":{"email":"bo@example.org"}},
			{"id":"U3","name":"gus","real_name":"Gus Guest","is_restricted":true,"profile":{"email":"gus@example.org"}},
			{"id":"UB","name":"deploybot","real_name":"Deploy Bot","is_bot":true,"profile":{"bot_id":"B1"}}]`,
		"channels.json": `[
			{"id":"C1","name":"boiler-room","created":1400000000,"creator":"U1","is_archived":false,"members":["U1","U2","UB"],"topic":{"value":"Steam &amp; <https://wiki.example/steam|water>"},"purpose":{"value":"pressure"},
			 "pins":[{"id":"1500000000.000100","type":"C","created":1500000900,"user":"U2"},{"id":"1500000204.000000","type":"F","created":1500000900,"user":"U2"}]},
			{"id":"C2","name":"attic","created":1400000001,"creator":"U9","is_archived":true,"members":[],"topic":{"value":""},"purpose":{"value":"old things"}}]`,
		"groups.json": `[{"id":"G1","name":"secret","created":1400000002,"creator":"U2","members":["U2","U1"]}]`,
		"mpims.json":  `[{"id":"G2","name":"mpdm-ada--bo.l--gus-1","created":1400000003,"creator":"U1","members":["U1","U2","U3"]}]`,
		"dms.json":    `[{"id":"D1","created":1400000004,"members":["U2","U1"]},{"id":"D2","members":["U1","U1"]},{"id":"D3","members":["U1","UB"]}]`,
		"boiler-room/2017-07-15.json": `[
			{"type":"message","user":"U2","ts":"1500090000.000000","text":"next day"}]`,
		"boiler-room/2017-07-14.json": `[
			{"type":"message","user":"U1","ts":"1500000000.000100","text":"<@U2> see *the gauge* at <https://gauge.example/1|the wall> :fire: ~no~ yes &lt;3","thread_ts":"1500000000.000100","reply_count":1,
			 "reactions":[{"name":"+1","users":["U2","UB"]},{"name":"shipit","users":["U1"]}],"edited":{"user":"U1","ts":"1500000050.000000"}},
			{"type":"message","user":"U2","ts":"1500000100.000000","text":"it is ` + "`*hot* <https://a.example>`" + ` now","thread_ts":"1500000000.000100"},
			{"type":"message","subtype":"thread_broadcast","user":"U2","ts":"1500000110.000000","text":"all of you <!here> <!channel>","thread_ts":"1500000000.000100"},
			{"type":"message","subtype":"bot_message","bot_id":"B1","username":"Jenkins","ts":"1500000200.000000","text":"build *failed*","attachments":[{"color":"danger","text":"see <https://ci.example/9|#9>"}]},
			{"type":"message","user":"UB","bot_id":"B1","bot_profile":{"name":"deploys"},"ts":"1500000201.000000","text":"deployed r88"},
			{"type":"message","subtype":"channel_join","user":"U2","ts":"1500000202.000000","text":"<@U2> has joined the channel"},
			{"type":"message","subtype":"channel_topic","user":"U1","topic":"Steam on","ts":"1500000203.000000","text":"set the topic"},
			{"type":"message","subtype":"me_message","user":"U1","ts":"1500000204.000000","text":"opens the valve"},
			{"type":"message","user":"U1","ts":"1500000205.000000","text":"two files","files":[{"id":"F3","mode":"tombstone"},{"id":"F1","name":"gauge.png","size":7,"mode":"hosted"},{"id":"F2","name":"log.txt","size":9,"mode":"hosted"}]},
			{"type":"message","user":"U9","user_profile":{"real_name":"Stranger"},"ts":"1500000206.000000","text":"hello from elsewhere"},
			{"type":"message","user":"U1","text":"no time"},
			"nonsense"]`,
		"D1/2017-07-14.json":                    `[{"type":"message","user":"U2","ts":"1500000300.000000","text":"between us"},{"type":"message","user":"U3","ts":"1500000301.000000","text":"how did I get here"}]`,
		"D2/2017-07-14.json":                    `[{"type":"message","user":"U1","ts":"1500000301.000000","text":"note to self"}]`,
		"mpdm-ada--bo.l--gus-1/2017-07-14.json": `[{"type":"message","user":"U3","ts":"1500000302.000000","text":"we three"}]`,
		"__uploads/F1/gauge.png":                "a gauge",
		"integration_logs.json":                 `[]`,
	}
}

func collected(t *testing.T, name string) *archive.Archive {
	t.Helper()
	e, err := slack.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	a, err := archive.Collect(t.Context(), e, archive.Options{Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func at(seconds, micros int64) time.Time { return time.Unix(seconds, micros*1000).UTC() }

// said are the messages of a log, without their ids.
func said(t *testing.T, a *archive.Archive, is func(l *archive.Log) bool) (all []archive.Message, ids []string) {
	t.Helper()
	logs := a.Logs()
	for i := range logs {
		if !is(&logs[i]) {
			continue
		}
		for m, err := range logs[i].Messages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			ids, m.ID = append(ids, m.ID), ""
			all = append(all, m)
		}
	}
	return all, ids
}

func TestAWorkspaceIsReadAsAGroup(t *testing.T) {
	t.Parallel()
	a := collected(t, archivetest.Zip(t, sample()))
	if d := cmp.Diff([]archive.User{
		{ID: 1, Name: "Ada Brook", MentionName: "ada", Email: "ada@example.org", Title: "Engineer", Timezone: "Europe/Oslo", AccountType: "admin"},
		{ID: 2, Name: "Bo Lindqvist", MentionName: "bo.l", Email: "bo@example.org", AccountType: "user"},
		{ID: 3, Name: "Gus Guest", MentionName: "gus", Email: "gus@example.org", AccountType: "user", Deleted: true},
	}, a.Users()); d != "" {
		t.Errorf("people: %s", d)
	}
	if d := cmp.Diff([]archive.Room{
		{ID: 1, Name: "boiler-room", Topic: "Steam & water (https://wiki.example/steam)", Created: at(1400000000, 0), Owner: 1, Members: []int64{1, 2}},
		{ID: 2, Name: "attic", Topic: "old things", Archived: true, Created: at(1400000001, 0), Owner: 4},
		{ID: 3, Name: "secret", Private: true, Created: at(1400000002, 0), Owner: 2, Members: []int64{2, 1}},
		{ID: 4, Name: "Ada Brook, Bo Lindqvist, Gus Guest", Private: true, Created: at(1400000003, 0), Owner: 1, Members: []int64{1, 2, 3}},
	}, a.Rooms()); d != "" {
		t.Errorf("rooms: %s", d)
	}
	ada, bo := archive.Person{ID: 1, Name: "Ada Brook", MentionName: "ada"}, archive.Person{ID: 2, Name: "Bo Lindqvist", MentionName: "bo.l"}
	got, ids := said(t, a, func(l *archive.Log) bool { return l.Room == 1 })
	if len(ids) != 11 {
		t.Fatalf("%d messages: %+v", len(ids), got)
	}
	pinned := &archive.Pin{By: 2, At: at(1500000900, 0)}
	if d := cmp.Diff([]archive.Message{
		{Time: at(1500000000, 100), Kind: archive.UserMessage, Sender: ada, Mentions: []int64{2},
			Text:  "@bo.l see **the gauge** at [the wall](https://gauge.example/1) \U0001f525 ~~no~~ yes <3",
			Extra: &archive.Extra{Edited: at(1500000050, 0), Pinned: pinned, Reactions: []archive.Reaction{{Emoji: "\U0001f44d", Users: []int64{2}}, {Emoji: "(shipit)", Users: []int64{1}}}}},
		{Time: at(1500000100, 0), Kind: archive.UserMessage, Sender: bo, Text: "it is `*hot* https://a.example` now", Extra: &archive.Extra{Thread: ids[0]}},
		{Time: at(1500000110, 0), Kind: archive.UserMessage, Sender: bo, Text: "all of you @here @all", Extra: &archive.Extra{Thread: ids[0], ToRoom: true}},
		{Time: at(1500000200, 0), Kind: archive.NotificationMessage, Sender: archive.Person{Name: "Jenkins"}, Format: "html", Color: "red",
			Text: `build <b>failed</b><br>see <a href="https://ci.example/9">#9</a>`},
		{Time: at(1500000201, 0), Kind: archive.NotificationMessage, Sender: archive.Person{Name: "deploys"}, Format: "html", Color: "gray", Text: "deployed r88"},
		{Time: at(1500000203, 0), Kind: archive.TopicRoomMessage, Sender: ada, Text: "Steam on"},
		{Time: at(1500000204, 0), Kind: archive.UserMessage, Sender: ada, Text: "/me opens the valve"},
		{Time: at(1500000205, 0), Kind: archive.UserMessage, Sender: ada, Text: "two files", Attachment: &archive.Attachment{Name: "gauge.png", Path: "F1/gauge.png", Size: 7}},
		{Time: at(1500000205, 2), Kind: archive.UserMessage, Sender: ada, Attachment: &archive.Attachment{Name: "log.txt", Path: "F2", Size: 9}},
		{Time: at(1500000206, 0), Kind: archive.UserMessage, Sender: archive.Person{ID: 4, Name: "Stranger"}, Text: "hello from elsewhere"},
		{Time: at(1500090000, 0), Kind: archive.UserMessage, Sender: bo, Text: "next day"},
	}, got); d != "" {
		t.Errorf("room: %s", d)
	}
	for _, pair := range []struct {
		low, high int64
		want      archive.Message
	}{
		{1, 2, archive.Message{Time: at(1500000300, 0), Kind: archive.PrivateUserMessage, Sender: bo, Receiver: archive.Person{ID: 1}, Text: "between us"}},
		{1, 1, archive.Message{Time: at(1500000301, 0), Kind: archive.PrivateUserMessage, Sender: ada, Receiver: archive.Person{ID: 1}, Text: "note to self"}},
	} {
		got, _ := said(t, a, func(l *archive.Log) bool { return l.Room == 0 && l.Low == pair.low && l.High == pair.high })
		if d := cmp.Diff([]archive.Message{pair.want}, got); d != "" {
			t.Errorf("%d and %d: %s", pair.low, pair.high, d)
		}
	}
	var files []string
	for f, err := range a.Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || f.Room != 1 {
			t.Errorf("%+v: %v", f, err)
		}
		files = append(files, f.Path+": "+string(b))
	}
	if d := cmp.Diff([]string{"F1/gauge.png: a gauge"}, files); d != "" {
		t.Errorf("files: %s", d)
	}
	odd := strings.Join(a.Odd(), "\n")
	for _, want := range []string{`1 × line of the kind "channel_join" left out`, "1 × record without a time", "1 × damaged record", "1 × guest of some channels", "1 × conversation with a bot", "1 × message of somebody else in a one-to-one chat", "1 × file that Slack itself has no more"} {
		if !strings.Contains(odd, want) {
			t.Errorf("%q is not in %s", want, odd)
		}
	}
	_, again := said(t, collected(t, archivetest.Zip(t, sample())), func(l *archive.Log) bool { return l.Room == 1 })
	if d := cmp.Diff(ids, again); d != "" {
		t.Errorf("the ids are others when it is read again: %s", d)
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"nothing of a workspace": {"readme.txt": "hello"},
		"no array":               {"users.json": `{}`, "channels.json": `[]`},
		"cut off":                {"users.json": `[{"id":"U1"`, "channels.json": `[]`},
	} {
		if e, err := slack.Open(archivetest.Zip(t, files)); err == nil {
			t.Errorf("%s is read", name)
			_ = e.Close()
		}
	}
}
