package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// maxUnread is how far unread events and mentions are counted.
const maxUnread = 100

func newConversation(ctx context.Context, tx *sql.Tx) (int64, error) {
	return scanID(tx.QueryRowContext(ctx, `INSERT INTO conversation (last_seq) VALUES (0) RETURNING id`))
}

// DirectChat answers the conversation of two users, made when they have none, in either order.
func (s *Store) DirectChat(ctx context.Context, a, b int64) (int64, error) {
	id, err := s.FindDirectChat(ctx, a, b)
	if !errors.Is(err, chat.ErrNotFound) {
		return id, err
	}
	id, err = s.createDirectChat(ctx, min(a, b), max(a, b))
	if _, ok := s.dialect.unique(err); ok { // another caller was faster
		return s.FindDirectChat(ctx, a, b)
	}
	return id, s.explain("direct chat", err)
}

// FindDirectChat is DirectChat for those who only want to look: chat.ErrNotFound when there is none.
func (s *Store) FindDirectChat(ctx context.Context, a, b int64) (int64, error) {
	id, err := scanID(s.read.QueryRowContext(ctx,
		`SELECT conversation_id FROM direct_chat WHERE low_id = $1 AND high_id = $2`, min(a, b), max(a, b)))
	return id, s.explain("direct chat", err)
}

