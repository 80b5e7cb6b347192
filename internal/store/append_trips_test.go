package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// TestAnAppendIsOneRoundTripToPostgreSQL looks at what goes over the wire once the statements are prepared.
func TestAnAppendIsOneRoundTripToPostgreSQL(t *testing.T) {
	t.Parallel()
	url, wire := storetest.Tap(t, storetest.PostgreSQL(t))
	s := storetest.Open(t, url)
	room := mustRoom(t, s, "Ops", 0)
	hook, err := s.CreateWebhook(t.Context(), chat.Webhook{RoomID: room.ID, Event: "room_message", URL: "http://127.0.0.1/", Queue: "q"})
	if err != nil {
		t.Fatal(err)
	}
	plain := func(n int) chat.Append { return said(room.ConversationID, 1, fmt.Sprint(n)) }
	named := func(n int) chat.Append {
		a := plain(n)
		a.Event.ClientID = fmt.Sprint("client ", n)
		return a
	}
	owing := func(n int) chat.Append {
		a := plain(n)
		a.Owed = []chat.Delivery{{WebhookID: hook.ID, Payload: []byte("{}"), UID: fmt.Sprint(n)}}
		return a
	}
	topic := func(n int) chat.Append {
		a := plain(n)
		a.Event.Kind, a.Topic = chat.KindTopic, &a.Event.Body
		return a
	}
	for _, tt := range []struct {
		name       string
		make       func(n int) chat.Append
		statements int
	}{
		{"a notification", plain, 1},
		{"a message that its sender has named", named, 1},
		{"what a webhook is owed", owing, 2},
		{"a topic", topic, 2},
	} {
		mustAppend(t, s, tt.make(1)) // prepares the statements
		wire.Taken()
		mustAppend(t, s, tt.make(2))
		if statements, trips := wire.Taken(); len(statements) != tt.statements || trips != 1 {
			t.Errorf("%s took %d statements in %d round trips, want %d in 1:\n%s", tt.name, len(statements), trips, tt.statements,
				strings.Join(statements, "\n"))
		}
	}
}
