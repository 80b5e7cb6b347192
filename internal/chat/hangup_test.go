package chat_test

import (
	"context"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// hangingUp is asked what an event owes in the moment in which its sender hangs up.
type hangingUp struct {
	hangUp func()
	asked  error // of the context that it was asked with
}

func (h *hangingUp) Owed(ctx context.Context, _ chat.Room, _ chat.Event) ([]chat.Delivery, error) {
	h.hangUp()
	h.asked = ctx.Err()
	return nil, nil
}

func (h *hangingUp) RoomChange(context.Context, *chat.Principal, time.Time) (chat.Owe, error) {
	return nil, nil
}

func TestWhatAMessageOwesIsFoundWhenItsSenderHangsUp(t *testing.T) {
	h := newHouse(t)
	ctx, hangUp := context.WithCancel(t.Context())
	owing := &hangingUp{hangUp: hangUp}
	service := chat.New(chat.Config{Store: h.store, Owing: owing})
	e, err := service.Post(ctx, h.owner, chat.ToRoom("Ops"), chat.Draft{Kind: chat.KindMessage, Body: "said, and gone"})
	if err != nil || e.Seq == 0 || ctx.Err() == nil || owing.asked != nil {
		t.Errorf("event %d, %v; webhooks were asked with %v", e.Seq, err, owing.asked)
	}
}
