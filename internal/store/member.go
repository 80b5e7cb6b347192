package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// Members answers the people on a room's list, in order of id.
func (s *Store) Members(ctx context.Context, roomID int64) ([]chat.Member, error) {
	members, err := collect(ctx, s.read, func(s scanner) (chat.Member, error) {
		var m chat.Member
		var created, active int64
		err := s.Scan(append(userFields(&m.User, &created, &active), &m.Role)...)
		m.User.Created, m.User.LastActive = fromMicros(created), fromMicros(active)
		return m, err
	}, `SELECT `+userColumns+`, role FROM member JOIN "user" ON "user".id = member.user_id
		WHERE member.room_id = $1 ORDER BY "user".id`, roomID)
	return members, s.explain("members", err)
}

// Member answers the user's role in the room, chat.ErrNotFound when the user is not on its list.
func (s *Store) Member(ctx context.Context, roomID, userID int64) (chat.Role, error) {
	var role chat.Role
	err := s.read.QueryRowContext(ctx,
		`SELECT role FROM member WHERE room_id = $1 AND user_id = $2`, roomID, userID).Scan(&role)
	return role, s.explain("member", err)
}

// Administered answers the ids of the rooms on whose list the user stands as an administrator.
func (s *Store) Administered(ctx context.Context, userID int64) (map[int64]bool, error) {
	ids, err := collect(ctx, s.read, scanID, `SELECT room_id FROM member WHERE user_id = $1 AND role = $2`, userID, string(chat.RoleAdmin))
	return setOf(ids), s.explain("administered", err)
}

func setOf(ids []int64) map[int64]bool {
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// AddMember puts the user on the room's list or changes their role there.
func (s *Store) AddMember(ctx context.Context, roomID, userID int64, role chat.Role) error {
	return s.explain("add member", tx(ctx, s.write, func(tx *sql.Tx) error { return addMember(ctx, tx, roomID, userID, role) }))
}

func addMember(ctx context.Context, q querier, roomID, userID int64, role chat.Role) error {
	_, err := q.ExecContext(ctx, `INSERT INTO member (room_id, user_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role`, roomID, userID, string(role))
	return err
}

// listJoined puts everybody who has joined the room on its list. Who is there already keeps their role.
func listJoined(ctx context.Context, q querier, roomID int64) error {
	_, err := q.ExecContext(ctx, `INSERT INTO member (room_id, user_id, role)
		SELECT room.id, reader.user_id, CAST($2 AS text) FROM room JOIN reader ON reader.conversation_id = room.conversation_id WHERE room.id = $1
		ON CONFLICT (room_id, user_id) DO NOTHING`, roomID, string(chat.RoleMember))
	return err
}

// RemoveMember takes the user off the room's list. Whether they have joined the room is another matter.
func (s *Store) RemoveMember(ctx context.Context, roomID, userID int64) error {
	return s.explain("remove member",
		s.exec(ctx, `DELETE FROM member WHERE room_id = $1 AND user_id = $2`, roomID, userID))
}

// JoinRoom makes the user a reader of the room's log from its present end on; false says that they were before.
func (s *Store) JoinRoom(ctx context.Context, roomID, userID int64) (joined bool, err error) {
	joined, err = joinRoom(ctx, s.write, roomID, userID)
	return joined, s.explain("join room", err)
}

func joinRoom(ctx context.Context, q querier, roomID, userID int64) (bool, error) {
	n, err := exec(ctx, q, `INSERT INTO reader (conversation_id, user_id, read_seq)
		SELECT conversation.id, CAST($2 AS bigint), conversation.last_seq
		FROM room JOIN conversation ON conversation.id = room.conversation_id WHERE room.id = $1
		ON CONFLICT (conversation_id, user_id) DO NOTHING`, roomID, userID)
	if err != nil || n > 0 {
		return n > 0, err
	}
	return false, requireRow(ctx, q, "room", roomID)
}

// LeaveRoom is the inverse of JoinRoom; false says that the user had not joined.
func (s *Store) LeaveRoom(ctx context.Context, roomID, userID int64) (left bool, err error) {
	n, err := exec(ctx, s.write, `DELETE FROM reader WHERE user_id = $2
		AND conversation_id = (SELECT conversation_id FROM room WHERE id = $1)`, roomID, userID)
	if err == nil && n == 0 {
		err = requireRow(ctx, s.read, "room", roomID)
	}
	return n > 0, s.explain("leave room", err)
}

// Joined answers the ids of the users who have joined the room, in order.
func (s *Store) Joined(ctx context.Context, roomID int64) ([]int64, error) {
	ids, err := collect(ctx, s.read, scanID, `SELECT reader.user_id FROM room
		JOIN reader ON reader.conversation_id = room.conversation_id WHERE room.id = $1 ORDER BY reader.user_id`, roomID)
	return ids, s.explain("joined", err)
}

// Follows answers the ids of the conversations that the user follows.
func (s *Store) Follows(ctx context.Context, userID int64) (map[int64]bool, error) {
	ids, err := collect(ctx, s.read, scanID, `SELECT conversation_id FROM reader WHERE user_id = $1`, userID)
	return setOf(ids), s.explain("follows", err)
}

// People answers the users who have joined the room, in order of id.
func (s *Store) People(ctx context.Context, roomID int64) ([]chat.User, error) {
	users, err := collect(ctx, s.read, scanUser, selectUser+` WHERE id IN (SELECT reader.user_id FROM room
		JOIN reader ON reader.conversation_id = room.conversation_id WHERE room.id = $1) ORDER BY id`, roomID)
	return users, s.explain("people", err)
}

// JoinedAll is Joined for many rooms at once.
func (s *Store) JoinedAll(ctx context.Context, roomIDs []int64) (map[int64][]int64, error) {
	joined := make(map[int64][]int64, len(roomIDs))
	for chunk := range slices.Chunk(roomIDs, 500) { // as byID does
		var p params
		list, err := collect(ctx, s.read, scanPair, `SELECT room.id, reader.user_id FROM room
			JOIN reader ON reader.conversation_id = room.conversation_id WHERE `+in(&p, "room.id", chunk)+`
			ORDER BY reader.user_id`, p...)
		if err != nil {
			return nil, s.explain("joined", err)
		}
		for _, pair := range list {
			joined[pair[0]] = append(joined[pair[0]], pair[1])
		}
	}
	return joined, nil
}

func scanPair(s scanner) (pair [2]int64, err error) {
	err = s.Scan(&pair[0], &pair[1])
	return pair, err
}
