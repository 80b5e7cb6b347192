package store

import (
	"context"
	"fmt"
	"iter"

	"github.com/stoachat/stoa/internal/chat"
)

// What follows reads a Dump as what it means, for which its schema has to be the newest.

// Newest answers an error unless the database has the schema that this program knows best.
func (d *Dump) Newest() error {
	newest, err := NewestSchema()
	if err == nil && d.Schema != newest {
		err = fmt.Errorf("the database has schema %d, and this Stoa reads %d: start its server once", d.Schema, newest)
	}
	return err
}

// dumped reads rows of a Dump.
func dumped[T any](ctx context.Context, d *Dump, scan func(scanner) (T, error), what, query string, args ...any) ([]T, error) {
	list, err := collect(ctx, d.conn, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return list, nil
}

// Group answers the group.
func (d *Dump) Group(ctx context.Context) (chat.Group, error) {
	list, err := dumped(ctx, d, func(s scanner) (g chat.Group, err error) {
		var created int64
		err = s.Scan(&g.ID, &g.Name, &created, &g.Avatar)
		g.Created = fromMicros(created)
		return g, err
	}, "group", `SELECT id, name, created, avatar FROM "group" WHERE id = 1`)
	if err != nil || len(list) == 0 {
		return chat.Group{}, err
	}
	return list[0], nil
}

// Users answers everybody, also guests and who was deactivated, in order of id.
func (d *Dump) Users(ctx context.Context) ([]chat.User, error) {
	return dumped(ctx, d, scanUser, "people", selectUser+` ORDER BY id`)
}

// Rooms answers all rooms, in order of id.
func (d *Dump) Rooms(ctx context.Context) ([]chat.Room, error) {
	return dumped(ctx, d, scanRoom, "rooms", selectRoom+` ORDER BY room.id`)
}

// Membership is somebody on a room's list.
type Membership struct {
	Room, User int64
	Role       chat.Role
}

// Members answers who is on the rooms' lists.
func (d *Dump) Members(ctx context.Context) ([]Membership, error) {
	return dumped(ctx, d, func(s scanner) (m Membership, err error) {
		err = s.Scan(&m.Room, &m.User, &m.Role)
		return m, err
	}, "members", `SELECT room_id, user_id, role FROM member ORDER BY room_id, user_id`)
}

// Listed is a conversation in somebody's list: a room that they have joined, or a one-to-one chat.
type Listed struct{ Conversation, User int64 }

// Listed answers what everybody has in their list.
func (d *Dump) Listed(ctx context.Context) ([]Listed, error) {
	return dumped(ctx, d, func(s scanner) (l Listed, err error) {
		err = s.Scan(&l.Conversation, &l.User)
		return l, err
	}, "lists", `SELECT reader.conversation_id, reader.user_id FROM reader JOIN conversation ON conversation.id = reader.conversation_id
		WHERE reader.closed_seq = 0 OR reader.closed_seq < conversation.last_seq ORDER BY reader.user_id, reader.conversation_id`)
}

// Direct is a one-to-one chat.
type Direct struct{ Conversation, Low, High int64 }

// Directs answers all one-to-one chats.
func (d *Dump) Directs(ctx context.Context) ([]Direct, error) {
	return dumped(ctx, d, func(s scanner) (c Direct, err error) {
		err = s.Scan(&c.Conversation, &c.Low, &c.High)
		return c, err
	}, "one-to-one chats", `SELECT conversation_id, low_id, high_id FROM direct_chat ORDER BY conversation_id`)
}

// Preferences answers what people have set, by their ids, as they are stored.
func (d *Dump) Preferences(ctx context.Context) (map[int64]string, error) {
	set := make(map[int64]string)
	_, err := dumped(ctx, d, func(s scanner) (struct{}, error) {
		var id int64
		var value string
		err := s.Scan(&id, &value)
		set[id] = value
		return struct{}{}, err
	}, "preferences", `SELECT user_id, value FROM preference`)
	return set, err
}

// Emoticons answers the group's own, in order of their shortcuts.
func (d *Dump) Emoticons(ctx context.Context) ([]chat.Emoticon, error) {
	return dumped(ctx, d, scanEmoticon, "emoticons", `SELECT `+emoticonColumns+` FROM emoticon ORDER BY shortcut`)
}

// Picture answers a picture; ok is false where there is none.
func (d *Dump) Picture(ctx context.Context, key string) (p chat.Picture, ok bool, err error) {
	list, err := dumped(ctx, d, func(s scanner) (p chat.Picture, err error) {
		err = s.Scan(&p.Key, &p.Type, &p.Small, &p.Big)
		return p, err
	}, "picture", `SELECT key, type, small, big FROM picture WHERE key = $1`, key)
	if err != nil || len(list) == 0 {
		return p, false, err
	}
	return list[0], true, nil
}

// Logs yields the events of conversations, the newest first. Nothing else can be read meanwhile.
func (d *Dump) Logs(ctx context.Context, conversationIDs ...int64) iter.Seq2[chat.Event, error] {
	return func(yield func(chat.Event, error) bool) {
		var p params
		order := `at DESC, seq DESC`
		if len(conversationIDs) == 1 {
			order = `seq DESC` // as the rows lie
		}
		rows, err := d.conn.QueryContext(ctx, `SELECT `+eventColumns+` FROM event WHERE `+in(&p, "conversation_id", conversationIDs)+` ORDER BY `+order, p...)
		if err != nil {
			yield(chat.Event{}, fmt.Errorf("read log: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scanEvent(rows)
			if err != nil {
				err = fmt.Errorf("read log: %w", err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(chat.Event{}, fmt.Errorf("read log: %w", err))
		}
	}
}
