package world

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// writeTokens makes one for each room that integrations post into, old ones of API v1, and one for the first person.
func (m *maker) writeTokens(ctx context.Context) error {
	var rows [][]any
	add := func(kind chat.TokenKind, user, room int64, name string, scopes ...string) (text string) {
		text = auth.RandomText(40)
		sum := sha256.Sum256([]byte(text))
		rows = append(rows, []any{int64(len(rows) + 1), sum[:], string(kind), user, int64(0), room, name, strings.Join(scopes, " "), "",
			m.hours.begin.UnixMicro(), int64(0), int64(0)})
		return text
	}
	m.made.Busy = add(chat.TokenPersonal, 1, 0, "World", scopeNames()...)
	for _, r := range m.rooms {
		if r.sender == "" {
			continue
		}
		text := add(chat.TokenRoom, r.here[0].ID, r.id, r.sender, hipchat.ScopeSendNotification)
		if r.id == m.made.Biggest.Room {
			m.made.Notifier = text
		}
	}
	for i := range max(1, m.Size.Rooms/100) {
		add(chat.TokenV1Notification, 1, 0, fmt.Sprintf("Script %d", i+1))
	}
	return m.fill(ctx, "token", []string{"id", "hash", "kind", "user_id", "installation_id", "room_id", "name", "scopes", "family",
		"created", "expires", "last_used"}, rows)
}

// writeWebhooks makes commands that rooms have. Nobody answers at their addresses.
func (m *maker) writeWebhooks(ctx context.Context) error {
	var rows [][]any
	for _, r := range m.rooms {
		if r.id%4 != 0 {
			continue
		}
		command := integrations()[int(r.id/4)%len(integrations())]
		rows = append(rows, []any{int64(len(rows) + 1), r.id, int64(0), r.here[0].ID, int64(0), "", command, "room_message",
			"^/" + strings.ToLower(command) + `\b`, fmt.Sprintf("https://hooks.example.test/%d", r.id), false, false, r.created.UnixMicro()})
	}
	return m.fill(ctx, "webhook", []string{"id", "room_id", "installation_id", "user_id", "token_id", "key", "name", "event", "pattern", "url",
		"jwt", "declared", "created"}, rows)
}

func scopeNames() (names []string) {
	for _, s := range hipchat.Scopes() {
		names = append(names, s.ID)
	}
	return names
}
