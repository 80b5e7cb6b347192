package store

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// FindRooms answers rooms with who owns them and how many belong to them, in order of their names.
func (s *Store) FindRooms(ctx context.Context, f chat.RoomSearch) ([]chat.RoomSummary, error) {
	var p params
	query := `SELECT ` + roomColumns + `, COALESCE(owner.name, ''),
		(SELECT count(*) FROM member WHERE member.room_id = room.id),
		(SELECT count(*) FROM reader WHERE reader.conversation_id = room.conversation_id)
		FROM room JOIN conversation ON conversation.id = room.conversation_id LEFT JOIN "user" owner ON owner.id = room.owner_id` +
		conditions(roomsWhere(&p, f)) + ` ORDER BY room.name_key, room.id` + p.page(f.Limit, f.Offset)
	rooms, err := collect(ctx, s.read, scanRoomSummary, query, p...)
	return rooms, s.explain("find rooms", err)
}

func roomsWhere(p *params, f chat.RoomSearch) (where []string) {
	if f.ID != 0 {
		where = append(where, `room.id = `+p.add(f.ID))
	}
	if f.State != "" {
		where = append(where, `room.archived = `+p.add(f.State == chat.RoomsArchived))
	}
	if f.Privacy != "" {
		where = append(where, `room.private = `+p.add(f.Privacy == "private"))
	}
	if f.Text != "" {
		like := p.add("%" + likeText.Replace(fold(f.Text)) + "%")
		where = append(where, `(room.name_key LIKE `+like+` ESCAPE '\' OR lower(room.topic) LIKE `+like+` ESCAPE '\')`)
	}
	return where
}

// scanRoomSummary reads what scanRoom does, and what comes after.
func scanRoomSummary(s scanner) (chat.RoomSummary, error) {
	var v chat.RoomSummary
	r, err := scanRoom(rest{s, []any{&v.OwnerName, &v.Members, &v.Participants}})
	v.Room = r
	return v, err
}

// rest scans more columns than the one who reads a row knows of.
type rest struct {
	scanner
	more []any
}

func (r rest) Scan(dest ...any) error { return r.scanner.Scan(append(dest, r.more...)...) }
