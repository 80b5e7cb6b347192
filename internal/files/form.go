package files

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/upload"
)

const (
	maxForm     = hipchat.MaxUpload/3*4 + 4<<20 // a whole body: the file in base64 with line breaks, and the rest
	maxMetadata = 64 << 10
	maxParts    = 16
	maxDrain    = 64 << 20
)

// Form is what an upload says: a file that has been received, and a text about it.
type Form struct {
	File *Incoming
	Text string
	Rest map[string]string // the other parts by their name
}

// ReceiveForm reads a multipart body, in whichever dialect, and stores the file that is in it. spec: rest-v2, 4.7
// share_file_with_room; client-quirks, F1 to F4.
func (l *Library) ReceiveForm(w http.ResponseWriter, r *http.Request, p *chat.Principal, to chat.Target) (Form, error) {
	t := r.Header.Get("Content-Type")
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(t)), "multipart/") {
		return Form{}, chat.Errorf(chat.Invalid, "Invalid content type: %s: a file is sent as multipart/related or multipart/form-data", hipchat.Abridge(t))
	}
	if _, err := l.Chat.MayPost(r.Context(), p, to); err != nil {
		return Form{}, err // before any of it is read
	}
	if r.ContentLength > maxForm {
		drain(r)
		return Form{}, errTooLarge
	}
	// The server's own deadline is meant for small bodies. A writer that has none to set is a test's.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(UploadLimit))
	parts, err := upload.NewReader(&bounded{r: r.Body, left: maxForm}, t)
	if err != nil {
		return Form{}, chat.Errorf(chat.Invalid, "Invalid content type: %s: %s", hipchat.Abridge(t), err)
	}
	in := form{library: l, parts: parts, Form: Form{Rest: map[string]string{}}}
	if err := in.read(r, p, to); err != nil {
		if in.File != nil {
			in.File.Discard(r.Context())
		}
		if errors.Is(err, errTooLarge) {
			drain(r)
		}
		return Form{}, err
	}
	return in.Form, nil
}

// drain reads some of what is left of an oversized body: clients that write before they read miss the answer
// otherwise. One that has asked whether to go on is told not to.
func drain(r *http.Request) {
	if r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrain)
	}
}

// form is a Form that is being read.
type form struct {
	Form
	library *Library
	parts   *upload.Reader
}

func (in *form) read(r *http.Request, p *chat.Principal, to chat.Target) error {
	for range maxParts {
		part, err := in.parts.Next()
		if errors.Is(err, io.EOF) {
			if in.File == nil {
				return chat.Violates(hipchat.Required("file"))
			}
			return nil
		}
		if err != nil {
			return blame(err)
		}
		if part.Name == "file" || part.FileName != "" {
			err = in.readFile(r, p, to, part)
		} else {
			err = in.readText(part)
		}
		if err != nil {
			return err
		}
	}
	return chat.Errorf(chat.Invalid, "The request body has more than %d parts", maxParts)
}

func (in *form) readFile(r *http.Request, p *chat.Principal, to chat.Target, part *upload.Part) (err error) {
	if in.File != nil {
		return chat.Errorf(chat.Invalid, "The request body has more than one file")
	}
	in.File, err = in.library.Receive(r.Context(), p, to, part.FileName, blaming{part})
	return err
}

// readText reads a part that is no file: the metadata, whatever it is called, or a field of the page's form.
func (in *form) readText(part *upload.Part) error {
	b, err := io.ReadAll(io.LimitReader(blaming{part}, maxMetadata+1))
	if err != nil {
		return err
	}
	if len(b) > maxMetadata {
		return chat.Errorf(chat.TooLarge, "The part '%s' is larger than %d bytes", hipchat.Abridge(part.Name), maxMetadata)
	}
	if !utf8.Valid(b) {
		return chat.Errorf(chat.Invalid, "The part '%s' is not valid UTF-8", hipchat.Abridge(part.Name))
	}
	switch {
	case part.Name == "metadata" || part.Type == "application/json":
		return in.readMetadata(b)
	case part.Name == "message": // a form's field, as curl -F sends it
		return in.setText(string(b))
	}
	in.Rest[part.Name] = string(b)
	return nil
}

// setText takes what is said about the file, which may be read before it.
func (in *form) setText(text string) error {
	if v := hipchat.CheckLength("message", text, 0, hipchat.MaxShareMessage); v != nil {
		return chat.Violates(v)
	}
	in.Text = text
	return nil
}

// unescaped is the metadata of a client that does not escape what people type. spec: client-quirks, 1.7
var unescaped = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)^\s*\{\s*"message"\s*:\s*"(.*)"\s*\}\s*$`) })

func (in *form) readMetadata(b []byte) error {
	if len(strings.TrimSpace(string(b))) == 0 {
		return nil
	}
	var metadata hipchat.FileMetadata
	err := json.Unmarshal(b, &metadata)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "message":
		return chat.Violates(hipchat.WrongType("message", wrong.Value, "string"))
	case errors.As(err, &wrong):
		return chat.Errorf(chat.Invalid, "The part 'metadata' must be a JSON object, not %s", wrong.Value)
	case err != nil:
		found := unescaped().FindSubmatch(b)
		if found == nil {
			return chat.Errorf(chat.Invalid, "The part 'metadata' is not valid JSON: %s", err)
		}
		metadata.Message = string(found[1])
	}
	return in.setText(metadata.Message)
}

// blaming turns what goes wrong with a body into what its sender is told.
type blaming struct{ r io.Reader }

func (b blaming) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	return n, blame(err)
}

func blame(err error) error {
	var known *chat.Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.As(err, &known):
		return err
	case errors.Is(err, upload.ErrBase64):
		return chat.Violates(&hipchat.Violation{Field: "file", Rule: hipchat.RuleFormat, Expected: "valid base64, as its Content-Transfer-Encoding says"})
	}
	return chat.Errorf(chat.Invalid, "The request body ended early or is not well-formed")
}
