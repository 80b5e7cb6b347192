package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// sender is who is behind a change that nobody's message tells of: a person, an add-on, or something with a name only.
type sender struct {
	user *chat.User
	in   *chat.Installation
	name string
}

// show is the sender as receivers see it: a user stub, an OAuth client, or a string. A room's own client shows that
// room. spec: connect, 5.2 room_topic_change.
func (l *Ledger) show(s sender, room chat.Room) any {
	switch {
	case s.user != nil:
		return l.view.UserStub(*s.user)
	case s.in == nil:
		return s.name
	case s.in.RoomID == room.ID:
		return l.view.Client(*s.in, &room)
	}
	return l.view.Client(*s.in, nil)
}

// client is the add-on behind an installation, or its name alone when it is gone.
func (r *Registry) client(ctx context.Context, installationID int64, name string) (sender, error) {
	in, err := r.store.Installation(ctx, installationID)
	if errors.Is(err, chat.ErrNotFound) {
		return sender{name: name}, nil
	}
	return sender{in: &in, name: name}, err
}

// RoomChange implements chat.Owing: it takes down who makes the change and who listens now. What it answers asks
// nobody any more. spec: connect, 5.2 room_archived.
func (l *Ledger) RoomChange(ctx context.Context, p *chat.Principal, at time.Time) (chat.Owe, error) {
	who := sender{user: p.User, name: cmp.Or(p.Name, "API")} // tokens of API v1 have no name
	if p.User == nil && p.InstallationID != 0 {
		var err error
		if who, err = l.registry.client(ctx, p.InstallationID, p.Name); err != nil {
			return nil, fmt.Errorf("who changes the room: %w", err)
		}
	}
	listening, err := l.registry.listeners(ctx)
	if err != nil {
		return nil, err
	}
	return func(before, after chat.Room) ([]chat.Delivery, error) {
		event, room := changed(before, after)
		hooks := listening.to(room.ID, event)
		if len(hooks) == 0 {
			return nil, nil
		}
		item, err := encode(map[string]any{"room": l.view.RoomStub(room), "sender": l.show(who, room)})
		if err != nil {
			return nil, err
		}
		return deliveries(hooks, item, chat.Delivery{
			ConversationID: room.ConversationID, RoomID: room.ID, ActorID: p.UserID(), Created: at,
		}), nil
	}, nil
}

// changed names what happened to a room, and answers the room to show; no event for what no webhook can listen to.
func changed(before, after chat.Room) (event string, room chat.Room) {
	switch {
	case before.ID == 0:
		return hipchat.EventRoomCreated, after
	case after.ID == 0:
		return hipchat.EventRoomDeleted, before
	case after.Archived && !before.Archived:
		return hipchat.EventRoomArchived, after
	case before.Archived && !after.Archived:
		return hipchat.EventRoomUnarchived, after
	}
	return "", after
}