func (s *Store) createDirectChat(ctx context.Context, low, high int64) (id int64, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if id, err = newConversation(ctx, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx,
			`INSERT INTO direct_chat (conversation_id, low_id, high_id) VALUES ($1, $2, $3)`, id, low, high)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO reader (conversation_id, user_id, read_seq)
			SELECT conversation_id, low_id, 0 FROM direct_chat WHERE conversation_id = $1
			UNION SELECT conversation_id, high_id, 0 FROM direct_chat WHERE conversation_id = $1`, id)
		return err
	})
	return id, err
}

// DirectChatOf answers the two users of a one-to-one chat, chat.ErrNotFound when the conversation is none.
func (s *Store) DirectChatOf(ctx context.Context, conversationID int64) (a, b int64, err error) {
	err = s.read.QueryRowContext(ctx,
		`SELECT low_id, high_id FROM direct_chat WHERE conversation_id = $1`, conversationID).Scan(&a, &b)
	return a, b, s.explain("direct chat of", err)
}

// Conversations answers the rooms that the user has joined, then their one-to-one chats that have events.
func (s *Store) Conversations(ctx context.Context, userID int64) ([]chat.Conversation, error) {
	all, err := s.conversations(ctx, userID, `AND (direct_chat.conversation_id IS NULL OR conversation.last_seq > 0)`)
	return all, s.explain("conversations", err)
}

// Conversation answers one of the user's conversations, chat.ErrNotFound when it is none of theirs.
func (s *Store) Conversation(ctx context.Context, userID, conversationID int64) (chat.Conversation, error) {
	all, err := s.conversations(ctx, userID, `AND conversation.id = $4`, conversationID)
	if err == nil && len(all) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return chat.Conversation{}, s.explain("conversation", err)
	}
	return all[0], nil
}

// selectConversations wants $1 the user, $2 the pattern that finds the user in event.mentioned, $3 maxUnread. Unread
// events are counted along the index event_history, from a minute before the one that was read last: that is more than
// what was written at the same time can be out of order, and who comes and goes is not in it. The plus keeps SQLite
// from reading the log itself instead. Where everything was read nothing is counted. A change mentions those whom an edit mentions for the first time.
const selectConversations = `SELECT conversation.id, conversation.last_seq, reader.read_seq, reader.closed_seq,
	conversation.last_active, room.id,
	CASE WHEN direct_chat.low_id = $1 THEN direct_chat.high_id ELSE direct_chat.low_id END,
	CASE WHEN reader.read_seq >= conversation.last_seq THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 FROM event WHERE event.conversation_id = reader.conversation_id
		AND ` + inHistory + ` AND event.at >= COALESCE((SELECT last.at - 60000000 FROM event AS last
			WHERE last.conversation_id = reader.conversation_id AND last.seq = reader.read_seq), 0)
		AND +event.seq > reader.read_seq AND event.kind IN ('message', 'notification') AND event.user_id <> $1
		AND NOT event.quiet LIMIT $3) AS unread) END,
	CASE WHEN reader.read_seq >= conversation.last_seq THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 FROM event WHERE event.conversation_id = reader.conversation_id
		AND event.seq > reader.read_seq AND event.kind IN ('message', 'notification', 'change') AND event.user_id <> $1
		AND event.mentioned <> '' AND (event.mentioned = ',*,' OR event.mentioned LIKE $2)
		LIMIT $3) AS mention) END
	FROM reader JOIN conversation ON conversation.id = reader.conversation_id
	LEFT JOIN room ON room.conversation_id = conversation.id
	LEFT JOIN direct_chat ON direct_chat.conversation_id = conversation.id
	WHERE reader.user_id = $1 `

func (s *Store) conversations(ctx context.Context, userID int64, where string, args ...any) ([]chat.Conversation, error) {
	list, err := s.conversationRows(ctx, userID, where, args...)
	if err != nil {
		return nil, err
	}
	return s.complete(ctx, list)
}

// conversationRows answers the user's conversations of which the condition holds, whose first argument is $4.
func (s *Store) conversationRows(ctx context.Context, userID int64, where string, args ...any) ([]conversationRow, error) {
	pattern := "%," + strconv.FormatInt(userID, 10) + ",%"
	return collect(ctx, s.read, scanConversation, selectConversations+where+
		` ORDER BY room.id IS NULL, conversation.id`, append([]any{userID, pattern, maxUnread}, args...)...)
}

// ReadStates answers how far the user has read those of the conversations that are theirs.
func (s *Store) ReadStates(ctx context.Context, userID int64, conversationIDs []int64) ([]chat.ReadState, error) {
	all := make([]chat.ReadState, 0, len(conversationIDs))
	for chunk := range slices.Chunk(conversationIDs, 500) { // as byID does
		p := make(params, 3) // conversationRows has three arguments of its own
		rows, err := s.conversationRows(ctx, userID, `AND `+in(&p, "conversation.id", chunk), p[3:]...)
		if err != nil {
			return nil, s.explain("read states", err)
		}
		for _, c := range rows {
			all = append(all, chat.ReadState{Conversation: c.ID, LastSeq: c.LastSeq, ReadSeq: c.ReadSeq, Unread: c.Unread, Mentions: c.Mention})
		}
	}
	return all, nil
}

// conversationRow is a conversation before its room or its other person has been read.
type conversationRow struct {
	chat.Conversation
	room, other sql.NullInt64
}

func scanConversation(s scanner) (conversationRow, error) {
	var c conversationRow
	var active int64
	err := s.Scan(&c.ID, &c.LastSeq, &c.ReadSeq, &c.Closed, &active, &c.room, &c.other, &c.Unread, &c.Mention)
	c.LastActive = fromMicros(active)
	return c, err
}

// complete reads the rooms and the people of the rows, leaving out rooms that have been deleted meanwhile.
func (s *Store) complete(ctx context.Context, rows []conversationRow) ([]chat.Conversation, error) {
	var roomIDs, userIDs []int64
	for _, c := range rows {
		if c.room.Valid {
			roomIDs = append(roomIDs, c.room.Int64)
		} else {
			userIDs = append(userIDs, c.other.Int64)
		}
	}
	rooms, err := byID(ctx, s.read, scanRoom, func(r chat.Room) int64 { return r.ID }, selectRoom, "room.id", roomIDs)
	if err != nil {
		return nil, err
	}
	users, err := byID(ctx, s.read, scanUser, func(u chat.User) int64 { return u.ID }, selectUser, "id", userIDs)
	if err != nil {
		return nil, err
	}
	all := make([]chat.Conversation, 0, len(rows))
	for _, c := range rows {
		c.Room, c.Other = rooms[c.room.Int64], users[c.other.Int64]
		if c.Room != nil || c.Other != nil {
			all = append(all, c.Conversation)
		}
	}
	return all, nil
}

// MarkRead notes that the user has seen everything up to seq. It never moves back, nor past the end of the log.
func (s *Store) MarkRead(ctx context.Context, userID, conversationID, seq int64) error {
	return s.explain("mark read", execOne(ctx, s.write, `UPDATE reader SET read_seq = (
			SELECT CASE WHEN $3 <= reader.read_seq THEN reader.read_seq
			WHEN $3 < conversation.last_seq THEN $3 ELSE conversation.last_seq END
			FROM conversation WHERE conversation.id = reader.conversation_id)
		WHERE conversation_id = $1 AND user_id = $2`, conversationID, userID, seq))
}

// MarkUnread notes that the user has not seen what comes after seq. It only moves back.
func (s *Store) MarkUnread(ctx context.Context, userID, conversationID, seq int64) error {
	return s.explain("mark unread", execOne(ctx, s.write, `UPDATE reader
		SET read_seq = CASE WHEN $3 < read_seq THEN $3 ELSE read_seq END
		WHERE conversation_id = $1 AND user_id = $2`, conversationID, userID, max(0, seq)))
}

// CloseConversation notes that the user wants a conversation, as read, out of their list until it goes on.
func (s *Store) CloseConversation(ctx context.Context, userID, conversationID int64) error {
	return s.explain("close conversation", execOne(ctx, s.write, `UPDATE reader
		SET closed_seq = (SELECT last_seq FROM conversation WHERE conversation.id = reader.conversation_id),
			read_seq = (SELECT last_seq FROM conversation WHERE conversation.id = reader.conversation_id)
		WHERE conversation_id = $1 AND user_id = $2`, conversationID, userID))
}

// MarkAllRead notes that the user has seen everything, or everything in rooms, and answers the conversations in which
// that was news.
func (s *Store) MarkAllRead(ctx context.Context, userID int64, roomsOnly bool) ([]int64, error) {
	query := `UPDATE reader SET read_seq = (SELECT last_seq FROM conversation WHERE conversation.id = reader.conversation_id)
		WHERE user_id = $1
		AND read_seq < (SELECT last_seq FROM conversation WHERE conversation.id = reader.conversation_id)`
	if roomsOnly {
		query += ` AND EXISTS (SELECT 1 FROM room WHERE room.conversation_id = reader.conversation_id)`
	}
	moved, err := collect(ctx, s.write, scanID, query+` RETURNING conversation_id`, userID)
	return moved, s.explain("mark all read", err)
}
