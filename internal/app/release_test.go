package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// A server that stops after the first piece of a release leaves the rest to the one that runs next, in its order.
func TestWhatWasBeingReleasedIsSentByTheServerThatRunsNext(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		const owed, taken = 1030, 990 // a piece is a thousand
		got := make(chan string, owed)
		receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			got <- string(body)
		}))
		t.Cleanup(receiver.Close)
		data := t.TempDir()
		start := func() *stoatest.Server {
			return stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data })
		}
		s := start()
		room := s.Room("Ops")
		hook, err := s.Client(s.Token).CreateWebhook(t.Context(), "Ops", hipchat.WebhookRequest{URL: receiver.URL, Event: hipchat.EventRoomTopicChange})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Remote.PauseWebhook(t.Context(), hook.ID); err != nil {
			t.Fatal(err)
		}
		s.Stop()
		stopInARelease(t, database, room.ID, hook.ID, owed, taken)
		start()
		for i := taken; i < owed; i++ {
			select {
			case body := <-got:
				if want := fmt.Sprintf(`{"n":%d}`, i); body != want {
					t.Fatalf("sent %s, want %s", body, want)
				}
			case <-time.After(time.Minute):
				t.Fatalf("%d is not sent", i)
			}
		}
	})
}

// stopInARelease makes so much owed to a paused webhook, and resumes it until a first piece is released, of which so many
// are taken.
func stopInARelease(t *testing.T, database string, roomID, hookID int64, owed, taken int) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	room, err := db.Room(t.Context(), roomID)
	if err != nil {
		t.Fatal(err)
	}
	a := chat.Append{Event: chat.Event{ID: uuid.Must(uuid.NewV7()).String(), ConversationID: room.ConversationID, Time: time.Now(),
		Kind: chat.KindMessage, UserID: 1, Sender: "Ada Brook", Body: "much", Format: chat.FormatText}}
	for i := range owed {
		a.Owed = append(a.Owed, chat.Delivery{WebhookID: hookID, RoomID: room.ID, UID: fmt.Sprint("msg_", i), Payload: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	if _, err := db.Append(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := db.ResumeWebhook(t.Context(), hookID, time.Now()); err != nil {
		t.Fatal(err)
	}
	list, err := db.Deliveries(t.Context(), chat.DeliveryFilter{WebhookID: hookID, Limit: owed})
	if err != nil {
		t.Fatal(err)
	}
	var ended []chat.Settlement
	for _, d := range list[len(list)-taken:] { // the newest first
		ended = append(ended, chat.Settlement{DeliveryID: d.ID, State: chat.DeliveryDone, At: time.Now()})
	}
	if err := db.SettleDeliveries(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
}
