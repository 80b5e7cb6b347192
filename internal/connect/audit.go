package connect

import (
	"context"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// audited runs a change of an installation and has it written down. Whose request it was is in the context; a change
// without one is the server's own.
func (h *Host) audited(ctx context.Context, kind chat.AuditKind, in chat.Installation, change func(ctx context.Context) error) error {
	return h.chat.Auditor().Change(ctx, auth.PrincipalFrom(ctx), auditOf(kind, in), change)
}

func auditOf(kind chat.AuditKind, in chat.Installation) chat.AuditEntry {
	e := chat.AuditEntry{
		Kind: kind, Target: chat.AuditTarget{Kind: "installation", ID: in.ID, Name: in.Name},
		Changes: []chat.AuditChange{{Field: "key", To: in.Key}},
	}
	if in.RoomID != 0 {
		e.Changes = append(e.Changes, chat.AuditChange{Field: "room", To: strconv.FormatInt(in.RoomID, 10)})
	}
	if kind == chat.AuditAddonInstalled || kind == chat.AuditAddonUpdated {
		e.Changes = append(e.Changes, chat.AuditChange{Field: "scopes", To: strings.Join(in.Scopes, " ")})
	}
	return e
}
