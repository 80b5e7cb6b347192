package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/backup"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// house is a server that people and integrations have used for a while.
type house struct {
	*stoatest.Server
	data, database string
	addon          *stoatest.Addon
	picture        string // the path of a shared file
	reader         string // a token of somebody who is no administrator
}

const fileText = "figures,of,the,quarter\n"

func newHouse(t *testing.T, database string) *house {
	t.Helper()
	h := &house{data: t.TempDir(), database: database}
	h.Server = stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = h.data })
	ops := h.Room("Ops")
	_, h.reader = h.User("Grace Hopper", "grace@example.test")
	h.addon = h.Addon("Ops", func(d *hipchat.Descriptor, base string) {
		d.Capabilities.Webhooks = hipchat.DescriptorWebhooks{{Event: "room_message", URL: base + "/heard", Authentication: "jwt"}}
	}, nil)
	client := h.Client(h.Token)
	if err := client.ShareFileWithRoom(t.Context(), "Ops", hipchat.Upload{Name: "q3.csv", ContentType: "text/csv", Content: strings.NewReader(fileText), Message: "the quarter"}); err != nil {
		t.Fatal(err)
	}
	for m, err := range client.RoomMessages(t.Context(), "Ops", hipchat.HistoryQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if m.File != nil {
			h.picture = strings.TrimPrefix(m.File.URL, h.URL)
			if a := h.Call(h.reader, "PUT", fmt.Sprintf("/api/conversations/%d/events/%s/saved", ops.Conversation, m.ID), `{}`); a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
	}
	if h.picture == "" {
		t.Fatal("the file is not in the history")
	}
	return h
}

func (h *house) say(t *testing.T, text string) {
	t.Helper()
	if _, err := h.Client(h.Token).SendMessage(t.Context(), "Ops", text); err != nil {
		t.Fatal(err)
	}
}

func (h *house) source(t *testing.T) backup.Source {
	t.Helper()
	keys, err := backup.LoadKeys(h.data)
	if err != nil {
		t.Fatal(err)
	}
	return backup.Source{Database: h.database, Blobs: blobs(t, h.data), Keys: keys, Version: "test"}
}

func blobs(t *testing.T, data string) *blob.Store {
	t.Helper()
	b, err := blob.Open(blob.Config{Directory: filepath.Join(data, "files")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func makeBackup(t *testing.T, s backup.Source) ([]byte, backup.Summary) {
	t.Helper()
	var b bytes.Buffer
	sum, err := backup.Make(t.Context(), s, &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), sum
}

// underLoad makes a backup while somebody goes on talking.
func (h *house) underLoad(t *testing.T, s backup.Source) ([]byte, backup.Summary) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	said := make(chan int)
	client := h.Client(h.Token)
	go func() {
		n := 0
		defer func() { said <- n }()
		for ; ; n++ {
			if _, err := client.SendMessage(ctx, "Ops", fmt.Sprint("meanwhile ", n)); err != nil {
				return
			}
		}
	}()
	s.At = func(string) { h.say(t, "after the moment") }
	archive, sum := makeBackup(t, s)
	stop()
	if n := <-said; n == 0 {
		t.Error("nothing was said meanwhile")
	}
	return archive, sum
}

func (h *house) history(t *testing.T) []string {
	t.Helper()
	var all []string
	for m, err := range h.Client(h.reader).RoomMessages(t.Context(), "Ops", hipchat.HistoryQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m.Message)
	}
	return all
}

// Each database is read and filled: what goes from one into the other goes into itself as well, as the other tests have it.
func TestWhatWasAcknowledgedBeforeABackupUnderLoadIsThereAfterARestoreIntoTheOtherDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		const before = 40
		for n := range before {
			h.say(t, fmt.Sprint("before ", n))
		}
		s := h.source(t)
		s.WithKeys = true
		archive, made := h.underLoad(t, s)
		if sum, err := backup.Verify(bytes.NewReader(archive), nil); err != nil || sum.Members != made.Members || sum.Files != 1 {
			t.Fatalf("%+v, %v", sum, err)
		}
		h.Stop()
		other := storetest.SQLite
		if strings.HasPrefix(url, "sqlite:") {
			other = storetest.PostgreSQL
		}
		h.restoredInto(t, other(t), archive, before)
	})
}

// restoredInto restores the backup and looks at everything that people would miss.
func (h *house) restoredInto(t *testing.T, into string, archive []byte, before int) {
	data := t.TempDir()
	target := backup.Target{Database: into, Data: data, Blobs: blobs(t, data)}
	if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err != nil {
		t.Fatal(err)
	}
	r := &house{reader: h.reader}
	r.Server = stoatest.Start(t, stoatest.WithDatabase(into), func(c *app.Config) { c.Data = data }) // signs in by password
	said := strings.Join(r.history(t), "\n")
	for n := range before {
		if !strings.Contains(said+"\n", fmt.Sprintf("before %d\n", n)) {
			t.Errorf("lost: before %d", n)
		}
	}
	if strings.Contains(said, "after the moment") {
		t.Error("the backup is of no one moment")
	}
	if a := r.Send("GET", h.picture, http.Header{}, nil); a.Status != 200 || a.Body != fileText {
		t.Errorf("file: %d %q", a.Status, a.Body)
	}
	if saved := r.Call(r.reader, "GET", "/api/me/saved", nil); !strings.Contains(saved.Body, "the quarter") {
		t.Errorf("what was saved for later: %d %s", saved.Status, saved.Body)
	}
	again := "heard again by " + r.URL
	r.say(t, again)
	for c := range h.addon.Calls { // what it was owed at the moment of the backup comes first
		if c.Header.Get("Authorization") == "" {
			t.Error("a webhook is not signed")
		}
		if strings.Contains(c.Body, again) {
			break
		}
	}
	found := "/api/search?q=" + url.QueryEscape("before in:Ops")
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(r.Call(r.Token, "GET", found, nil).Body, "before 3"); {
		if time.Now().After(deadline) {
			t.Fatal("the search finds nothing")
		}
	}
	if room := r.Room("Made after the restore"); room.ID < 2 {
		t.Errorf("numbers began anew: %d", room.ID)
	}
}

