package addon

import (
	"context"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

func ignored[E any](context.Context, *Installation, E) (*Answer, error) { return nil, nil }

// FuzzEvents gives the handlers of all events what anybody may send: it is refused, or whole.
func FuzzEvents(f *testing.F) {
	hooks := map[string]Webhook{}
	for _, h := range []Webhook{
		OnRoomMessage("", ignored), OnRoomNotification("", ignored), OnRoomTopicChange(ignored), OnRoomFileUpload(ignored), OnRoomEnter(ignored),
		OnRoomExit(ignored), OnRoomCreated(ignored), OnRoomArchived(ignored), OnRoomUnarchived(ignored), OnRoomDeleted(ignored),
	} {
		hooks[h.event] = h
		f.Add([]byte(`{"event":"` + h.event + `","webhook_id":1,"oauth_client_id":"a","item":{"room":{"id":1,"owner":{"id":2}},"sender":{"id":2,"name":"N"},` +
			`"topic":"t","file":{"name":"f"},"message":{"message":"m","from":"Builds","card":"{}"}}}`))
	}
	f.Add([]byte(`{"event":"room_enter","item":{"room":{},"sender":{"allowed_scopes":[],"id":"c","room":null}}}`))
	f.Add([]byte(`{"event":"room_exit","item":{"room":{},"sender":"Nagios"}}`))
	f.Add([]byte(`{"event":"room_message","item":{"room":{},"message":{"message":null,"from":null}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var e envelope
		if unmarshal(body, &e) != nil {
			return
		}
		it, err := e.read()
		if err != nil {
			return
		}
		_ = (&claims{}).covers(it)
		if h, ok := hooks[e.Event]; ok {
			_, _ = h.call(t.Context(), nil, Delivery{Event: e.Event, Room: *it.Room}, it, nil)
		}
	})
}

// What the outbox waits for grows, and not for ever.
func TestPostsAreTriedEverMoreSeldom(t *testing.T) {
	a := &Addon{}
	a.opt.complete()
	p := Post{Created: a.opt.Now()}
	down := &hipchat.Error{Code: 503}
	for p.Attempts = range 100 {
		wait, more := a.again(p, down)
		if limit := longestWait; !more || wait > limit || wait <= 0 {
			t.Errorf("after %d attempts: %s, %v", p.Attempts, wait, more)
		}
	}
	if wait, _ := a.again(p, down); wait < longestWait/2 {
		t.Errorf("after a hundred attempts only %s", wait)
	}
	p.Created = p.Created.Add(-25 * 60 * 60 * 1e9)
	if _, more := a.again(p, down); more {
		t.Error("tried for more than a day")
	}
}
