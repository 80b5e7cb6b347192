package mailin

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// say posts a mail, and what is attached to it into its thread. A mail that comes again, because its sender did not hear
// that it had arrived, is not said again.
func (s *Server) say(ctx context.Context, r recipient, m *letter) error {
	if err := s.allow(r); err != nil {
		return err
	}
	to := chat.ToConversation(r.room.ConversationID)
	d := m.draft()
	d.ClientID = "mail:" + strconv.FormatInt(r.p.TokenID, 10) + ":" + m.id
	e, err := s.c.Chat.Post(ctx, r.p, to, d)
	if err != nil {
		return err
	}
	for i, f := range m.attached {
		in, err := s.c.Files.Receive(ctx, r.p, to, f.name, bytes.NewReader(f.content))
		if err != nil {
			return err
		}
		if _, err := in.Post(ctx, r.p, chat.Draft{Thread: e.ID, ClientID: d.ClientID + ":" + strconv.Itoa(i)}); err != nil {
			return err
		}
	}
	return nil
}

// draft is the mail as a notification, its subject as a heading.
func (m *letter) draft() chat.Draft {
	d := chat.Draft{Kind: chat.KindNotification, Format: chat.FormatHTML, Color: "gray", From: cut(m.from, hipchat.MaxFrom)}
	plain := m.text
	if plain == "" {
		plain = markup.PlainText(m.html)
	}
	head, body := "<b>"+html.EscapeString(m.heading())+"</b>", linked(m.text)
	if m.text == "" {
		body = markup.SanitizeHTML(m.html)
	}
	d.Body = join("<br>", head, body, html.EscapeString(m.more()))
	if utf8.RuneCountInString(d.Body) > hipchat.MaxMessage { // HTML cannot be cut just anywhere
		d.Format, d.Body = chat.FormatText, cut(join("\n", m.heading(), m.more(), strings.TrimSpace(plain)), hipchat.MaxMessage)
	}
	return d
}

func (m *letter) heading() string {
	switch {
	case m.subject != "":
		return m.subject
	case m.text == "" && m.html == "" && len(m.attached) > 0:
		return m.attached[0].name
	}
	return "Mail without a subject"
}

// more tells of files: those in the thread, and those that were too many.
func (m *letter) more() string {
	if len(m.attached) == 0 {
		return ""
	}
	files := "1 file is"
	if n := len(m.attached); n > 1 {
		files = fmt.Sprintf("%d files are", n)
	}
	files += " in the thread"
	if m.left > 0 {
		files += fmt.Sprintf("; %d more were left out", m.left)
	}
	return files
}

func lines(s string) string {
	return strings.ReplaceAll(html.EscapeString(strings.ReplaceAll(s, "\r\n", "\n")), "\n", "<br>")
}

// address is one of the web, without what ends its sentence.
var address = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`https?://[^\s<>"]*[^\s<>".,:;!?)]`) })

// linked is a text as HTML whose addresses lead somewhere: the page finds them in what people type, and not in HTML.
func linked(s string) string {
	var out strings.Builder
	end := 0
	for _, at := range address().FindAllStringIndex(s, -1) {
		url := html.EscapeString(s[at[0]:at[1]])
		out.WriteString(lines(s[end:at[0]]) + `<a href="` + url + `">` + url + `</a>`)
		end = at[1]
	}
	return out.String() + lines(s[end:])
}

func join(between string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, between)
}

// cut shortens a text to a number of characters, and shows that it did.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
