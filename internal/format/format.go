// Package format recognises what a sender sent - Slack's messages, Alertmanager's groups, a push to GitHub - and says it
// as a notification. What a body is follows from what only its sender says: every recogniser looks for itself, no two of
// them know the same body, and so their order means nothing. What nobody recognises is shown as it is.
package format

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
)

// Request is what a sender sent.
type Request struct {
	Header http.Header
	Query  url.Values
	Body   []byte
}

// Message is what a request says.
type Message struct {
	Format string // who speaks like this, as in Names
	Why    string // what it was recognised by, for the log

	From  string // beside the integration's own name; empty: nothing
	Color string
	HTML  string // what stands where cards are not drawn, and in e-mail
	Text  bool   // HTML is plain text instead
	Card  *hipchat.Card

	Notify bool // those in the room are told

	Key   string // what it is about: the next message with the same key is news of the same thing; empty: of nothing
	State string // how that stands: firing, open, merged
	Reply Reply  // what the sender expects to be answered
	exact *hipchat.NotificationRequest
}

// Reply is an answer that a sender expects. The zero value is 204 without a body.
type Reply struct {
	Status      int
	ContentType string
	Body        string
}

// recogniser knows what one kind of sender sends.
type recogniser struct {
	name string
	// is answers what shows that the document is of this kind, or nothing.
	is func(*document) string
	// say translates it. It answers nil where the document, of this kind as it is, says nothing that can be shown.
	say func(*document) *Message
}

// recognisers are all kinds but the two that take what is left. Their order means nothing.
func recognisers() []recogniser {
	return []recogniser{
		hipchatNotification(), slackMessage(), alertmanager(), prometheus(), grafana(), grafanaLegacy(), github(), gitlab(), gitea(),
		bitbucket(), jira(), jenkins(), sentry(), pagerDuty(), datadog(), statuspage(), opsgenie(), uptimeKuma(), azureDevOps(), cloudEvent(), ntfy(), gotify(),
	}
}

// Names are the kinds that are recognised.
func Names() []string {
	var names []string
	for _, r := range recognisers() {
		names = append(names, r.name)
	}
	return append(names, "json", "text")
}

// ErrEmpty says that a request says nothing.
var ErrEmpty = errors.New("the request has no body, or one that says nothing: send text, JSON or what your tool sends to Slack")

// Recognise answers who speaks like this and what shows it; nothing when nobody is known to.
func Recognise(r Request) (name, why string) {
	k, why := find(read(r))
	return k.name, why
}

func find(d *document) (recogniser, string) {
	for _, k := range recognisers() {
		if why := k.is(d); why != "" {
			return k, why
		}
	}
	return recogniser{}, ""
}

// Read translates a request. What says nothing at all is ErrEmpty, and of what a form would lose a part there is a StrayError;
// everything else is a message.
func Read(r Request) (*Message, error) {
	d := read(r)
	if d.empty() {
		return nil, ErrEmpty
	}
	if d.stray != "" {
		return nil, &StrayError{d.stray}
	}
	k, why := find(d)
	if why == "" {
		return rest(d), nil
	}
	m := k.say(d)
	if m == nil || m.Blank() {
		m = rest(d)
		m.Why = fmt.Sprintf("looks like %s (%s), but has nothing that such a message shows", k.name, why)
		return m, nil
	}
	m.Format, m.Why = k.name, why
	return m, nil
}

// Notification is the message as the wire of HipChat says it, within its limits.
func (m *Message) Notification() (hipchat.NotificationRequest, error) {
	if m.exact != nil {
		return *m.exact, nil
	}
	n := hipchat.NotificationRequest{From: cut(m.From, hipchat.MaxFrom), Color: m.Color, MessageFormat: "html", Message: m.HTML, Notify: hipchat.Flag(m.Notify)}
	if m.Text {
		n.MessageFormat = "text"
		n.Message = cut(n.Message, hipchat.MaxMessage)
	} else if len([]rune(n.Message)) > hipchat.MaxMessage {
		// HTML cannot be cut just anywhere.
		n.Message, n.MessageFormat = cut(plain(n.Message), hipchat.MaxMessage), "text"
	}
	if m.Card != nil {
		raw, err := m.Card.JSON()
		if err != nil {
			return n, fmt.Errorf("card of a %s message: %w", m.Format, err)
		}
		n.Card = raw
	}
	return n, nil
}
