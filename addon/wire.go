package addon

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// How much of what others send is read, in bytes.
const (
	maxPayload = 64 << 10 // of an installation
	maxEvent   = 1 << 20  // of a webhook: a message of 10,000 characters with a card and its mentions
)

// refusal is an answer that is no success. Its text is for whoever installs or operates: servers show it, so it holds
// neither secrets nor what only the add-on's log should say.
type refusal struct {
	status int
	text   string
	cause  error // for the log
}

func (r *refusal) Error() string {
	if r.cause != nil {
		return r.text + ": " + r.cause.Error()
	}
	return r.text
}

func (r *refusal) Unwrap() error { return r.cause }

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, text: fmt.Sprintf(format, args...)}
}

func (r *refusal) because(err error) *refusal {
	r.cause = err
	return r
}

// fail answers an error and logs it. What is no refusal is the add-on's own fault, and stays in its log.
func (a *Addon) fail(w http.ResponseWriter, r *http.Request, what string, err error) {
	var no *refusal
	if !errors.As(err, &no) {
		no = refuse(http.StatusInternalServerError, "The add-on failed").because(err)
	}
	log := a.opt.Log.WarnContext
	if no.status == http.StatusInternalServerError {
		log = a.opt.Log.ErrorContext
	}
	log(r.Context(), "refused: "+what, "status", no.status, "error", err)
	http.Error(w, no.text, no.status)
}

// readJSON reads a body of at most limit bytes.
func readJSON(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return refuse(http.StatusRequestEntityTooLarge, "The body has more than %d bytes", limit)
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "The body ended early").because(err)
	}
	return unmarshal(b, into)
}

func unmarshal(b []byte, into any) error {
	err := json.Unmarshal(b, into)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return refuse(http.StatusBadRequest, "The field %s is a JSON %s", strconv.Quote(wrong.Field), wrong.Value)
	}
	if err != nil {
		return refuse(http.StatusBadRequest, "The body is not JSON")
	}
	return nil
}

func (a *Addon) writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		a.opt.Log.Error("an answer was not encoded", "error", err)
		http.Error(w, "The add-on failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // whoever asked has gone
}
