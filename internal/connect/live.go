package connect

import (
	"context"
	"encoding/json"

	"github.com/stoachat/stoa/internal/chat"
)

// Live tells connected people what has changed; realtime.Hub does.
type Live interface {
	SendAll(frame []byte)
	SendUser(userID int64, frame []byte)
	SendConversation(conversationID int64, frame []byte)
}

// modulesFrame says that the modules of a room, or of every room, have changed: ask again.
type modulesFrame struct {
	Type string `json:"type"`
	Room int64  `json:"room,omitempty"`
}

func (h *Host) tellModulesChanged(room *chat.Room) {
	h.tell(room, modulesFrame{Type: "modules", Room: idOf(room)})
}

// tellModulesOf says so for all modules of an installation.
func (h *Host) tellModulesOf(ctx context.Context, in chat.Installation) {
	if in.RoomID == 0 {
		h.tellModulesChanged(nil)
		return
	}
	room, err := h.store.Room(ctx, in.RoomID)
	if err != nil {
		h.log.WarnContext(ctx, "modules changed unseen", "room", in.RoomID, "error", err)
		return
	}
	h.tellModulesChanged(&room)
}

// tell sends a frame to who watches the room, or to everybody for no room.
func (h *Host) tell(room *chat.Room, frame any) {
	b, err := json.Marshal(frame)
	if err != nil {
		h.log.Error("encode frame", "error", err)
		return
	}
	if room == nil {
		h.live.SendAll(b)
		return
	}
	h.live.SendConversation(room.ConversationID, b)
}
