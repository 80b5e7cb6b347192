package inbound

import (
	"net/http"
	"strings"
	"unicode"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// say posts a message, or what it tells anew of something that there is a message about.
func (a *API) say(w http.ResponseWriter, r *http.Request, p *chat.Principal, room chat.Room, m *format.Message) (chat.Event, error) {
	n, err := newsOf(r, m)
	if err == nil {
		n.Draft, err = draftOf(p, m)
	}
	if err != nil {
		return chat.Event{}, err
	}
	to := chat.ToRoom(idOf(room))
	if n.Key == "" {
		w.Header().Set(headerOutcome, string(chat.Created))
		return a.c.Chat.Post(r.Context(), p, to, n.Draft)
	}
	e, outcome, err := a.c.Chat.PostNews(r.Context(), p, to, n)
	w.Header().Set(headerOutcome, string(outcome))
	return e, err
}

// draftOf is a message as the caller says it.
func draftOf(p *chat.Principal, m *format.Message) (chat.Draft, error) {
	in, err := m.Notification()
	d := chat.NotificationDraft(in)
	d.Owned = true
	if !p.Level.Has(hipchat.FeatureCards) {
		d.Card = nil // the message says the same
	}
	return d, err
}

// newsOf is what a message is about: what the sender says in so many words, or else what its format tells. Of the second
// kind, what says nothing of a state is a comment.
func newsOf(r *http.Request, m *format.Message) (n chat.News, err error) {
	key, named := said(r, "key")
	if named {
		err = chat.CheckKey(key)
		n.Key = "key " + key // apart from those that formats make
	} else if m.Key != "" {
		n.Key = m.Format + " " + m.Key
	}
	n.State = m.State
	if state, there := said(r, "state"); there {
		n.State = state
	}
	n.State = word(n.State)
	n.Aside = !named && n.State == ""
	return n, err
}

const maxState = 50 // characters

// word is a state as it is kept: one line, not long.
func word(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	r := []rune(s)
	return string(r[:min(len(r), maxState)])
}

// said is a parameter of the address, or the header of the same name.
func said(r *http.Request, name string) (value string, there bool) {
	if q := r.URL.Query(); q.Has(name) {
		return strings.TrimSpace(q.Get(name)), true
	}
	value = strings.TrimSpace(r.Header.Get("Stoa-" + name))
	return value, value != ""
}
