package archive

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
)

// FuzzJSON takes anything for each of the JSON parts.
func FuzzJSON(f *testing.F) {
	for _, files := range []map[string]string{sample(), oldSample()} {
		for name, content := range files {
			if strings.HasSuffix(name, ".json") {
				f.Add(content)
			}
		}
	}
	for _, s := range []string{``, `[`, `[]]`, `{}`, `{"a":{"b":[1]},"c":[{"User":{"id":1}}]}`, `[null,1,"x",{"UserMessage":null},{"UserMessage":{"id":1e99,"timestamp":5}}]`,
		`[{"UserMessage":{"timestamp":"2018-08-08T14:23:54Z 1","id":"x","message":"\u0000\ud800","sender":-7,"mentions":[[]],"attachment":{"path":"../x"}}}]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		spool, err := newSpool("")
		if err != nil {
			t.Fatal(err)
		}
		a := &Archive{spool: spool, odd: newOddities(), avatars: make(map[int64]element)}
		defer a.Close()
		x := newIndex()
		for _, name := range []string{"users.json", "rooms.json", "emoticons.json", "rooms/5/history.json", "users/5/history.json"} {
			p, err := spool.add(entry{name: name, Reader: strings.NewReader(content)})
			if err == nil {
				users := part{name: "users.json"} // an empty one, that the rest is looked at too
				if name == "users.json" {
					err = a.take(t.Context(), x, []part{p})
				} else {
					err = a.take(t.Context(), x, []part{users, p})
				}
			}
			if err != nil && !damage(err) {
				t.Fatal(err)
			}
		}
		for _, u := range a.Users() {
			if _, err := a.Avatar(u.ID); u.ID <= 0 || err != nil && !strings.Contains(err.Error(), "avatar") {
				t.Errorf("%+v: %v", u, err)
			}
		}
		logs := x.logs(spool, a.odd)
		ids := make(map[string]bool)
		for i := range logs {
			var last time.Time
			for _, m := range said(t, &logs[i]) {
				if ids[m.ID] || uuid.Validate(m.ID) != nil || m.Time.Before(last) || !utf8.ValidString(m.Text) || strings.Contains(m.Text, "\x00") {
					t.Errorf("%+v after %v", m, last)
				}
				if m.Attachment != nil && m.Attachment.Path != "" && !filepath.IsLocal(m.Attachment.Path) {
					t.Errorf("the file %q is outside", m.Attachment.Path)
				}
				ids[m.ID], last = true, m.Time
				comesBack(t, m)
			}
		}
	})
}

// comesBack sees whether a message that is written is read as it was.
func comesBack(t *testing.T, m Message) {
	t.Helper()
	if m.Kind != PrivateUserMessage {
		m.Receiver = Person{} // there is none
	}
	if m.Attachment != nil && m.Attachment.Path == "" && m.Attachment.Name == "." || m.Extra != nil {
		return // what is written is neater than what was read
	}
	raw, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeMessage(raw, func(_ Kind, what string) { t.Errorf("odd: %s of %s", what, raw) })
	if m.Kind == NotificationMessage && m.Sender.ID == 0 {
		m.Sender.MentionName = ""
	}
	if d := cmp.Diff(m, got, cmpopts.EquateEmpty()); err != nil || d != "" {
		t.Errorf("%s: %v %s", raw, err, d)
	}
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"2018-08-08T14:23:54Z 626267", "2018-08-08T14:23:54Z", "2015-02-03T08:00:00+00:00", "2015-08-21T06:32:37+0000", "0001-01-01T00:00:00+23:59", " ", "Z 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := parseTime(s)
		if err != nil {
			return
		}
		again, err := parseTime(at.Format(time.RFC3339Nano))
		if err != nil && at.Year() > 0 && at.Year() < 10000 || err == nil && !again.Equal(at) {
			t.Errorf("%q: %v, then %v, %v", s, at, again, err)
		}
	})
}

// FuzzEntries takes anything for an archive.
func FuzzEntries(f *testing.F) {
	files := map[string]string{"users.json": "[]", "rooms/1/files/a": "x"}
	t := new(testing.T)
	plain := tarred(t, files)
	f.Add(plain)
	f.Add(zipped(t, plain))
	f.Add(encrypted(t, "p", zipped(t, plain)))
	f.Add([]byte("Salted__12345678"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := unpack(bufio.NewReader(bytes.NewReader(content)), []byte("p"))
		if err != nil {
			return
		}
		untar(io.LimitReader(r, 1<<20), func(e entry, err error) bool {
			if err != nil {
				return false
			}
			if !filepath.IsLocal(e.name) {
				t.Errorf("%q is outside", e.name)
			}
			_, err = io.Copy(io.Discard, e)
			return err == nil
		})
	})
}

func FuzzContainer(f *testing.F) {
	f.Add([]byte("hello"), "Example1", 3)
	f.Add([]byte{}, " ", 0)
	f.Fuzz(func(t *testing.T, content []byte, password string, cut int) {
		if password == "" {
			return
		}
		packed := encrypted(t, password, content)
		read := func(b []byte) ([]byte, error) {
			r, err := decrypt(bufio.NewReader(bytes.NewReader(b)), []byte(password), func([]byte) bool { return true })
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}
		if got, err := read(packed); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%q, %v", got, err)
		}
		if cut > 0 && cut < len(packed) && cut%16 != 0 {
			if _, err := read(packed[:len(packed)-cut]); err == nil {
				t.Error("it was cut off, and nobody noticed")
			}
		}
	})
}
