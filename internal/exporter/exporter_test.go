package exporter_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/exporter"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/importer"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/internal/world"
)

func blobs(t *testing.T, data string) *blob.Store {
	t.Helper()
	b, err := app.Place{Data: data}.Blobs()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// exported makes an export and answers where it is.
func exported(t *testing.T, s exporter.Source) (string, exporter.Summary) {
	t.Helper()
	var b bytes.Buffer
	s.Spool, s.Version = t.TempDir(), "test"
	sum, err := exporter.Make(t.Context(), s, &b)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(s.Spool); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	path := filepath.Join(t.TempDir(), "export.tar.gz")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, sum
}

func opened(t *testing.T, path string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(t.Context(), []string{path}, archive.Options{Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if odd := a.Odd(); len(odd) > 0 {
		t.Errorf("odd: %q", odd)
	}
	return a
}

// unpacked is all that an archive says, as it is written.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// line is a message as both sides have it.
type line struct {
	ID, Text, Sender string
	Time             time.Time
	By               int64
	File             string
}

// A world of years: everybody, every room, all that was said and the files are in the export, and in it alone what was asked for.
func TestAnExportSaysWhatTheServerHas(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		data := t.TempDir()
		store := blobs(t, data)
		hash, err := auth.NewPasswords(nil, auth.Cheap, time.Now).Hash(t.Context(), stoatest.AdminPassword)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := world.Make(t.Context(), world.Config{
			Database: database, Blobs: store, Size: world.Size{People: 12, Rooms: 20, Chats: 15, Messages: 900, Files: 15, Years: 3}, Seed: 11, Now: time.Now(),
			Email: stoatest.AdminEmail, PasswordHash: hash,
		}); err != nil {
			t.Fatal(err)
		}
		path, sum := exported(t, exporter.Source{Database: database, Blobs: store, OneToOne: true})
		a, s, ctx := opened(t, path), storetest.Open(t, database), t.Context()

		users, err := s.Users(ctx, chat.UserFilter{IncludeGuests: true, IncludeDeleted: true})
		if err != nil || len(users) != len(a.Users()) || sum.People != len(users) {
			t.Fatalf("%d people, %d in the export, %+v, %v", len(users), len(a.Users()), sum, err)
		}
		for i, u := range a.Users() {
			want := users[i]
			if u.ID != want.ID || u.Name != want.Name || u.Email != want.Email || u.MentionName != want.MentionName || u.Deleted != want.Deleted ||
				(u.AccountType == "admin") != (want.Admin || want.Owner) || !u.Created.Equal(want.Created.Truncate(time.Second)) {
				t.Errorf("%+v of %+v", u, want)
			}
		}
		conversations := make(map[[3]int64]int64)
		rooms, err := s.Rooms(ctx, chat.RoomFilter{IncludeArchived: true})
		if err != nil || len(rooms) != len(a.Rooms()) {
			t.Fatalf("%d rooms, %d in the export, %v", len(rooms), len(a.Rooms()), err)
		}
		for i, r := range a.Rooms() {
			want := rooms[i]
			joined, err := s.Joined(ctx, want.ID)
			if err != nil || r.ID != want.ID || r.Name != want.Name || r.Topic != want.Topic || r.Private != want.Private || r.Archived != want.Archived ||
				r.Owner != want.OwnerID || len(r.Participants) != len(joined) {
				t.Errorf("%+v of %+v, %v", r, want, err)
			}
			conversations[[3]int64{r.ID, 0, 0}] = want.ConversationID
		}
		for low := range users {
			for high := range users[low:] {
				if id, err := s.FindDirectChat(ctx, users[low].ID, users[low+high].ID); err == nil {
					conversations[[3]int64{0, users[low].ID, users[low+high].ID}] = id
				}
			}
		}
		contents := make(map[string]string)
		for f, err := range a.Files(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(f)
			if err != nil {
				t.Fatal(err)
			}
			contents[f.Path] = string(b)
		}
		said, shown := 0, 0
		logs := a.Logs()
		for i := range logs {
			l := &logs[i]
			var got, want []line
			for m, err := range l.Messages(ctx) {
				if err != nil {
					t.Fatal(err)
				}
				x := line{m.ID, m.Text, m.Sender.Name, m.Time, m.Sender.ID, ""}
				if m.Attachment != nil {
					x.File = m.Attachment.Name + ": " + contents[m.Attachment.Path]
				}
				got = append(got, x)
			}
			events, err := s.EventsAfter(ctx, conversations[[3]int64{l.Room, l.Low, l.High}], 0, 100_000)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				if e.Kind != chat.KindMessage && e.Kind != chat.KindNotification && e.Kind != chat.KindTopic {
					continue
				}
				x := line{e.ID, e.Body, e.Sender, e.Time, e.UserID, ""}
				if e.File != nil {
					shown++
					x.File = e.File.Name + ": " + content(t, store, *e.File)
				}
				want = append(want, x)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("room %d, pair %d %d: %s", l.Room, l.Low, l.High, d)
			}
			said += len(got)
		}
		if len(logs) != len(conversations) || said != 900 || sum.Messages+sum.OneToOne != 900 || shown != 15 || sum.Files != 15 || len(contents) != 15 || sum.Missing != 0 {
			t.Errorf("%d of %d logs, %d messages, %d files, %d copied: %+v", len(logs), len(conversations), said, shown, len(contents), sum)
		}

		plain, sum := exported(t, exporter.Source{Database: database})
		b := opened(t, plain)
		for f, err := range b.Files(ctx) {
			t.Errorf("the file %+v, which nobody asked for; %v", f, err)
		}
		if logs := b.Logs(); logs[len(logs)-1].Room == 0 || sum.OneToOne != 0 || sum.Files != 0 || strings.Contains(unpacked(t, plain), "PrivateUserMessage") ||
			strings.Contains(unpacked(t, plain), "@chat.") {
			t.Errorf("one-to-one chats, which nobody asked for: %+v", sum)
		}
	})
}

