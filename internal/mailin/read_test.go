package mailin

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-smtp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Whatever arrives is refused with a word, or becomes something that a room can hold.
func FuzzMailBecomesAMessage(f *testing.F) {
	for _, seed := range []string{
		"Subject: x\r\n\r\ny\r\n",
		"From: =?utf-8?Q?=E2=82=AC?= <a@b>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<b>\xc1</b>\r\n--b\r\nContent-Type: image/png; name=\"a\\b\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--b--\r\n",
		"Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz",
		"Content-Type: multipart/x\r\n\r\n--\r\n",
		"Subject: " + strings.Repeat("x", 20000) + "\r\n\r\n" + strings.Repeat("<y>", 20000),
		"Content-Type: text/plain; charset=nobody\r\nSubject: \x00\xff\r\n\r\n\x00\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := read(raw)
		if err != nil {
			return
		}
		d := m.draft()
		switch n := utf8.RuneCountInString(d.Body); {
		case strings.TrimSpace(d.Body) == "" || n > hipchat.MaxMessage:
			t.Errorf("a message of %d characters", n)
		case !utf8.ValidString(d.Body+d.From) || strings.ContainsRune(d.Body+d.From, 0):
			t.Errorf("%q from %q", d.Body, d.From)
		case utf8.RuneCountInString(d.From) > hipchat.MaxFrom || len(m.attached) > maxAttached:
			t.Errorf("%q, %d files", d.From, len(m.attached))
		}
		for _, a := range m.attached {
			if a.name == "" || len(a.content) == 0 {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestSenderIsToldWhetherToComeAgain(t *testing.T) {
	s := &Server{c: Config{Log: slog.New(slog.DiscardHandler)}}
	for _, c := range []struct {
		err  error
		code int
	}{
		{errors.New("the database is away"), 451},
		{chat.Errorf(chat.TooMany, "later"), 450},
		{chat.Errorf(chat.NotFound, "The conversation is gone"), 554},
		{errLoop, 554},
	} {
		var got *smtp.SMTPError
		if !errors.As(s.answer(t.Context(), c.err), &got) || got.Code != c.code {
			t.Errorf("%v is answered %v", c.err, got)
		}
	}
}
