package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	roomColumns = `room.id, room.conversation_id, room.name, room.topic, room.private, room.archived, room.guest_access,
		room.owner_id, room.slug, room.created, room.version, room.delegate_admin_visibility, room.avatar, room.guest_token, room.keep_days, conversation.last_active,
		conversation.last_seq, conversation.said`
	selectRoom = `SELECT ` + roomColumns + ` FROM room JOIN conversation ON conversation.id = room.conversation_id`
)

func scanRoom(s scanner) (chat.Room, error) {
	var r chat.Room
	var created, active int64
	err := s.Scan(&r.ID, &r.ConversationID, &r.Name, &r.Topic, &r.Private, &r.Archived, &r.GuestAccess,
		&r.OwnerID, &r.Slug, &created, &r.Version, &r.DelegateVisible, &r.Avatar, &r.GuestToken, &r.KeepDays, &active, &r.LastSeq, &r.MessagesSent)
	r.Created, r.LastActive = fromMicros(created), fromMicros(active)
	return r, err
}

// Room answers the room, also an archived one.
func (s *Store) Room(ctx context.Context, id int64) (chat.Room, error) {
	return s.room(ctx, "room", `room.id = $1`, id)
}

// RoomByName finds a room without regard to case.
func (s *Store) RoomByName(ctx context.Context, name string) (chat.Room, error) {
	return s.room(ctx, "room by name", `room.name_key = $1`, fold(name))
}

// RoomByFormName finds the one room whose name is what a form makes of it that takes a plus for a space. Two such rooms are
// chat.ErrNotFound. No index answers it: names are asked for as they are first.
func (s *Store) RoomByFormName(ctx context.Context, name string) (chat.Room, error) {
	found, err := collect(ctx, s.read, scanRoom, selectRoom+` WHERE replace(room.name_key, '+', ' ') = $1 ORDER BY room.id LIMIT 2`,
		fold(strings.ReplaceAll(name, "+", " ")))
	if err == nil && len(found) != 1 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return chat.Room{}, s.explain("room by form name", err)
	}
	return found[0], nil
}

// RoomBySlug finds a room by its slug as it is stored.
func (s *Store) RoomBySlug(ctx context.Context, slug string) (chat.Room, error) {
	return s.room(ctx, "room by slug", `room.slug = $1`, slug)
}

// RoomByConversation answers the room whose log the conversation is.
func (s *Store) RoomByConversation(ctx context.Context, conversationID int64) (chat.Room, error) {
	r, found, err := s.roomsOf.Ask(ctx, conversationID)
	if err = s.explain("room by conversation", noRowUnless(found, err)); err != nil {
		return chat.Room{}, err
	}
	return *r, nil
}

// byConversation answers the rooms of all who ask at the same time: after a restart everybody comes back to theirs.
func (s *Store) byConversation(ctx context.Context, conversationIDs []int64) (map[int64]*chat.Room, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	return byID(ctx, s.read, scanRoom, func(r chat.Room) int64 { return r.ConversationID }, selectRoom, "room.conversation_id", conversationIDs)
}

func (s *Store) room(ctx context.Context, op, where string, arg any) (chat.Room, error) {
	r, err := scanRoom(s.read.QueryRowContext(ctx, selectRoom+` WHERE `+where, arg))
	return r, s.explain(op, err)
}

// Rooms answers rooms in order of id.
func (s *Store) Rooms(ctx context.Context, f chat.RoomFilter) ([]chat.Room, error) {
	var p params
	var where []string
	if f.VisibleTo != 0 {
		user := p.add(f.VisibleTo)
		visible := `NOT room.private OR room.owner_id = ` + user + ` OR EXISTS
			(SELECT 1 FROM member WHERE member.room_id = room.id AND member.user_id = ` + user + `)`
		if f.Delegate {
			visible += ` OR room.delegate_admin_visibility`
		}
		where = append(where, `(`+visible+`)`)
	}
	if f.JoinedBy != 0 {
		where = append(where, `EXISTS (SELECT 1 FROM reader
			WHERE reader.conversation_id = room.conversation_id AND reader.user_id = `+p.add(f.JoinedBy)+`)`)
	}
	if f.ExcludePrivate {
		where = append(where, `NOT room.private`)
	}
	if !f.IncludeArchived {
		where = append(where, `NOT room.archived`)
	}
	query := selectRoom + conditions(where) + ` ORDER BY room.id` + p.page(f.Limit, f.Offset)
	rooms, err := collect(ctx, s.read, scanRoom, query, p...)
	return rooms, s.explain("rooms", err)
}

// CreateRoom adds r with an empty log. ID, ConversationID, Slug and Version are made here, and Created when it is
// zero. The owner, if there is one, becomes a room_admin member and joins.
func (s *Store) CreateRoom(ctx context.Context, r chat.Room, owe chat.Owe) (chat.Room, error) {
	first := slugOf(r.Name)
	r.Slug = first
	for n := 2; ; n++ {
		made, err := s.createRoom(ctx, r, owe)
		if index, ok := s.dialect.unique(err); ok && index == "room_slug" {
			r.Slug = first + "_" + strconv.Itoa(n)
			continue
		}
		s.owed()
		return made, s.explain("create room", err)
	}
}

