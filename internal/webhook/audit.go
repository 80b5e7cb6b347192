package webhook

import (
	"cmp"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// auditOf is an entry of the audit log about a webhook.
func auditOf(kind chat.AuditKind, h chat.Webhook) chat.AuditEntry {
	return chat.AuditEntry{Kind: kind, Target: chat.AuditTarget{Kind: "webhook", ID: h.ID, Name: cmp.Or(h.Name, h.Event)}}
}

// auditReplay is an entry about deliveries that are made once more: it says which were asked for, because it is written
// with the first of them.
func auditReplay(f chat.DeliveryFilter) chat.AuditEntry {
	e := chat.AuditEntry{Kind: chat.AuditWebhookReplayed, Target: chat.AuditTarget{Kind: "webhook", ID: f.WebhookID}}
	if f.WebhookID == 0 {
		e.Target.Name = "all webhooks"
	}
	add := func(field, value string) {
		if value != "" {
			e.Changes = append(e.Changes, chat.AuditChange{Field: field, To: value})
		}
	}
	add("installation", idText(f.InstallationID))
	add("room", idText(cmp.Or(f.RoomID, f.HookRoomID)))
	add("status", idText(int64(f.Status)))
	add("state", string(f.State))
	add("since", timeText(f.Since))
	add("until", timeText(f.Until))
	return e
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func timeText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
