package webhook

import (
	"context"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Put makes an add-on's webhook under its key, or replaces the one that it made there before. Room 0 hears all rooms.
// spec: rest-v2, 4.10 create_room_webhook
func (rg *Registrar) Put(ctx context.Context, p *chat.Principal, roomID int64, in hipchat.WebhookRequest) (chat.Webhook, error) {
	if err := rg.check(p, in); err != nil {
		return chat.Webhook{}, err
	}
	mine, err := rg.store.Webhooks(ctx, chat.WebhookFilter{InstallationID: p.InstallationID})
	if err != nil {
		return chat.Webhook{}, fmt.Errorf("list webhooks: %w", err)
	}
	for _, h := range mine {
		if h.Declared && h.Key == in.Key {
			return chat.Webhook{}, chat.Errorf(chat.Forbidden, "The webhook '%s' is declared in the add-on's descriptor and cannot be changed by REST", in.Key)
		}
	}
	h := rg.webhook(p, roomID, in)
	err = rg.audit.Change(ctx, p, auditOf(chat.AuditWebhookMade, h), func(ctx context.Context) (err error) {
		h, err = rg.store.PutWebhook(ctx, h, hipchat.MaxRuntimeModules)
		return err
	})
	if errors.Is(err, chat.ErrLimit) {
		return h, chat.Errorf(chat.Invalid, "There are already %d webhooks of the add-on here that are not in its descriptor; remove one first", hipchat.MaxRuntimeModules)
	}
	if err != nil {
		return h, fmt.Errorf("put webhook: %w", err)
	}
	rg.registry.Invalidate()
	return h, nil
}

// FindKey answers the add-on's webhook of that key; room 0 is the whole group. Of several that were registered with
// one key in the older form it is the newest.
func (rg *Registrar) FindKey(ctx context.Context, p *chat.Principal, roomID int64, key string) (h chat.Webhook, ok bool, err error) {
	mine, err := rg.store.Webhooks(ctx, chat.WebhookFilter{RoomID: &roomID, InstallationID: p.InstallationID})
	if err != nil {
		return chat.Webhook{}, false, fmt.Errorf("find webhook: %w", err)
	}
	for _, candidate := range mine {
		if candidate.Key == key && key != "" {
			h, ok = candidate, true
		}
	}
	return h, ok, nil
}
