package format

import (
	"io"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

// Foreign reads a body that is no message of HipChat's, but what a tool of today is known to send: somebody has put one of
// HipChat's addresses where the tool wants one of its own. Nothing is guessed there: ok is false for what nobody
// recognises, and for HipChat's own.
func Foreign(r Request) (m *Message, n hipchat.NotificationRequest, ok bool) {
	if name, _ := Recognise(r); name == "" || name == "hipchat" {
		return nil, n, false
	}
	m, err := Read(r)
	if err != nil || m.Format == "json" || m.Format == "text" {
		return nil, n, false
	}
	n, err = m.Notification()
	return m, n, err == nil
}

// HeaderFormat is the header of an answer that says what its request was taken for.
const HeaderFormat = "Stoa-Format"

// Write answers; 204 to those of whom nothing is known.
func (r Reply) Write(w http.ResponseWriter) {
	if r.Status == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", r.ContentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(r.Status)
	_, _ = io.WriteString(w, r.Body) // a caller that hung up is no error of ours
}