func content(t *testing.T, b *blob.Store, f chat.File) string {
	t.Helper()
	r, err := b.Open(t.Context(), files.Keys(f)[0])
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func face(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A server in use: what HipChat's layout has no place for is beside it, and what lets anybody in is nowhere.
func TestAnExportHasNoSecretsAndComesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		data, ctx := t.TempDir(), t.Context()
		s := stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data })
		c := s.Client(s.Token)
		ops, secret := s.Room("Ops"), s.PrivateRoom("Board")
		grace, token := s.User("Grace Hopper", "grace@example.test")
		hook := s.RoomToken("Ops", "CI")
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		call := func(method, path string, body any) stoatest.Answer {
			t.Helper()
			a := s.Call(s.Token, method, path, body)
			if a.Status > 299 {
				t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
			}
			return a
		}
		first, err := c.SendMessage(ctx, "Ops", "@GraceHopper the first")
		do(err)
		do(c.ReplyToMessage(ctx, "Ops", first.ID, "an answer"))
		gone, err := c.SendMessage(ctx, "Ops", "soon deleted")
		do(err)
		var lobby struct {
			ID    int64  `json:"id"`
			Guest string `json:"guest_url"`
		}
		call("POST", "/api/rooms", map[string]any{"name": "Lobby", "privacy": "public", "guest_access": true}).JSON(t, &lobby)
		call("PATCH", "/api/me/preferences", map[string]string{"theme": "dark"})
		call("POST", "/api/emoticons", map[string]string{"shortcut": "shipit", "image": base64.StdEncoding.EncodeToString(face(t))})
		_, guest, _ := strings.Cut(lobby.Guest, "/guest/")
		events := fmt.Sprintf("/api/conversations/%d/events/", ops.Conversation)
		call("DELETE", events+gone.ID, nil)
		call("PATCH", events+first.ID, map[string]string{"body": "@GraceHopper the first, edited"})
		call("PUT", events+first.ID+"/reactions/👍", nil)
		call("PUT", events+first.ID+"/pin", nil)
		do(s.Client(hook).SendRoomNotification(ctx, "Ops", hipchat.NotificationRequest{Message: "built <b>r88</b>", Color: "green", MessageFormat: "html",
			Card: json.RawMessage(`{"style":"application","id":"r88","title":"Build r88"}`)}))
		do(c.SetTopic(ctx, "Ops", "Steam on"))
		do(c.ShareFileWithRoom(ctx, "Ops", hipchat.Upload{Name: "q3.csv", ContentType: "text/csv", Content: strings.NewReader("figures"), Message: "the quarter"}))
		do(c.PrivateMessageUser(ctx, hipchat.IDOf(grace.ID), hipchat.PrivateMessageRequest{Message: "in private"}))
		do(c.ShareFileWithUser(ctx, hipchat.IDOf(grace.ID), hipchat.Upload{Name: "own.txt", ContentType: "text/plain", Content: strings.NewReader("for two")}))
		do(s.Client(token).UpdatePhoto(ctx, hipchat.IDOf(grace.ID), face(t)))
		_, err = s.Client(token).SendMessage(ctx, "Ops", "I am in")
		do(err)

		export := func() (string, exporter.Summary) {
			return exported(t, exporter.Source{Database: database, Blobs: blobs(t, data), OneToOne: true, At: func(string) {
				_, err := c.SendMessage(context.WithoutCancel(ctx), "Ops", "after the moment")
				do(err)
			}})
		}
		path, sum := export()
		if sum.Files != 2 || sum.OneToOne != 2 || sum.Missing != 0 {
			t.Errorf("%+v", sum)
		}
		text := unpacked(t, path)
		st := storetest.Open(t, database)
		all, err := st.EventsAfter(ctx, ops.Conversation, 0, 100)
		do(err)
		for _, e := range all {
			if e.File != nil && strings.Contains(text, e.File.Key) {
				t.Error("the key of a file is in the export")
			}
		}
		for what, s := range map[string]string{
			"token": s.Token, "reader's token": token, "hook": hook, "link for guests": guest, "password": stoatest.AdminPassword, "hash": "argon2", "what was deleted": "soon deleted", "what came later": "after the moment",
		} {
			if s == "" || strings.Contains(text, s) {
				t.Errorf("%s is in the export", what)
			}
		}

		if strings.Index(text, "I am in") > strings.Index(text, "an answer") {
			t.Error("the oldest message stands first, and HipChat had the newest there")
		}

		a := opened(t, path)
		if b, err := a.Avatar(grace.ID); err != nil || len(b) == 0 {
			t.Errorf("no avatar, %v", err)
		}
		var got []string
		logs := a.Logs()
		for i := range logs {
			for m, err := range logs[i].Messages(ctx) {
				do(err)
				extra, err := json.Marshal(m.Extra)
				do(err)
				if m.Extra != nil && (m.Extra.Thread == first.ID || !m.Extra.Edited.IsZero()) {
					extra = []byte(fmt.Sprint(m.Extra.Thread == first.ID, len(m.Extra.Reactions), m.Extra.Pinned != nil))
				}
				if m.Extra != nil && len(m.Extra.Card) > 0 {
					extra = []byte("card")
				}
				file := ""
				if m.Attachment != nil {
					file = m.Attachment.Name
				}
				got = append(got, fmt.Sprint(logs[i].Room == ops.ID, " ", m.Kind, " ", m.Text, " ", m.Format, " ", m.Color, " ", file, " ", m.Mentions, " ", string(extra)))
			}
		}
		if !strings.Contains(text, `"theme": "dark"`) || !strings.Contains(text, `"product": "Stoa"`) {
			t.Error("what somebody has set, or when and by what the export was made, is not in it")
		}
		if !strings.Contains(text, `"stoa":{"card":{`) || !strings.Contains(text, `"id":"r88"`) {
			t.Error("the card is not in the export")
		}
		want := []string{
			"true UserMessage @GraceHopper the first, edited    [2] false 1 true", "true UserMessage an answer    [] true 0 false",
			"true NotificationMessage built <b>r88</b> html green  [] card", "true TopicRoomMessage Steam on    [] null",
			"true UserMessage the quarter   q3.csv [] null", "true UserMessage I am in    [] null",
			"false PrivateUserMessage in private    [] null", "false PrivateUserMessage    own.txt [] null",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}

		if e := a.Emoticons(); len(e) != 1 || e[0].Shortcut != "shipit" || sum.Emoticons != 1 {
			t.Errorf("emoticons: %+v", e)
		}

		// And back: into another server, where rooms, people and messages have the same ids.
		again, into := storetest.SQLite(t), t.TempDir()
		_, err = importer.Import(ctx, a, importer.Config{Database: again, Blobs: blobs(t, into), Password: stoatest.AdminPassword, Cost: auth.Cheap})
		do(err)
		there := stoatest.Start(t, stoatest.WithDatabase(again), func(c *app.Config) { c.Data = into })
		d := there.Client(there.Token)
		m, err := d.GetRoomMessage(ctx, hipchat.IDOf(ops.ID), first.ID)
		if err != nil || m.Message != "@GraceHopper the first, edited" {
			t.Errorf("%+v, %v", m, err)
		}
		back, err := storetest.Open(t, again).EventsAfter(ctx, 1, 0, 10)
		do(err)
		i := slices.IndexFunc(back, func(e chat.Event) bool { return e.Kind == chat.KindNotification })
		if i < 0 || !strings.Contains(string(back[i].Card), "r88") {
			t.Errorf("the card did not come along: %+v", back)
		}
		var was, is chat.Event
		for _, e := range all {
			if e.ID == first.ID {
				was = e
			}
		}
		for _, e := range back {
			if e.ID == first.ID {
				is = e
			}
		}
		is.Seq, is.ConversationID = was.Seq, was.ConversationID
		if d := cmp.Diff(was, is); d != "" || was.Replies == nil || was.Pinned == nil || len(was.Reactions) != 1 || was.Edited.IsZero() {
			t.Errorf("the first message: %s", d)
		}
		open, err := d.GetRoom(ctx, hipchat.IDOf(lobby.ID))
		if err != nil || !open.IsGuestAccessible || strings.HasSuffix(*open.GuestAccessURL, guest) {
			t.Errorf("%+v, %v", open, err)
		}
		before, err := st.Joined(ctx, ops.ID)
		do(err)
		after, err := storetest.Open(t, again).Joined(ctx, ops.ID)
		if err != nil || !slices.Equal(before, after) {
			t.Errorf("%d were in the room, and %d are; %v", before, after, err)
		}
		if e, err := d.GetEmoticon(ctx, "shipit"); err != nil || e.Shortcut != "shipit" {
			t.Errorf("%+v, %v", e, err)
		}
		board, err := d.GetRoom(ctx, hipchat.IDOf(secret.ID))
		if err != nil || board.Name != "Board" || board.Privacy != "private" {
			t.Errorf("%+v, %v", board, err)
		}
	})
}
