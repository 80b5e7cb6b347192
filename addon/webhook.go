package addon

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
)

// Answer is a notification that is posted where the event happened, without a call of its own. nil says nothing.
// spec: connect, 5.5.
type Answer = hipchat.NotificationRequest

// Text answers with plain text.
func Text(text string) *Answer { return &Answer{Message: text, MessageFormat: "text"} }

// HTML answers with HTML, of which servers keep a few elements. What people wrote, also their names, belongs into it through
// html.EscapeString. spec: rest-v2, 4.6.
func HTML(html string) *Answer { return &Answer{Message: html, MessageFormat: "html"} }

// Handler is what an add-on does about an event. It answers within a few seconds: servers do not wait for long, and
// ctx ends before they give up. An error says that it did not succeed, and the server sends the event again later; so
// does a server that got no answer, which is why the same Delivery.ID may come twice.
type Handler[E any] func(ctx context.Context, in *Installation, event E) (*Answer, error)

// Webhook is a Module that hears of an event, made by OnRoomMessage and its siblings.
type Webhook struct {
	Name string // shown to administrators; empty: the event's
	Key  string // empty: none

	event   string
	pattern string
	call    func(ctx context.Context, in *Installation, d Delivery, it item, match []string) (*Answer, error)
}

// OnRoomMessage hears what people say that matches the pattern, a regular expression that is searched for anywhere unless
// it begins with ^; empty: everything. It is the servers' Python and Go's RE2 at once, since servers of before 2.0 send
// everything and the framework then leaves out what does not match. spec: connect, 5.3.
func OnRoomMessage(pattern string, h Handler[RoomMessage]) Webhook {
	return Webhook{event: hipchat.EventRoomMessage, pattern: pattern,
		call: func(ctx context.Context, in *Installation, d Delivery, it item, match []string) (*Answer, error) {
			return h(ctx, in, RoomMessage{d, *it.Message, match})
		}}
}

// OnRoomNotification hears what integrations post that matches the pattern, as in OnRoomMessage: also what the add-on
// itself posts.
func OnRoomNotification(pattern string, h Handler[RoomNotification]) Webhook {
	return Webhook{event: hipchat.EventRoomNotification, pattern: pattern,
		call: func(ctx context.Context, in *Installation, d Delivery, it item, match []string) (*Answer, error) {
			return h(ctx, in, RoomNotification{d, *it.Message, match})
		}}
}

// OnRoomTopicChange hears of new topics.
func OnRoomTopicChange(h Handler[RoomTopicChange]) Webhook {
	return on(hipchat.EventRoomTopicChange, h, func(d Delivery, it item) RoomTopicChange { return RoomTopicChange{d, *it.Sender, *it.Topic} })
}

// OnRoomFileUpload hears of shared files.
func OnRoomFileUpload(h Handler[RoomFileUpload]) Webhook {
	return on(hipchat.EventRoomFileUpload, h, func(d Delivery, it item) RoomFileUpload { return RoomFileUpload{d, *it.Sender, *it.File} })
}

// OnRoomEnter hears who comes.
func OnRoomEnter(h Handler[RoomEnter]) Webhook {
	return on(hipchat.EventRoomEnter, h, func(d Delivery, it item) RoomEnter { return RoomEnter{d, *it.Sender} })
}

// OnRoomExit hears who goes.
func OnRoomExit(h Handler[RoomExit]) Webhook {
	return on(hipchat.EventRoomExit, h, func(d Delivery, it item) RoomExit { return RoomExit{d, *it.Sender} })
}

// OnRoomCreated hears of new rooms, where the add-on is installed for the group.
func OnRoomCreated(h Handler[RoomCreated]) Webhook {
	return on(hipchat.EventRoomCreated, h, func(d Delivery, it item) RoomCreated { return RoomCreated{d, *it.Sender} })
}

// OnRoomArchived hears of rooms that are put away.
func OnRoomArchived(h Handler[RoomArchived]) Webhook {
	return on(hipchat.EventRoomArchived, h, func(d Delivery, it item) RoomArchived { return RoomArchived{d, *it.Sender} })
}

// OnRoomUnarchived hears of rooms that are brought back.
func OnRoomUnarchived(h Handler[RoomUnarchived]) Webhook {
	return on(hipchat.EventRoomUnarchived, h, func(d Delivery, it item) RoomUnarchived { return RoomUnarchived{d, *it.Sender} })
}

// OnRoomDeleted hears of rooms that are no more. An answer has nowhere to go.
func OnRoomDeleted(h Handler[RoomDeleted]) Webhook {
	return on(hipchat.EventRoomDeleted, h, func(d Delivery, it item) RoomDeleted { return RoomDeleted{d, *it.Sender} })
}

func on[E any](event string, h Handler[E], made func(Delivery, item) E) Webhook {
	return Webhook{event: event, call: func(ctx context.Context, in *Installation, d Delivery, it item, _ []string) (*Answer, error) {
		return h(ctx, in, made(d, it))
	}}
}

// join implements Module.
func (w Webhook) join(a *Addon) error {
	pattern, err := regexp.Compile(w.pattern)
	if err != nil {
		return fmt.Errorf("the pattern of a webhook for %s: %w", w.event, err)
	}
	hooks := &a.descriptor.Capabilities.Webhooks
	path := "/webhook/" + w.event
	if n := a.webhooksFor(w.event); n > 0 {
		path += "/" + strconv.Itoa(n+1)
	}
	*hooks = append(*hooks, hipchat.WebhookRequest{
		URL: a.url(path), Event: w.event, Pattern: w.pattern, Name: firstOf(w.Name, w.event), Key: w.Key,
		Authentication: hipchat.AuthenticationJWT,
	})
	a.mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) { a.serveWebhook(rw, r, w, pattern) })
	return nil
}

func (a *Addon) webhooksFor(event string) (n int) {
	for _, w := range a.descriptor.Capabilities.Webhooks {
		if w.Event == event {
			n++
		}
	}
	return n
}
