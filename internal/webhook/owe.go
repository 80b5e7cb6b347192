package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

// Ledger turns an event into the deliveries that it owes. It implements chat.Owing.
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
	chat.KindNotification: hipchat.EventRoomNotification,
	chat.KindTopic:        hipchat.EventRoomTopicChange,
	chat.KindEnter:        hipchat.EventRoomEnter,
	chat.KindExit:         hipchat.EventRoomExit,
}

// Owed answers one delivery for each registration that is to hear of the event.
func (l *Ledger) Owed(ctx context.Context, room chat.Room, e chat.Event) ([]chat.Delivery, error) {
	owed, err := l.owed(ctx, room, e, eventOf[e.Kind], l.item)
	if err != nil || e.File == nil {
		return owed, err
	}
	// A shared file is a message, and an event of its own besides.
	uploads, err := l.owed(ctx, room, e, hipchat.EventRoomFileUpload, l.uploadItem)
	return append(owed, uploads...), err
}

type itemFunc func(context.Context, chat.Room, chat.Event) (json.RawMessage, error)

// owed answers the deliveries to those who registered for one name of the event.
func (l *Ledger) owed(ctx context.Context, room chat.Room, e chat.Event, name string, itemOf itemFunc) ([]chat.Delivery, error) {
	hooks := l.registry.Match(ctx, room.ID, name, e.Body)
	if len(hooks) == 0 {
		return nil, nil
	}
	item, err := itemOf(ctx, room, e)
	if err != nil {
		return nil, err
	}
	owed := make([]chat.Delivery, 0, len(hooks))
	for _, h := range hooks {
		owed = append(owed, chat.Delivery{
			WebhookID: h.ID, InstallationID: h.InstallationID, ConversationID: e.ConversationID, RoomID: room.ID,
			EventID: e.ID, ActorID: actor(e), Payload: Envelope(h.Webhook, h.OAuthID, item), State: chat.DeliveryPending,
			NextAttempt: e.Time, Created: e.Time,
		})
	}
	return owed, nil
}

// actor is the person behind the event: nobody, for what an integration posted. spec: connect, 5.4.
func actor(e chat.Event) int64 {
	if e.Kind == chat.KindNotification {
		return 0
	}
	return e.UserID
}

// item is what the event shows to receivers, encoded once for all of them. spec: connect, 5.2.
func (l *Ledger) item(ctx context.Context, room chat.Room, e chat.Event) (json.RawMessage, error) {
	m, err := l.view.Message(ctx, e, time.UTC)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	item := map[string]any{"room": l.view.RoomStub(room)}
	switch e.Kind {
	case chat.KindMessage, chat.KindNotification:
		item["message"] = m
	case chat.KindTopic:
		item["topic"], item["sender"] = e.Body, m.From
	default:
		item["sender"] = m.From
	}
	b, err := json.Marshal(item)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	return b, nil
}

// uploadItem is what room_file_upload shows. spec: connect, 5.2.
func (l *Ledger) uploadItem(ctx context.Context, room chat.Room, e chat.Event) (json.RawMessage, error) {
	m, err := l.view.Message(ctx, e, time.UTC)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	b, err := json.Marshal(map[string]any{"file": m.File, "room": l.view.RoomStub(room), "sender": m.From})
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	return b, nil
}
