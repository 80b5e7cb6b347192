package importer_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"

	"github.com/stoachat/stoa/internal/importer/archive/archivetest"
)

func TestAGroupIsWhatItsExportSays(t *testing.T) {
	t.Parallel()
	dir := archivetest.Directory(t, sample(t))
	storetest.Each(t, func(t *testing.T, database string) {
		imported(t, database, t.TempDir(), dir)
		s, ctx := storetest.Open(t, database), t.Context()

		people, err := s.Users(ctx, chat.UserFilter{IncludeGuests: true, IncludeDeleted: true})
		if err != nil {
			t.Fatal(err)
		}
		var who []string
		for _, u := range people {
			who = append(who, fmt.Sprintf("%d %s @%s <%s> %s admin %t owner %t guest %t deleted %t photo %t",
				u.ID, u.Name, u.MentionName, u.Email, u.Timezone, u.Admin, u.Owner, u.Guest, u.Deleted, u.Photo != ""))
		}
		if d := cmp.Diff([]string{
			"501 Ada Brook @AdaBrook <ada@example.test> Europe/Oslo admin true owner true guest false deleted false photo true",
			"502 Bo Lindqvist @BoLindqvist <bo@example.test> UTC admin false owner false guest false deleted false photo false",
			"503 Gus @Gus <> UTC admin false owner false guest true deleted true photo false",
			"504 Gone Before @all2 <> UTC admin false owner false guest false deleted true photo false",
			"505 Cleo Ünal @CleoÜnal <> UTC admin false owner false guest false deleted false photo false",
			"777 A Stranger @Stranger <> UTC admin false owner false guest false deleted true photo false",
			"778 User 778 @User778 <> UTC admin false owner false guest false deleted true photo false",
		}, who); d != "" {
			t.Errorf("people: %s", d)
		}
		rooms, err := s.Rooms(ctx, chat.RoomFilter{IncludeArchived: true})
		if err != nil {
			t.Fatal(err)
		}
		var where []string
		for _, r := range rooms {
			joined, err := s.Joined(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			members, err := s.Members(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			list := ""
			for _, m := range members {
				list += fmt.Sprintf(" %d:%s", m.User.ID, strings.TrimPrefix(string(m.Role), "room_"))
			}
			where = append(where, fmt.Sprintf("%d %q slug %s private %t archived %t guests %t owner %d inside %v members%s said %d of %d since %s last %s", r.ID, r.Name, r.Slug, r.Private,
				r.Archived, r.GuestToken != "", r.OwnerID, joined, list, r.MessagesSent, r.LastSeq, r.Created.Format(time.DateOnly), r.LastActive.Format(time.RFC3339Nano)))
		}
		if d := cmp.Diff([]string{
			`12 "Lobby" slug lobby private false archived false guests true owner 501 inside [505] members 501:admin said 2 of 2 since 2014-01-01 last 2018-09-01T10:00:00.000002Z`,
			`77 "Boiler Room" slug boiler_room private true archived false guests false owner 501 inside [501 502] members 501:admin 502:member 504:member said 6 of 8 since 2015-03-01 last 2018-08-08T14:30:00.000009Z`,
			`90 "lobby (2)" slug lobby_(2) private false archived true guests false owner 504 inside [] members 504:admin said 0 of 0 since 2015-03-01 last 0001-01-01T00:00:00Z`,
			`404 "Room 404" slug room_404 private true archived true guests false owner 501 inside [] members 501:admin said 1 of 1 since 2016-01-01 last 2016-01-01T10:00:00.000001Z`,
		}, where); d != "" {
			t.Errorf("rooms: %s", d)
		}
		boilerRoom(t, s, rooms[1].ConversationID)
		lobbyLog := logOf(t, s, rooms[0].ConversationID)
		if lobbyLog[0].Body != "a NUL: ." || len(lobbyLog[1].Body) != 50_000 {
			t.Errorf("%q, %d characters", lobbyLog[0].Body, len(lobbyLog[1].Body))
		}
		gone := logOf(t, s, rooms[3].ConversationID)
		if gone[0].ID == "70000000-0000-4000-8000-000000000001" || gone[0].Body != "of a room that is gone" {
			t.Errorf("%+v", gone[0])
		}
		for _, u := range []int64{ada, bo} {
			list, err := s.Conversations(ctx, u)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				if c.Unread != 0 || c.Mention != 0 || c.ReadSeq != c.LastSeq {
					t.Errorf("person %d: %+v", u, c)
				}
				if c.Other != nil && (c.Closed != 0) != (c.LastActive.Year() != 2018) {
					t.Errorf("closed at %d, last said something at %v", c.Closed, c.LastActive)
				}
			}
			if want := map[int64]int{ada: 3, bo: 3}[u]; len(list) != want {
				t.Errorf("person %d has %d conversations, %d are known", u, len(list), want)
			}
		}
		if g, err := s.Group(ctx); err != nil || g.Name != "Works" {
			t.Errorf("%+v, %v", g, err)
		}
		emoticons, err := s.Emoticons(ctx)
		if err != nil || len(emoticons) != 1 || emoticons[0].Shortcut != "steam" || emoticons[0].Width != 30 {
			t.Errorf("%+v, %v", emoticons, err)
		}
		created, err := s.CreateUser(ctx, chat.User{Name: "New", MentionName: "new", Email: "new@example.test", Timezone: "UTC"}, "")
		if err != nil || created.ID != 779 {
			t.Errorf("the next person has the id %d, %v", created.ID, err)
		}
		made, err := s.CreateRoom(ctx, chat.Room{Name: "New", OwnerID: ada}, nil)
		if err != nil || made.ID != 405 {
			t.Errorf("the next room has the id %d, %v", made.ID, err)
		}
	})
}

// boilerRoom looks at a log with every type of record.
func boilerRoom(t *testing.T, s *store.Store, conversation int64) {
	t.Helper()
	events := logOf(t, s, conversation)
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	id := func(n int) string { return fmt.Sprintf("70000000-0000-4000-8000-%012d", n) }
	picture := &chat.File{Name: "gauge.png", Type: "image/png", Width: 700, Height: 700, Thumb: true}
	want := []chat.Event{
		{ID: id(1), Time: at("2018-08-08T14:10:00.000001Z"), Kind: chat.KindTopic, UserID: ada, Sender: "Ada Brook", MentionName: "AdaBrook", Body: "Steam on"},
		{ID: id(2), Time: at("2018-08-08T14:23:54.626267Z"), Kind: chat.KindMessage, UserID: ada, Sender: "Ada Brook", MentionName: "AdaBrook", Body: "@BoLindqvist see the gauge @all",
			Mentions: []chat.UserRef{{ID: bo, Name: "Bo Lindqvist", MentionName: "BoLindqvist"}}, MentionAll: true, File: picture},
		{ID: id(3), Time: at("2018-08-08T14:24:00.000003Z"), Kind: chat.KindMessage, UserID: bo, Sender: "Bo Lindqvist", MentionName: "BoLindqvist", Body: "again", File: picture},
		{ID: id(4), Time: at("2018-08-08T14:25:00.000004Z"), Kind: chat.KindMessage, UserID: bo, Sender: "Bo Lindqvist", MentionName: "BoLindqvist",
			Body: "the plan was here\n[file plan.pdf, 1234 bytes: not in the export]"},
		{ID: id(5), Time: at("2018-08-08T14:26:00.000005Z"), Kind: chat.KindMessage, UserID: stranger, Sender: "A Stranger", MentionName: "Stranger", Body: "/me waves"},
		{ID: id(6), Time: at("2018-08-08T14:27:00.000006Z"), Kind: chat.KindGuestAccess, UserID: ada, Sender: "Ada Brook", MentionName: "AdaBrook", Body: "turned guest access on"},
		{ID: id(8), Time: at("2018-08-08T14:29:00.000008Z"), Kind: chat.KindNotification, Sender: "Monitor", Body: "disk <full> @AdaBrook", Color: "yellow",
			Mentions: []chat.UserRef{{ID: ada, Name: "Ada Brook", MentionName: "AdaBrook"}}},
		{ID: id(9), Time: at("2018-08-08T14:30:00.000009Z"), Kind: chat.KindNotification, Sender: "Deploy Bot", Body: "deployed <b>r88</b><br>[file a&lt;b.txt, 3 bytes: not imported]", Color: "green", Format: chat.FormatHTML},
	}
	for i := range want {
		want[i].Seq, want[i].ConversationID = int64(i+1), conversation
		if want[i].Format == "" {
			want[i].Format = chat.FormatText
		}
	}
	if d := cmp.Diff(want, events, cmpopts.IgnoreFields(chat.File{}, "Key", "Size")); d != "" {
		t.Errorf("the log: %s", d)
	}
	if events[1].File == nil || events[2].File == nil || events[1].File.Key == events[2].File.Key {
		t.Errorf("two messages show one file: %+v, %+v", events[1].File, events[2].File)
	}
}

func logOf(t *testing.T, s *store.Store, conversation int64) []chat.Event {
	t.Helper()
	events, err := s.EventsAfter(t.Context(), conversation, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestADryRunSaysWhatAnImportDoesAndWritesNothing(t *testing.T) {
	t.Parallel()
	dir := archivetest.Directory(t, sample(t))
	dry, err := importer.Import(t.Context(), opened(t, dir), importer.Config{})
	if err != nil {
		t.Fatal(err)
	}
	wet := imported(t, storetest.SQLite(t), t.TempDir(), dir)
	if d := cmp.Diff(wet, dry, cmpopts.IgnoreUnexported(importer.Report{})); d != "" {
		t.Errorf("the dry run says otherwise: %s", d)
	}
	var b strings.Builder
	dry.Print(&b)
	golden(t, "report.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

func TestTheOwnerIsWhoIsNamed(t *testing.T) {
	t.Parallel()
	dir := archivetest.Directory(t, sample(t))
	for _, tt := range []struct {
		email string
		owner int64
	}{{"", ada}, {"BO@example.test", bo}, {"nobody@example.test", 0}} {
		r, err := importer.Import(t.Context(), opened(t, dir), importer.Config{Owner: tt.email})
		if r.Owner.ID != tt.owner || (err == nil) != (tt.owner != 0) {
			t.Errorf("%s: %+v, %v", tt.email, r.Owner, err)
		}
	}
}

func TestAnImportThatFailsLeavesNothingAndIsRepeated(t *testing.T) {
	t.Parallel()
	dir := archivetest.Directory(t, sample(t))
	storetest.Each(t, func(t *testing.T, database string) {
		data := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := importer.Import(ctx, opened(t, dir), importer.Config{
			Database: database, Blobs: blobs(t, data), Cost: auth.Cheap,
			Progress: func(what string, _, _ int64) {
				if what == "messages" {
					cancel()
				}
			},
		})
		if err == nil {
			t.Fatal("it went on")
		}
		if left := within(t, data); len(left) > 0 {
			t.Errorf("files were left behind: %v", left)
		}
		if s, err := store.Open(t.Context(), store.Config{URL: database}); err == nil {
			_ = s.Close()
			t.Error("a server may start on half an import")
		}
		imported(t, database, data, dir)
		if n := len(within(t, data)); n != 5 { // a picture twice with its thumbnail, and a note
			t.Errorf("%d files", n)
		}
		_, err = importer.Import(t.Context(), opened(t, dir), importer.Config{Database: database, Cost: auth.Cheap})
		if err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("imported again: %v", err)
		}
	})
}

func within(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}
