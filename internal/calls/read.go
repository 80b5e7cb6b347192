package calls

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// List answers the calls that the filter selects, newest first, up to this moment: to a group administrator all, to who
// administers a room those that were made with that room's own tokens and add-ons.
func (l *Log) List(ctx context.Context, p *chat.Principal, f chat.CallFilter) ([]chat.Call, error) {
	if !p.GroupAdmin() {
		f.BoundRoomID = f.RoomID
		if err := l.mayLook(ctx, p, f.RoomID); err != nil {
			return nil, err
		}
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
	if err != nil || p.GroupAdmin() {
		return c, err
	}
	err = l.mayLook(ctx, p, c.BoundRoomID)
	var refused *chat.Error
	if errors.As(err, &refused) {
		return c, none
	}
	return c, err
}

func (l *Log) mayLook(ctx context.Context, p *chat.Principal, roomID int64) error {
	if roomID == 0 {
		return chat.Errorf(chat.Forbidden, "Only a group administrator sees this for all rooms; name a room that you administer")
	}
	room, err := l.rooms.RoomByID(ctx, p, roomID)
	if err != nil {
		return err
	}
	return l.rooms.CanAdminister(ctx, p, room)
}
