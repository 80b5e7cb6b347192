package connect

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// Command is a word that something installed in a conversation waits for at the beginning of a message.
type Command struct {
	Word      string // without the slash
	AddonKey  string // empty: a webhook that was registered with a person's or a room's token
	AddonName string
	Name      string // what the webhook is called
}

// Commands answers the commands that can be given in a conversation, in order of their words; of one add-on each once.
// There are none in one-to-one chats, which no webhook hears. spec: product, 5
func (h *Host) Commands(ctx context.Context, p *chat.Principal, conversationID int64) ([]Command, error) {
	room, isRoom, err := h.chat.RoomOf(ctx, p, conversationID)
	if err != nil || !isRoom {
		return nil, err
	}
	addons, err := h.installed(ctx)
	if err != nil {
		return nil, err
	}
	listened, err := h.webhooks.Commands(ctx, room.ID)
	if err != nil {
		return nil, err
	}
	var all []Command
	type source struct {
		word  string
		addon int64
	}
	seen := make(map[source]bool)
	for _, c := range listened {
		from := source{c.Word, c.Hook.InstallationID}
		if seen[from] {
			continue
		}
		seen[from] = true
		in := addons[c.Hook.InstallationID] // nothing for a token's
		all = append(all, Command{c.Word, in.Key, in.Name, c.Hook.Name})
	}
	return all, nil
}
