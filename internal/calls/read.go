package calls

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// List answers the calls that the filter selects, newest first, up to this moment: to a group administrator all, to who
// administers a room those that were made with that room's own tokens and add-ons.
func (l *Log) List(ctx context.Context, p *chat.Principal, f chat.CallFilter) ([]chat.Call, error) {
	if err := l.rooms.CanOversee(ctx, p, f.RoomID); err != nil {
		return nil, err
	}
	if !p.GroupAdmin() {
		f.BoundRoomID = f.RoomID
	}
	l.flush(ctx, ringSize)
	return l.store.Calls(ctx, f)
}

// Find answers one of them.
func (l *Log) Find(ctx context.Context, p *chat.Principal, id int64) (chat.Call, error) {
	none := chat.Errorf(chat.NotFound, "There is no call %d", id)
	c, err := l.store.Call(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return c, none
	}
	if err != nil {
		return c, err
	}
	err = l.rooms.CanOversee(ctx, p, c.BoundRoomID)
	var refused *chat.Error
	if errors.As(err, &refused) {
		return c, none
	}
	return c, err
}
