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
	add := func(field, value string) { e.Changes = append(e.Changes, chat.AuditChange{Field: field, To: value}) }
	for field, id := range map[string]int64{"installation": f.InstallationID, "room": f.RoomID, "status": int64(f.Status)} {
		if id != 0 {
			add(field, strconv.FormatInt(id, 10))
		}
	}
	if f.State != "" {
		add("state", string(f.State))
	}
	for field, at := range map[string]time.Time{"since": f.Since, "until": f.Until} {
		if !at.IsZero() {
			add(field, at.UTC().Format(time.RFC3339))
		}
	}
	return e
}
