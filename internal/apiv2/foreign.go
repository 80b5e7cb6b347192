package apiv2

import (
	"io"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// foreign is a body that is no notification of HipChat's, but what a tool of today is known to send: somebody has put a room's
// address where the tool wants one of its own. It is for room tokens alone, and nothing is guessed: what is not recognised
// gets HipChat's error.
func foreign(r *http.Request, p *chat.Principal, body []byte) (*format.Message, hipchat.NotificationRequest, bool) {
	var none hipchat.NotificationRequest
	if p.Kind != chat.TokenRoom {
		return nil, none, false
	}
	asked := format.Request{Header: r.Header, Query: r.URL.Query(), Body: body}
	if name, _ := format.Recognise(asked); name == "" || name == "hipchat" {
		return nil, none, false
	}
	m, err := format.Read(asked)
	if err != nil || m.Format == "json" || m.Format == "text" {
		return nil, none, false
	}
	in, err := m.Notification()
	return m, in, err == nil
}

// answerForeign says what the tool expects to hear, and what it was taken for.
func answerForeign(w http.ResponseWriter, m *format.Message) {
	w.Header().Set("Stoa-Format", m.Format)
	if m.Reply.Status == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", m.Reply.ContentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(m.Reply.Status)
	_, _ = io.WriteString(w, m.Reply.Body) // a caller that hung up is no error of ours
}
