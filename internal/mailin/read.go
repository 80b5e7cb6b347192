package mailin

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // whatever alphabet a mail is written in
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
)

const (
	maxParts    = 100 // of a mail
	maxAttached = 10  // files that are shared
	maxHops     = 50  // servers that a mail has passed through
	maxHeader   = 998 // characters of a line of the header that is looked at
)

// letter is what a mail says.
type letter struct {
	id       string // the same whenever the same mail comes again
	from     string
	subject  string
	text     string
	html     string // where there is no text
	attached []attachment
	left     int // files that were too many
}

type attachment struct {
	name    string
	content []byte
}

// errLoop refuses what an answering machine wrote, and what goes round: nothing good comes of either.
var errLoop = refusal(554, smtp.EnhancedCode{5, 4, 6}, "Automatic answers, and mail that goes in circles, are not taken here")

// read reads a mail. Of several ways to say the same it takes the plain one.
func read(raw []byte) (*letter, error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return nil, refusal(554, smtp.EnhancedCode{5, 6, 0}, "The mail cannot be read")
	}
	defer r.Close()
	if loops(&r.Header) {
		return nil, errLoop
	}
	m := &letter{from: sender(&r.Header), subject: header(r.Header.Text("Subject"))}
	m.id = identity(r.Header.Get("Message-Id"), raw)
	for range maxParts {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if part == nil || err != nil && !message.IsUnknownCharset(err) {
			break // what could be read until here is said
		}
		m.take(part)
	}
	return m, nil
}

// loops tells whether a machine answered some mail, or this one has passed through too many servers.
func loops(h *mail.Header) bool {
	submitted, _, _ := strings.Cut(strings.ToLower(h.Get("Auto-Submitted")), ";")
	if strings.TrimSpace(submitted) == "auto-replied" || h.Has("X-Autoreply") || strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "auto_reply") {
		return true
	}
	return len(h.Values("Received")) > maxHops
}

func sender(h *mail.Header) string {
	list, err := h.AddressList("From")
	if err != nil || len(list) == 0 {
		return ""
	}
	if list[0].Name != "" {
		return header(list[0].Name, nil)
	}
	return header(list[0].Address, nil)
}

// header is a text of one line that any message may hold.
func header(s string, _ error) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if r := []rune(s); len(r) > maxHeader {
		s = string(r[:maxHeader])
	}
	return s
}

// clean takes out of a text what no message may hold.
func clean(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "") }

// identity names a mail by what its sender calls it, or else by all of it.
func identity(messageID string, raw []byte) string {
	named := []byte(strings.TrimSpace(messageID))
	if len(named) == 0 {
		named = raw
	}
	sum := sha256.Sum256(named)
	return hex.EncodeToString(sum[:16])
}

// take takes what a part says: a text, the first one of its kind, or a file.
func (m *letter) take(part *mail.Part) {
	content, err := io.ReadAll(part.Body) // bounded by the mail
	if err != nil && len(content) == 0 {
		return
	}
	switch h := part.Header.(type) {
	case *mail.InlineHeader:
		media, params, _ := h.ContentType()
		switch {
		case media == "text/plain" && params["name"] == "":
			m.text = strings.TrimSpace(m.text + "\n\n" + clean(string(content)))
		case media == "text/html" && m.html == "":
			m.html = strings.TrimSpace(clean(string(content)))
		case !strings.HasPrefix(media, "text/"):
			m.attach(params["name"], media, content)
		}
	case *mail.AttachmentHeader:
		name, _ := h.Filename()
		media, _, _ := h.ContentType()
		m.attach(name, media, content)
	}
}

func (m *letter) attach(name, media string, content []byte) {
	if len(content) == 0 {
		return
	}
	if len(m.attached) == maxAttached {
		m.left++
		return
	}
	name = cmp.Or(header(name, nil), header(strings.ReplaceAll(media, "/", "."), nil), "file")
	m.attached = append(m.attached, attachment{name, content})
}
