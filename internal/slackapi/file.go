package slackapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/upload"
)

// getUploadURLExternal answers where to send a file. spec: https://docs.slack.dev/reference/methods/files.getUploadURLExternal
func (a *API) getUploadURLExternal(c *call) (any, error) {
	if c.text("filename") == "" {
		return nil, refusal("invalid_arguments", "'filename' is missing")
	}
	size, err := c.number("length", 1, 1<<40, 0)
	if err != nil {
		return nil, err
	}
	if size == 0 {
		return nil, refusal("invalid_arguments", "'length' is missing: the file's size in bytes")
	}
	id, secret, err := a.c.Files.Stage(c.r.Context(), c.p, c.text("filename"), size)
	if err != nil {
		return nil, err
	}
	return struct {
		OK        bool   `json:"ok"`
		UploadURL string `json:"upload_url"`
		FileID    string `json:"file_id"`
	}{true, a.c.Base + "/slack/upload/" + secret, id}, nil
}

// upload takes a file's bytes, bare or as the file of a form.
func (a *API) upload(w http.ResponseWriter, r *http.Request) {
	auth.Tell(w, "/slack/upload/{token}", nil, "")
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		w.Header().Set("Allow", "POST, PUT")
		http.Error(w, "A file is sent by POST or PUT", http.StatusMethodNotAllowed)
		return
	}
	n, err := a.receive(w, r)
	var known *chat.Error
	switch {
	case err == nil:
		fmt.Fprintf(w, "OK - %d", n)
	case errors.As(err, &known) && known.Code == chat.TooLarge:
		http.Error(w, known.Message, http.StatusRequestEntityTooLarge)
	case errors.As(err, &known) && known.Code == chat.NotFound:
		http.Error(w, known.Message, http.StatusNotFound)
	case errors.As(err, &known):
		http.Error(w, known.Message, http.StatusBadRequest)
	case r.Context().Err() != nil:
		// The caller hung up: there is nobody to answer.
	case errors.Is(err, chat.ErrAway):
		a.c.Log.WarnContext(r.Context(), "a file was put off", "error", err)
		w.Header().Set("Retry-After", chat.AwayAfter)
		http.Error(w, chat.AwayText, http.StatusServiceUnavailable)
	default:
		a.c.Log.ErrorContext(r.Context(), "a file could not be received", "error", err)
		http.Error(w, "Something went wrong on the server. It has been logged.", http.StatusInternalServerError)
	}
}

func (a *API) receive(w http.ResponseWriter, r *http.Request) (int64, error) {
	// The server's own deadline is meant for small bodies. A writer that has none to set is a test's.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(files.UploadLimit))
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "multipart/form-data" {
		return a.c.Files.Fill(r.Context(), r.PathValue("token"), r.Body)
	}
	file, err := fileOf(http.MaxBytesReader(w, r.Body, hipchat.MaxUpload+maxBody), r.Header.Get("Content-Type"))
	if err != nil {
		return 0, chat.Errorf(chat.Invalid, "The form has no file: %s", err)
	}
	return a.c.Files.Fill(r.Context(), r.PathValue("token"), file)
}

// maxParts bounds what stands in a form before its file.
const maxParts = 16

// fileOf finds the file of a form.
func fileOf(body io.Reader, contentType string) (io.Reader, error) {
	parts, err := upload.NewReader(body, contentType)
	if err != nil {
		return nil, err
	}
	for range maxParts {
		part, err := parts.Next()
		if err != nil {
			return nil, err
		}
		if part.FileName != "" || part.Name == "file" {
			return part, nil
		}
	}
	return nil, fmt.Errorf("more than %d parts", maxParts)
}

// sharedFile is a file as Slack shows one.
type sharedFile struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
}

// completeUploadExternal shares files in rooms. spec: https://docs.slack.dev/reference/methods/files.completeUploadExternal
func (a *API) completeUploadExternal(c *call) (any, error) {
	list, err := c.sharing()
	if err != nil {
		return nil, err
	}
	staged := make([]chat.StagedFile, len(list))
	for i, f := range list {
		if staged[i], err = a.c.Files.StagedOf(c.r.Context(), c.p, f.ID); isNotFound(err) {
			err = refusal("file_not_found", err.Error())
		}
		if err != nil {
			return nil, err
		}
	}
	room, err := a.openRoom(c, channelArgument(c))
	if err != nil {
		return nil, err
	}
	d := chat.Draft{Body: format.SlackText(c.text("initial_comment"))}
	if err := a.intoThread(c, room, &d); err != nil {
		return nil, err
	}
	for _, f := range staged {
		if err := a.allowMessage(c, room); err != nil {
			return nil, err
		}
		if _, err := a.c.Files.ShareStaged(c.r.Context(), c.p, chat.ToConversation(room.ConversationID), f, d); err != nil {
			return nil, err
		}
		d.Body = "" // it is said once
	}
	return struct {
		OK    bool         `json:"ok"`
		Files []sharedFile `json:"files"`
	}{true, list}, nil
}

// maxShared is how many files one call may share.
const maxShared = 10

// sharing reads which files to share.
func (c *call) sharing() (list []sharedFile, err error) {
	raw, err := c.list("files", "invalid_arguments")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &list); raw == nil || err != nil {
		return nil, refusal("invalid_arguments", `'files' is not a list like [{"id": "F…", "title": "…"}]`)
	}
	if len(list) > maxShared {
		return nil, refusal("invalid_arguments", fmt.Sprintf("'files' has more than %d files", maxShared))
	}
	return list, nil
}

// channelArgument is where the room stands: newer clients name one, older ones a list of one.
func channelArgument(c *call) string {
	if c.text("channel_id") != "" || c.text("channels") == "" || strings.Contains(c.text("channels"), ",") {
		return "channel_id"
	}
	return "channels"
}