func (s *Store) createRoom(ctx context.Context, r chat.Room, owe chat.Owe) (made chat.Room, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		conversation, err := newConversation(ctx, tx)
		if err != nil {
			return err
		}
		id, err := scanID(tx.QueryRowContext(ctx, `INSERT INTO room
			(conversation_id, name, name_key, topic, private, archived, guest_access, owner_id, slug, created, version,
			delegate_admin_visibility, guest_token)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
			conversation, r.Name, fold(r.Name), r.Topic, r.Private, r.Archived, r.GuestAccess, r.OwnerID, r.Slug,
			micros(orNow(r.Created)), newVersion(), r.DelegateVisible, newGuestToken(r.GuestAccess)))
		if err != nil {
			return err
		}
		auditTarget(ctx, id)
		if r.OwnerID != 0 {
			if err := addMember(ctx, tx, id, r.OwnerID, chat.RoleAdmin); err != nil {
				return err
			}
			if _, err := joinRoom(ctx, tx, id, r.OwnerID); err != nil {
				return err
			}
		}
		if made, err = roomIn(ctx, tx, id); err != nil {
			return err
		}
		return s.owe(ctx, tx, owe, chat.Room{}, made)
	})
	return made, err
}

// UpdateRoom changes the fields that p gives and answers the room as it is then. The slug stays what it was. A new
// owner becomes a room_admin member, and who is in a room that becomes private stays: they become members.
// spec: product, 3.1
func (s *Store) UpdateRoom(ctx context.Context, id int64, p chat.RoomPatch, owe chat.Owe) (updated chat.Room, err error) {
	var c changes
	change(&c, "name", p.Name)
	change(&c, "name_key", folded(p.Name))
	change(&c, "topic", p.Topic)
	change(&c, "private", p.Private)
	change(&c, "archived", p.Archived)
	change(&c, "guest_access", p.GuestAccess)
	change(&c, "owner_id", p.OwnerID)
	change(&c, "delegate_admin_visibility", p.DelegateVisible)
	change(&c, "keep_days", p.KeepDays)
	version := newVersion()
	change(&c, "version", &version)
	query := `UPDATE room SET ` + c.String() + ` WHERE id = ` + c.add(id)
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		// The new version first: it holds the row, so that what is read before the change is what is changed.
		if err := execOne(ctx, tx, `UPDATE room SET version = $2 WHERE id = $1`, id, version); err != nil {
			return err
		}
		before, err := roomIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := execOne(ctx, tx, query, c.params...); err != nil {
			return err
		}
		if p.GuestAccess != nil && *p.GuestAccess != before.GuestAccess {
			if err := execOne(ctx, tx, `UPDATE room SET guest_token = $2 WHERE id = $1`, id, newGuestToken(*p.GuestAccess)); err != nil {
				return err
			}
		}
		if p.Private != nil && *p.Private && !before.Private {
			if err := listJoined(ctx, tx, id); err != nil {
				return err
			}
		}
		if p.OwnerID != nil && *p.OwnerID != 0 {
			if err := addMember(ctx, tx, id, *p.OwnerID, chat.RoleAdmin); err != nil {
				return err
			}
		}
		if updated, err = roomIn(ctx, tx, id); err != nil {
			return err
		}
		return s.owe(ctx, tx, owe, before, updated)
	})
	s.owed()
	return updated, s.explain("update room", err)
}

// newGuestToken makes a link for guests, a new one each time that they are let in.
func newGuestToken(on bool) string {
	if !on {
		return ""
	}
	return strings.ToLower(rand.Text())
}

// roomIn reads a room as a transaction sees it.
func roomIn(ctx context.Context, q querier, id int64) (chat.Room, error) {
	return scanRoom(q.QueryRowContext(ctx, selectRoom+` WHERE room.id = $1`, id))
}

// DeleteRoom deletes the room with its log, its members and readers, and the tokens, webhooks, modules and
// installations that are bound to it. What is owed stays owed, and so do the webhooks' last words, see endRoom. Nobody
// finds anything of it from then on; what there may be much of is removed by ClearLeftover.
func (s *Store) DeleteRoom(ctx context.Context, id int64, owe chat.Owe) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error {
		before, err := roomIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM picture WHERE key = $1`, before.Avatar); err != nil {
			return err
		}
		// The conversation goes first: its row keeps the writer out, and takes room, member and reader along.
		conversation, err := scanID(tx.QueryRowContext(ctx, `DELETE FROM conversation
			WHERE id = (SELECT conversation_id FROM room WHERE id = $1) RETURNING id`, id))
		if err != nil {
			return err
		}
		if err := s.owe(ctx, tx, owe, before, chat.Room{}); err != nil {
			return err
		}
		if err := endRoom(ctx, tx, id); err != nil {
			return err
		}
		return leaveLog(ctx, tx, conversation, id)
	})
	s.owed()
	s.left()
	return s.explain("delete room", err)
}

// slugOf makes the local part of a room's XMPP address from its first name.
// spec: xmpp, JIDs
func slugOf(name string) string {
	slug := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case strings.ContainsRune(`"&'/:<>@`, r):
			return -1
		}
		return r
	}, fold(strings.TrimSpace(name)))
	if slug == "" {
		return "room"
	}
	return slug
}
