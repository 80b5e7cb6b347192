package store

import "github.com/stoachat/stoa/internal/chat"

// readable is the condition that the reader may see the conversation whose id is in column, as chat.Service.CanRead
// decides it.
func readable(p *params, column string, r chat.Reader) string {
	rooms, user := `SELECT room.conversation_id FROM room`, ``
	if !r.Guest && (!r.All || r.RoomID == 0) { // PostgreSQL refuses an argument that nothing asks for
		user = p.add(r.UserID)
	}
	var which []string
	switch {
	case r.Guest:
		which = append(which, `room.guest_access AND NOT room.archived`)
	case !r.All:
		visible := `NOT room.private OR room.owner_id = ` + user + ` OR EXISTS
			(SELECT 1 FROM member WHERE member.room_id = room.id AND member.user_id = ` + user + `)`
		if r.Delegate {
			visible += ` OR room.delegate_admin_visibility`
		}
		which = append(which, `(`+visible+`)`)
	}
	if r.Guest || r.RoomID != 0 {
		which = append(which, `room.id = `+p.add(r.RoomID))
		return column + ` IN (` + rooms + conditions(which) + `)`
	}
	return column + ` IN (` + rooms + conditions(which) + ` UNION ALL
		SELECT direct_chat.conversation_id FROM direct_chat WHERE direct_chat.low_id = ` + user + ` OR direct_chat.high_id = ` + user + `)`
}
