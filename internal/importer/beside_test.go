package importer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/store/storetest"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestThreadsReactionsEditsAndPinsOfOtherSystemsAreThere(t *testing.T) {
	t.Parallel()
	files := sample(t)
	files["rooms/12/history.json"] = `[
		{"UserMessage":{"id":"12000000-0000-4000-8000-000000000006","timestamp":"2018-09-01T10:05:00Z 000000","message":"a reply to what is gone",
			"sender":{"id":502,"name":"Bo Lindqvist"},"stoa":{"thread":"99000000-0000-4000-8000-000000000001","to_room":true}}},
		{"UserMessage":{"id":"12000000-0000-4000-8000-000000000005","timestamp":"2018-09-01T10:04:00Z 000000","message":"said to the room as well",
			"sender":{"id":502,"name":"Bo Lindqvist"},"stoa":{"thread":"12000000-0000-4000-8000-000000000004","to_room":true}}},
		{"UserMessage":{"id":"12000000-0000-4000-8000-000000000004","timestamp":"2018-09-01T10:03:00Z 000000","message":"@CleoÜnal yes",
			"sender":{"id":504,"name":"Gone Before"},"mentions":[505],"stoa":{"thread":"12000000-0000-4000-8000-000000000002"}}},
		{"UserMessage":{"id":"12000000-0000-4000-8000-000000000003","timestamp":"2018-09-01T10:02:00Z 000000","message":"something else","sender":{"id":501,"name":"Ada Brook"}}},
		{"UserMessage":{"id":"12000000-0000-4000-8000-000000000002","timestamp":"2018-09-01T10:01:00Z 000000","message":"shall we?","sender":{"id":501,"name":"Ada Brook"},
			"stoa":{"edited":"2018-09-01T10:01:30Z","pinned":{"by":999,"at":"2018-09-02T00:00:00Z"},"reactions":[
				{"emoji":"👍","users":[502,999,501,502]},{"emoji":"(Steam!)","users":[501]},{"emoji":"(nowhere)","users":[501]},{"emoji":"text","users":[501]}]}}}]`
	dir := archivetest.Directory(t, files)
	storetest.Each(t, func(t *testing.T, database string) {
		report := imported(t, database, t.TempDir(), dir)
		s, ctx := storetest.Open(t, database), t.Context()
		room, err := s.Room(ctx, lobby)
		if err != nil {
			t.Fatal(err)
		}
		id := func(n string) string { return "12000000-0000-4000-8000-00000000000" + n }
		log := logOf(t, s, room.ConversationID)
		first := log[0]
		if d := cmp.Diff(&chat.Replies{Count: 2, Last: time.Date(2018, 9, 1, 10, 4, 0, 0, time.UTC), Users: []int64{gone, bo}}, first.Replies); d != "" {
			t.Errorf("replies: %s", d)
		}
		if d := cmp.Diff([]chat.Reaction{{Emoji: "👍", Users: []int64{bo, ada}}, {Emoji: "(steam)", Users: []int64{ada}}}, first.Reactions); d != "" {
			t.Errorf("reactions: %s", d)
		}
		if first.Edited.IsZero() || first.Pinned == nil || first.Pinned.By != ada {
			t.Errorf("%+v, pinned %+v", first, first.Pinned)
		}
		if pins, err := s.Pins(ctx, room.ConversationID, 10); err != nil || len(pins) != 1 || pins[0].ID != id("2") {
			t.Errorf("%+v, %v", pins, err)
		}
		replies, err := s.Thread(ctx, room.ConversationID, id("2"), 0, 10)
		if err != nil || len(replies) != 2 || replies[0].ID != id("4") || replies[0].InFlow() || !replies[1].InFlow() {
			t.Errorf("%+v, %v", replies, err)
		}
		if alone := log[4]; alone.Thread != "" || !alone.InFlow() {
			t.Errorf("%+v", alone)
		}
		for _, who := range []int64{ada, bo, cleo, gone} {
			_, err := s.JoinRoom(ctx, lobby, who)
			if err != nil {
				t.Fatal(err)
			}
			part, err := s.Threads(ctx, who, chat.ThreadFilter{Limit: 10})
			if err != nil || (len(part) == 1) != (who != gone) {
				t.Errorf("%d takes part in %+v, %v", who, part, err)
			}
			for _, p := range part {
				if p.Unread != 0 || p.ReadSeq != p.LastSeq || p.LastSeq != replies[1].Seq {
					t.Errorf("%d: %+v", who, p)
				}
			}
		}
		if report.Messages.Replies != 2 || !slices.Contains(report.Left, importer.Count{Name: "reactions that cannot be shown", Count: 2}) {
			t.Errorf("%+v", report)
		}
	})
}
