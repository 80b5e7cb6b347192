package chat

import (
	"context"
	"strconv"
)

// RoomSummary is a room as administrators see it.
type RoomSummary struct {
	Room
	OwnerName    string
	Members      int // on its list
	Participants int // who have it open
}

// The states by which rooms are listed.
const (
	RoomsActive   = "active"
	RoomsArchived = "archived"
)

// RoomSearch selects rooms in order of their names. Zero fields select nothing.
type RoomSearch struct {
	Text          string // in the name or the topic, without regard to case
	State         string // RoomsActive or RoomsArchived
	Privacy       string // public or private
	ID            int64
	Offset, Limit int
}

// RoomListStore lists rooms.
type RoomListStore interface {
	FindRooms(ctx context.Context, f RoomSearch) ([]RoomSummary, error)
}

// ListRooms lists rooms, private and archived ones too, for a group administrator.
func (s *Service) ListRooms(ctx context.Context, p *Principal, f RoomSearch) ([]RoomSummary, error) {
	if !p.GroupAdmin() {
		return nil, Errorf(Forbidden, "Only administrators of the group see all rooms")
	}
	return s.store.FindRooms(ctx, f)
}

// SummaryOf answers one room of them.
func (s *Service) SummaryOf(ctx context.Context, p *Principal, id int64) (RoomSummary, error) {
	found, err := s.ListRooms(ctx, p, RoomSearch{ID: id, Limit: 1})
	if err != nil {
		return RoomSummary{}, err
	}
	if len(found) == 0 {
		return RoomSummary{}, Errorf(NotFound, "There is no room %d", id)
	}
	return found[0], nil
}

// GiveRoom makes a person the owner of a room. They become an administrator of it, and the owner before stays one.
func (s *Service) GiveRoom(ctx context.Context, p *Principal, r Room, userID int64) (Room, error) {
	u, err := s.UserByID(ctx, userID)
	if err != nil {
		return Room{}, err
	}
	if u.Guest || u.Deleted {
		return Room{}, Errorf(Invalid, "%s cannot own a room: they have no account that is active", u.Name)
	}
	return s.UpdateRoom(ctx, p, strconv.FormatInt(r.ID, 10), RoomPatch{OwnerID: &u.ID})
}
