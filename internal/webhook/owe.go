package webhook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

// Ledger turns what happens in a room into the deliveries that it owes. It implements chat.Owing.
type Ledger struct {
	registry *Registry
	view     *view.View
}

// NewLedger makes a Ledger.
func NewLedger(r *Registry, v *view.View) *Ledger {
	return &Ledger{registry: r, view: v}
}

// eventOf is the webhook event that each kind of event fires. spec: connect, 5.2.
var eventOf = map[chat.Kind]string{
	chat.KindMessage:      hipchat.EventRoomMessage,
	chat.KindGuestAccess:  hipchat.EventRoomMessage,
	chat.KindNotification: hipchat.EventRoomNotification,
	chat.KindTopic:        hipchat.EventRoomTopicChange,
	chat.KindEnter:        hipchat.EventRoomEnter,
	chat.KindExit:         hipchat.EventRoomExit,
}

// Owed answers one delivery for each registration that is to hear of the event. A shared file is heard of twice: as a
// message, and as an upload.
func (l *Ledger) Owed(ctx context.Context, room chat.Room, e chat.Event) ([]chat.Delivery, error) {
	owed, err := l.owed(ctx, room, e, eventOf[e.Kind])
	if err != nil || e.File == nil {
		return owed, err
	}
	uploads, err := l.owed(ctx, room, e, hipchat.EventRoomFileUpload)
	return append(owed, uploads...), err
}

func (l *Ledger) owed(ctx context.Context, room chat.Room, e chat.Event, event string) ([]chat.Delivery, error) {
	hooks, err := l.registry.Match(ctx, room.ID, event, e.Body)
	if err != nil || len(hooks) == 0 {
		return nil, err
	}
	item, err := l.item(ctx, room, e, event)
	if err != nil {
		return nil, err
	}
	return deliveries(hooks, item, chat.Delivery{
		ConversationID: e.ConversationID, RoomID: room.ID, EventID: e.ID, ActorID: actor(e), Created: e.Time,
	}), nil
}

// deliveries gives each of the webhooks the item; each has all that like has.
func deliveries(hooks []Registered, item json.RawMessage, like chat.Delivery) []chat.Delivery {
	like.State, like.NextAttempt = chat.DeliveryPending, like.Created
	owed := make([]chat.Delivery, 0, len(hooks))
	for _, h := range hooks {
		d := like
		d.UID = rand.Text()
		d.WebhookID, d.InstallationID, d.Payload = h.ID, h.InstallationID, Envelope(h.Webhook, h.OAuthID, item)
		owed = append(owed, d)
	}
	return owed
}

// actor is the person behind the event: nobody, for what an integration posted. spec: connect, 5.4.
func actor(e chat.Event) int64 {
	if e.Kind == chat.KindNotification {
		return 0
	}
	return e.UserID
}

// item is what the event shows to receivers, encoded once for all of them. spec: connect, 5.2.
func (l *Ledger) item(ctx context.Context, room chat.Room, e chat.Event, event string) (json.RawMessage, error) {
	m, err := l.view.Message(ctx, e, time.UTC)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	item := map[string]any{"room": l.view.RoomStub(room)}
	switch event {
	case hipchat.EventRoomMessage, hipchat.EventRoomNotification:
		item["message"] = m
	case hipchat.EventRoomFileUpload:
		item["file"], item["sender"] = m.File, m.From
	case hipchat.EventRoomTopicChange:
		item["topic"], item["sender"] = e.Body, m.From
		if e.InstallationID != 0 {
			who, err := l.registry.client(ctx, e.InstallationID, e.Sender)
			if err != nil {
				return nil, fmt.Errorf("payload: %w", err)
			}
			item["sender"] = l.show(who, room)
		}
	default:
		item["sender"] = m.From
	}
	return encode(item)
}

func encode(item map[string]any) (json.RawMessage, error) {
	b, err := json.Marshal(item)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	return b, nil
}
