package importer_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
	"github.com/stoachat/stoa/internal/importer/slack"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// workspace is an export of Slack.
func workspace(t *testing.T) string {
	t.Helper()
	return archivetest.Zip(t, map[string]string{
		"users.json": `[{"id":"U1","name":"ada","real_name":"Ada Brook","is_owner":true,"profile":{"email":"` + stoatest.AdminEmail + `"}},
			{"id":"U2","name":"bo.l","real_name":"Bo Lindqvist","profile":{"email":"bo@example.test"}}]`,
		"channels.json": `[{"id":"C1","name":"boiler-room","created":1400000000,"creator":"U1","members":["U1","U2"],"pins":[{"id":"1500000000.000100","type":"C","created":1500000900,"user":"U2"}]}]`,
		"dms.json":      `[{"id":"D1","members":["U1","U2"]}]`,
		"boiler-room/2017-07-14.json": `[
			{"type":"message","user":"U9","ts":"1499999999.000000","text":"an answer to what is gone","thread_ts":"1400000000.000000"},
			{"type":"message","user":"U2","ts":"1499999999.500000","text":"an answer before its question","thread_ts":"1500000000.000100"},
			{"type":"message","user":"U1","ts":"1500000000.000100","text":"<@U2> see the *gauge*","edited":{"user":"U1","ts":"1500000050.000000"},
				"reactions":[{"name":"+1","users":["U2","U1"]},{"name":"partyparrot","users":["U1"]}]},
			{"type":"message","user":"U2","ts":"1500000100.000000","text":"hot","thread_ts":"1500000000.000100","files":[{"id":"F1","name":"gauge.png","mode":"hosted"}]},
			{"type":"message","subtype":"thread_broadcast","user":"U1","ts":"1500000110.000000","text":"all of you","thread_ts":"1500000000.000100"},
			{"type":"message","subtype":"bot_message","bot_id":"B1","username":"Jenkins","ts":"1500000200.000000","text":"build *failed*"}]`,
		"D1/2017-07-14.json":     `[{"type":"message","user":"U2","ts":"1500000300.000000","text":"between us"}]`,
		"__uploads/F1/gauge.png": picture(t, 700),
	})
}

func TestAWorkspaceOfSlackIsAGroupHere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		data, ctx := t.TempDir(), t.Context()
		e, err := slack.Open(workspace(t))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = e.Close() }()
		a, err := archive.Collect(ctx, e, archive.Options{Spool: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Close() }()
		r, err := importer.Import(ctx, a, importer.Config{Database: database, Blobs: blobs(t, data), Password: stoatest.AdminPassword, Cost: auth.Cheap})
		if err != nil {
			t.Fatal(err)
		}
		if r.Messages.People != 5 || r.Messages.Private != 1 || r.Messages.Notifications != 1 || len(r.Left) != 1 {
			t.Errorf("%+v", r)
		}
		s := stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data })

		type event struct {
			ID, Body, Sender, Edited, Thread string
			ToRoom                           bool  `json:"to_room"`
			UserID                           int64 `json:"user_id"`
			Reactions                        []struct {
				Emoji string
				Users []int64
			}
			Pinned  *struct{ By int64 }
			Replies *struct {
				Count int
				Users []int64
			}
			File *struct{ Name, URL string }
		}
		short := func(e event) string {
			line := fmt.Sprintf("%d %s edited %t to room %t", e.UserID, e.Body, e.Edited != "", e.ToRoom)
			for _, r := range e.Reactions {
				line += fmt.Sprint(" ", r.Emoji, r.Users)
			}
			if e.Pinned != nil {
				line += fmt.Sprint(" pinned by ", e.Pinned.By)
			}
			if e.Replies != nil {
				line += fmt.Sprint(" replies ", *e.Replies)
			}
			if e.File != nil {
				line += " file " + e.File.Name
			}
			return line
		}
		var log struct{ Items []event }
		s.Call(s.Token, http.MethodGet, "/api/conversations/1/events", nil).JSON(t, &log)
		var lines []string
		question := ""
		for _, e := range log.Items {
			lines = append(lines, short(e))
			if e.Replies != nil {
				question = e.ID
			}
		}
		if d := cmp.Diff([]string{
			"3 an answer to what is gone edited false to room false",
			"2 an answer before its question edited false to room false",
			"1 @bo.l see the **gauge** edited true to room false 👍[2 1] pinned by 2 replies {2 [2 1]}",
			"2 hot edited false to room false file gauge.png",
			"1 all of you edited false to room true",
			"0 build <b>failed</b> edited false to room false",
		}, lines); d != "" {
			t.Errorf("the room: %s", d)
		}
		var thread struct {
			First event
			Items []event
		}
		s.Call(s.Token, http.MethodGet, "/api/conversations/1/threads/"+question, nil).JSON(t, &thread)
		lines = nil
		for _, e := range thread.Items {
			lines = append(lines, short(e))
		}
		if d := cmp.Diff([]string{"2 hot edited false to room false file gauge.png", "1 all of you edited false to room true"}, lines); d != "" {
			t.Errorf("the thread: %s", d)
		}
		for path, want := range map[string]string{"/api/me/threads": `"items":[]`, "/api/conversations/1/pins": question, "/api/conversations/1/threads": question} {
			if a := s.Call(s.Token, http.MethodGet, path, nil); a.Status != 200 || !strings.Contains(a.Body, want) {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
	})
}
