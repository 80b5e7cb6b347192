package hipchat

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// RoomsQuery says which rooms to list. The zero value asks for all that the caller may see and that are not archived.
type RoomsQuery struct {
	Page
	WithoutPrivate bool
	Archived       bool // archived ones too
}

func (r RoomsQuery) values() url.Values {
	q := r.Page.values()
	flag(q, "include-private", r.WithoutPrivate, false)
	flag(q, "include-archived", r.Archived, true)
	return q
}

// GetAllRooms answers one page of the rooms that the caller may see: stubs, unless "items" is expanded.
// spec: rest-v2, get_all_rooms
func (c *Client) GetAllRooms(ctx context.Context, q RoomsQuery) (List[Room], error) {
	return getPage[Room](ctx, c.caller, "get_all_rooms", path{"room"}, q.values())
}

// Rooms walks through all the pages of GetAllRooms.
func (c *Client) Rooms(ctx context.Context, q RoomsQuery) iter.Seq2[Room, error] {
	return walk[Room](ctx, c.caller, "get_all_rooms", path{"room"}, q.values())
}

// CreateRoom makes a room. A token of an add-on must name its owner. spec: rest-v2, create_room
func (c *Client) CreateRoom(ctx context.Context, in RoomCreateRequest) (made Created, err error) {
	err = c.send(ctx, "create_room", http.MethodPost, path{"room"}, in, &made)
	return made, err
}

// GetRoom answers a room in full, with stubs of its owner and of who is in it; expand knows "owner", "participants" and
// "statistics". spec: rest-v2, get_room
func (c *Client) GetRoom(ctx context.Context, room ID, expanded ...string) (r Room, err error) {
	err = c.get(ctx, "get_room", path{"room", room}, expand(expanded), &r)
	return r, err
}

// UpdateRoom replaces the settings of a room, all of them: begin with Room.Update. Archiving is done here.
// spec: rest-v2, update_room
func (c *Client) UpdateRoom(ctx context.Context, room ID, in RoomUpdateRequest) error {
	return c.send(ctx, "update_room", http.MethodPut, path{"room", room}, in, nil)
}

// DeleteRoom removes a room with its history. spec: rest-v2, delete_room
func (c *Client) DeleteRoom(ctx context.Context, room ID) error {
	return c.delete(ctx, "delete_room", path{"room", room})
}

// SetTopic changes a room's topic. spec: rest-v2, set_topic
func (c *Client) SetTopic(ctx context.Context, room ID, topic string) error {
	return c.send(ctx, "set_topic", http.MethodPut, path{"room", room, "topic"}, TopicRequest{Topic: &topic}, nil)
}

// GetRoomStatistics counts what was said in a room. spec: rest-v2, get_room_statistics
func (c *Client) GetRoomStatistics(ctx context.Context, room ID) (s RoomStatistics, err error) {
	err = c.get(ctx, "get_room_statistics", path{"room", room, "statistics"}, nil, &s)
	return s, err
}

// GetRoomAvatar answers the address of a room's picture; see Download. spec: rest-v2, get_room_avatar
func (c *Client) GetRoomAvatar(ctx context.Context, room ID) (address string, err error) {
	return c.locate(ctx, "get_room_avatar", path{"room", room, "avatar"})
}

// UpdateRoomAvatar gives a room a picture: a JPEG, a PNG or a GIF. spec: rest-v2, update_room_avatar
func (c *Client) UpdateRoomAvatar(ctx context.Context, room ID, picture []byte) error {
	return c.send(ctx, "update_room_avatar", http.MethodPut, path{"room", room, "avatar"}, AvatarRequest{Avatar: base64Of(picture)}, nil)
}

// DeleteRoomAvatar takes a room's picture away. spec: rest-v2, delete_room_avatar
func (c *Client) DeleteRoomAvatar(ctx context.Context, room ID) error {
	return c.delete(ctx, "delete_room_avatar", path{"room", room, "avatar"})
}

// Update is what leaves the room as it is: change what should be different and give it to UpdateRoom.
func (r Room) Update() RoomUpdateRequest {
	in := RoomUpdateRequest{
		Name: &r.Name, Privacy: &r.Privacy, Topic: &r.Topic,
		IsArchived: (*Flag)(&r.IsArchived), IsGuestAccessible: (*Flag)(&r.IsGuestAccessible),
		DelegateAdminVisibility: (*Flag)(r.DelegateAdminVisibility),
	}
	if r.Owner != nil {
		in.Owner = &RoomOwner{ID: IDOf(r.Owner.ID)}
	}
	return in
}
