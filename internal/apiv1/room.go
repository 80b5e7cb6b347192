package apiv1

import (
	"context"
	"errors"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// The bodies of answers, named after their one member. spec: rest-v1, 1.2; client-quirks, R18.
type (
	roomBody struct {
		Room hipchat.RoomV1 `json:"room"`
	}
	roomsBody struct {
		Rooms []hipchat.RoomV1 `json:"rooms"`
	}
	deletedBody struct {
		Deleted bool `json:"deleted"`
	}
)

// listRooms lists every room, private and archived ones included.
// spec: rest-v1, rooms/list
func (a *API) listRooms(ctx context.Context, p *chat.Principal, _ params) (any, error) {
	rooms, err := a.chat.Rooms(ctx, p, chat.RoomFilter{IncludeArchived: true})
	if err != nil {
		return nil, err
	}
	out := roomsBody{Rooms: make([]hipchat.RoomV1, 0, len(rooms))}
	for _, r := range rooms {
		out.Rooms = append(out.Rooms, a.view.RoomV1(r))
	}
	return out, nil
}

// showRoom answers a room with who belongs to it and who is in it.
// spec: rest-v1, rooms/show
func (a *API) showRoom(ctx context.Context, p *chat.Principal, in params) (any, error) {
	found, err := a.chat.FindRoomV1(ctx, p, in["room_id"])
	if err != nil {
		return nil, err
	}
	room, err := a.chat.RoomNow(ctx, p, decimal(found.ID))
	if err != nil {
		return nil, err
	}
	out := roomBody{Room: a.view.RoomV1(room)}
	out.Room.Privacy = hipchat.PrivacyPublic
	if room.Private {
		out.Room.Privacy = hipchat.PrivacyPrivate
	}
	if out.Room.MemberUserIDs, err = a.memberIDs(ctx, room); err != nil {
		return nil, err
	}
	out.Room.Participants, err = a.participants(ctx, room)
	return out, err
}

// memberIDs are the members of a private room; a public one has none.
func (a *API) memberIDs(ctx context.Context, room chat.Room) ([]int64, error) {
	ids := []int64{}
	if !room.Private {
		return ids, nil
	}
	members, err := a.chat.Members(ctx, room)
	for _, m := range members {
		ids = append(ids, m.User.ID)
	}
	return ids, err
}

func (a *API) participants(ctx context.Context, room chat.Room) ([]hipchat.ParticipantV1, error) {
	users, err := a.chat.Participants(ctx, room)
	list := make([]hipchat.ParticipantV1, 0, len(users))
	for _, u := range users {
		list = append(list, hipchat.ParticipantV1{UserID: u.ID, Name: u.Name})
	}
	return list, err
}

// createRoom makes a room; without an owner it is the group owner's.
// spec: rest-v1, rooms/create
func (a *API) createRoom(ctx context.Context, p *chat.Principal, in params) (any, error) {
	owner, err := a.roomOwner(ctx, in["owner_user_id"])
	if err != nil {
		return nil, err
	}
	created, err := a.chat.CreateRoom(ctx, p, chat.Room{
		Name: in["name"], Topic: in.typed("topic"), OwnerID: owner.ID,
		Private: in.choice("privacy") == hipchat.PrivacyPrivate, GuestAccess: in.flag("guest_access"),
	})
	if err != nil {
		return nil, err
	}
	return roomBody{Room: a.view.RoomV1(created)}, nil
}

// roomOwner finds the person by id or e-mail address. hipchat-php names nobody when its caller does not: then it is
// the group's owner. spec: rest-v1, 5.3.
func (a *API) roomOwner(ctx context.Context, ref string) (chat.User, error) {
	if ref != "" {
		return a.chat.User(ctx, ref)
	}
	u, err := a.chat.Owner(ctx)
	if errors.Is(err, chat.ErrNotFound) {
		err = missing("owner_user_id")
	}
	return u, err
}

// deleteRoom removes a room with its history.
// spec: rest-v1, rooms/delete
func (a *API) deleteRoom(ctx context.Context, p *chat.Principal, in params) (any, error) {
	room, err := a.chat.FindRoomV1(ctx, p, in["room_id"])
	if err != nil {
		return nil, err
	}
	if err := a.chat.DeleteRoom(ctx, p, decimal(room.ID)); err != nil {
		return nil, err
	}
	return deletedBody{Deleted: true}, nil
}

// decimal names a room that was found, for the service's calls that take a reference: an id is tried first.
func decimal(id int64) string { return strconv.FormatInt(id, 10) }