func TestWithoutTheKeyARestoreSaysWhatIsLostAndGoesOnOnlyWhenTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	h.say(t, "kept")
	archive, sum := makeBackup(t, h.source(t))
	h.Stop()
	storetest.Each(t, func(t *testing.T, into string) {
		if len(sum.Keys) != 1 || bytes.Contains(archive, []byte("secret/")) {
			t.Errorf("keys: %v", sum.Keys)
		}
		data := t.TempDir()
		target := backup.Target{Database: into, Data: data, Blobs: blobs(t, data)}
		_, err := backup.Restore(t.Context(), target, bytes.NewReader(archive))
		if err == nil || !strings.Contains(err.Error(), "1 add-ons") {
			t.Fatalf("without a key: %v", err)
		}
		target.KeyFile = filepath.Join(t.TempDir(), "wrong.key")
		if err := os.WriteFile(target.KeyFile, bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err == nil {
			t.Fatal("another key was taken")
		}
		target.KeyFile, target.Forget = "", true
		if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err != nil {
			t.Fatal(err)
		}
		r := &house{reader: h.reader}
		r.Server = stoatest.Start(t, stoatest.WithDatabase(into), func(c *app.Config) { c.Data = data })
		if diff := cmp.Diff([]string{"kept", "the quarter"}, r.history(t)); diff != "" {
			t.Error(diff)
		}
		if all, err := r.Remote.Addons(t.Context(), ""); err != nil || len(all) != 0 {
			t.Errorf("add-ons: %v, %v", all, err)
		}
	})
}

func TestWhereNothingIsLostWithoutTheKeyARestoreAsksForNone(t *testing.T) {
	t.Parallel()
	h := &house{data: t.TempDir(), database: storetest.SQLite(t)}
	h.Server = stoatest.Start(t, stoatest.WithDatabase(h.database), func(c *app.Config) { c.Data = h.data })
	_, h.reader = h.User("Grace Hopper", "grace@example.test")
	h.Room("Ops")
	h.say(t, "kept")
	archive, _ := makeBackup(t, h.source(t))
	h.Stop()
	data := t.TempDir()
	target := backup.Target{Database: storetest.SQLite(t), Data: data, Blobs: blobs(t, data)}
	if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err != nil {
		t.Fatal(err)
	}
	r := &house{reader: h.reader}
	r.Server = stoatest.Start(t, stoatest.WithDatabase(target.Database), func(c *app.Config) { c.Data = data })
	if diff := cmp.Diff([]string{"kept"}, r.history(t)); diff != "" {
		t.Error(diff)
	}
}

func TestTheKeyThatWasKeptApartOpensWhatIsRestored(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	archive, _ := makeBackup(t, h.source(t))
	h.Stop()
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "secret.key"), bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
		t.Fatal(err) // of a server that was started once
	}
	into := "sqlite://" + filepath.Join(data, "stoa.db") // which is not there yet
	target := backup.Target{Database: into, Data: data, KeyFile: filepath.Join(h.data, "secret.key")}
	if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(data, "secret.key*"))
	if err != nil || len(left) != 2 {
		t.Errorf("keys: %v, %v", left, err)
	}
	stoatest.Start(t, stoatest.WithDatabase(into), func(c *app.Config) { c.Data = data })
}

func TestABackupThatWasChangedOrCutOffIsFoundOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	archive, _ := makeBackup(t, h.source(t))
	middle := bytes.Index(archive, []byte(fileText))
	if middle < 0 {
		t.Fatal("the file is not in the backup")
	}
	changed := bytes.Clone(archive)
	changed[middle] ^= 1
	renamed := bytes.Replace(archive, []byte("files/file/"), []byte("files/../e/"), 1)
	for name, bad := range map[string][]byte{
		"a byte of a file": changed, "the end": archive[:len(archive)-3000], "half": archive[:len(archive)/2], "nothing": nil,
		"a name that leads elsewhere": renamed, "text": []byte(strings.Repeat("no backup", 200)), "more behind": append(bytes.Clone(archive[:len(archive)-1024]), archive...),
	} {
		if sum, err := backup.Verify(bytes.NewReader(bad), nil); err == nil {
			t.Errorf("%s: %+v", name, sum)
		}
	}
	if _, err := backup.Verify(bytes.NewReader(changed), nil); err == nil || !strings.Contains(err.Error(), "was changed") {
		t.Errorf("a changed byte: %v", err)
	}
}

func TestARestoreGoesIntoAnEmptyDatabaseThatNobodyUses(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	s := h.source(t)
	s.WithKeys = true
	archive, _ := makeBackup(t, s)
	storetest.Each(t, func(t *testing.T, url string) {
		into := func(url string) error {
			_, err := backup.Restore(t.Context(), backup.Target{Database: url, Data: t.TempDir()}, bytes.NewReader(archive))
			return err
		}
		if err := into(h.database); err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("over another: %v", err)
		}
		open := storetest.OpenWith(t, store.Config{URL: url, Hold: store.HoldAlone})
		if err := into(url); err == nil || !strings.Contains(strings.ToLower(err.Error()), "stop") {
			t.Errorf("beside a server: %v", err)
		}
		if _, err := open.Group(t.Context()); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
}
