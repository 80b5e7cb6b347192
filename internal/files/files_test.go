package files_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/picture"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// shelf is a blob store in memory whose keys can be seen, and which can be told to fail.
type shelf struct {
	*blob.Store
	mu   sync.Mutex
	keys map[string]bool
	fail error
}

func (s *shelf) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	n, err := s.Store.Put(ctx, key, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.keys[key] = true
	}
	return n, err
}

func (s *shelf) Delete(ctx context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, key)
	return s.Store.Delete(ctx, key)
}

// house is a library over a real database, with a room and its owner, at a time that can be moved.
type house struct {
	*files.Library
	chat  *chat.Service
	store *store.Store
	shelf *shelf
	owner *chat.Principal
	room  chat.Room
	later time.Duration
}

func newHouse(t *testing.T, database string) *house {
	t.Helper()
	blobs, err := blob.Open(blob.Config{})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{shelf: &shelf{Store: blobs, keys: map[string]bool{}}}
	now := func() time.Time { return time.Now().Add(h.later) }
	s := storetest.Open(t, database)
	h.store = s
	h.chat = chat.New(chat.Config{Store: s, Now: now})
	owner, err := h.chat.CreateOwner(t.Context(), "", chat.User{Name: "Ada", Email: "ada@example.test"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	h.owner = auth.PersonPrincipal(owner)
	if h.room, err = h.chat.CreateRoom(t.Context(), h.owner, chat.Room{Name: "Ops"}); err != nil {
		t.Fatal(err)
	}
	h.Library = files.New(files.Config{
		Blobs: h.shelf, Store: s, Chat: h.chat, Pictures: picture.NewDecoder(1), Now: now, Log: slog.New(slog.DiscardHandler),
	})
	return h
}

func (h *house) receive(t *testing.T, content string) *files.Incoming {
	t.Helper()
	in, err := h.Receive(t.Context(), h.owner, chat.ToRoom("Ops"), "a.txt", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (h *house) wantBlobs(t *testing.T, when string, n int) {
	t.Helper()
	if len(h.shelf.keys) != n {
		t.Errorf("%s: %d blobs %v, want %d", when, len(h.shelf.keys), slices.Collect(maps.Keys(h.shelf.keys)), n)
	}
}

func (h *house) sweep(t *testing.T) {
	t.Helper()
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAnUploadThatFailsLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		h := newHouse(t, database)
		gone := errors.New("the connection is gone")
		half := io.MultiReader(strings.NewReader(strings.Repeat("x", 10_000)), iotest.ErrReader(gone))
		if _, err := h.Receive(t.Context(), h.owner, chat.ToRoom("Ops"), "a.txt", half); !errors.Is(err, gone) {
			t.Errorf("a body that breaks off: %v", err)
		}
		full := errors.New("the disk is full")
		h.shelf.fail = full
		if _, err := h.Receive(t.Context(), h.owner, chat.ToRoom("Ops"), "a.txt", strings.NewReader("x")); !errors.Is(err, full) {
			t.Errorf("a store that fails: %v", err)
		}
		h.shelf.fail = nil
		in := h.receive(t, "x")
		h.wantBlobs(t, "received", 1)
		if _, err := in.Post(t.Context(), h.owner, chat.Draft{Body: strings.Repeat("x", 1001)}); err == nil {
			t.Error("a text that is too long was posted")
		}
		h.wantBlobs(t, "refused", 0)
		if events, err := h.chat.Page(t.Context(), h.owner, h.room.ConversationID, false, 0, 10); err != nil || len(events) != 0 {
			t.Errorf("events: %+v, %v", events, err)
		}
	})
}

// mute commits what is said, and then its answer is lost.
type mute struct{ *store.Store }

func (m mute) Append(ctx context.Context, a chat.Append) (chat.Event, error) {
	_, err := m.Store.Append(ctx, a)
	return chat.Event{}, errors.Join(chat.ErrAway, err)
}

func TestAFileOfWhichIsNotKnownWhetherItWasSharedStays(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	in := h.receive(t, "said, and not heard of")
	c := h.Config
	c.Chat = chat.New(chat.Config{Store: mute{h.store}})
	lossy, err := files.New(c).Receive(t.Context(), h.owner, chat.ToRoom("Ops"), "a.txt", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lossy.Post(t.Context(), h.owner, chat.Draft{}); !errors.Is(err, chat.ErrAway) {
		t.Fatal(err)
	}
	h.wantBlobs(t, "without an answer", 2)
	h.later = time.Hour // that of in never came, and nobody knows of it
	h.sweep(t)
	h.wantBlobs(t, "after the sweep", 1)
	events, err := h.store.EventsAfter(t.Context(), h.room.ConversationID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	shown := events[len(events)-1].File
	if _, err := h.store.File(t.Context(), shown.Key); err != nil {
		t.Errorf("the file that the log shows: %v", err)
	}
	in.Discard(t.Context())
}

// absent is a database that cannot be reached.
type absent struct{ *store.Store }

func (absent) File(context.Context, string) (chat.StoredFile, error) {
	return chat.StoredFile{}, chat.ErrAway
}

func (absent) Picture(context.Context, string) (chat.Picture, error) {
	return chat.Picture{}, chat.ErrAway
}

func TestWhoAsksForAFileIsToldToComeBackWhileTheDatabaseIsAway(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	c := h.Config
	c.Store, c.Chat = absent{h.store}, chat.New(chat.Config{Store: absent{h.store}})
	l := files.New(c)
	for name, serve := range map[string]http.HandlerFunc{"a file": l.ServeHTTP, "a picture": l.ServePicture} {
		w := httptest.NewRecorder()
		serve(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
}

func TestARepeatedUploadIsAnsweredWithTheFirst(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	var ids []string
	for range 2 {
		e, err := h.receive(t, "x").Post(t.Context(), h.owner, chat.Draft{ClientID: "client-1"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	if ids[0] != ids[1] {
		t.Errorf("two events: %v", ids)
	}
	h.wantBlobs(t, "after the repetition", 1)
}

func TestTheSweepTakesWhatNoEventShows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		h := newHouse(t, database)
		if _, err := h.receive(t, "shown").Post(t.Context(), h.owner, chat.Draft{}); err != nil {
			t.Fatal(err)
		}
		h.receive(t, "its process was killed")
		h.sweep(t)
		h.wantBlobs(t, "an upload may still be going on", 2)
		h.later = time.Hour
		h.sweep(t)
		h.wantBlobs(t, "an hour later", 1)
		if err := h.chat.DeleteRoom(t.Context(), h.owner, "Ops"); err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			var err error
			if more, err = h.store.ClearLeftover(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		h.sweep(t)
		h.wantBlobs(t, "after the room has gone", 0)
	})
}

// What a form's parts may be called, and how many there may be.
func TestFormsAreReadWithinBounds(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	part := func(head, content string) string {
		return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n"
	}
	for _, c := range []struct{ name, body, text, says string }{
		{"a field of a form", part(`name="message"`, "hello") + part(`name="file"; filename="a"`, "x"), "hello", ""},
		{"metadata that is not escaped", part(`name="metadata"`, `{"message": "say "hi" now"}`) + part(`name="file"`, "x"), `say "hi" now`, ""},
		{"JSON under another name", "--b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; name=\"data\"\r\n\r\n{\"message\":\"m\"}\r\n" + part(`name="upload"; filename="a"`, "x"), "m", ""},
		{"too many parts", strings.Repeat(part(`name="x"`, "x"), 20), "", "more than 16 parts"},
		{"a field that is too long", part(`name="x"`, strings.Repeat("x", 70_000)), "", "larger than 65536 bytes"},
		{"a field that is not text", part(`name="x"`, "\xff"), "", "not valid UTF-8"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body+"--b--"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		in, err := h.ReceiveForm(httptest.NewRecorder(), r, h.owner, chat.ToRoom("Ops"))
		var known *chat.Error
		switch {
		case c.says == "" && (err != nil || in.Text != c.text):
			t.Errorf("%s: %q, %v", c.name, in.Text, err)
		case c.says != "" && (!errors.As(err, &known) || !strings.Contains(known.Message, c.says)):
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
