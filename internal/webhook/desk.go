package webhook

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// DeskStore is what the Desk reads and changes; the store implements it.
type DeskStore interface {
	Outbox
	Webhooks(ctx context.Context, f chat.WebhookFilter) ([]chat.Webhook, error)
	Backlogs(ctx context.Context, webhookIDs []int64) (map[int64]chat.Backlog, error)
	Delivery(ctx context.Context, id int64) (chat.Delivery, error)
	Deliveries(ctx context.Context, f chat.DeliveryFilter) ([]chat.Delivery, error)
	CountDeliveries(ctx context.Context, f chat.DeliveryFilter) (map[chat.DeliveryState]int64, error)
	Attempts(ctx context.Context, deliveryID int64) ([]chat.Attempt, error)
	ResumeWebhook(ctx context.Context, id int64, at time.Time) error
	SkipDeliveries(ctx context.Context, webhookID int64, all bool, why string, at time.Time) (int64, error)
	QueueAgain(ctx context.Context, f chat.DeliveryFilter, at time.Time) (int64, error)
	QueueOneAgain(ctx context.Context, id int64, at time.Time) error
	RotateWebhookSecret(ctx context.Context, id int64, sealed []byte, formerUntil time.Time) error
}

// Rooms tells who may look at a room's webhooks, or for room 0 at all, and who may change what is sent; chat.Service does.
type Rooms interface {
	CanOversee(ctx context.Context, p *chat.Principal, roomID int64) error
	CanManage(ctx context.Context, p *chat.Principal, roomID int64) error
}

// DeskConfig is what a Desk is built from.
type DeskConfig struct {
	Store     DeskStore
	Rooms     Rooms
	Deliverer *Deliverer
	Seal      func(secret string) []byte
	Audit     *chat.Auditor // nil: nothing is written down
}

// Desk is where people see what webhooks are owed and were sent, and change it. A group administrator sees all; who
// administers a room sees that room's own webhooks.
type Desk struct {
	store DeskStore
	rooms Rooms
	out   *Deliverer
	seal  func(secret string) []byte
	audit *chat.Auditor
}

// NewDesk makes a Desk.
func NewDesk(c DeskConfig) *Desk {
	return &Desk{store: c.Store, rooms: c.Rooms, out: c.Deliverer, seal: c.Seal, audit: c.Audit}
}

// Status is a webhook with what it is owed.
type Status struct {
	chat.Webhook
	chat.Backlog
}

// List answers the webhooks of a room, or with room 0, to a group administrator, all.
func (d *Desk) List(ctx context.Context, p *chat.Principal, roomID int64) ([]Status, error) {
	var f chat.WebhookFilter
	if roomID != 0 {
		f.RoomID = &roomID
	}
	if err := d.rooms.CanOversee(ctx, p, roomID); err != nil {
		return nil, err
	}
	hooks, err := d.store.Webhooks(ctx, f)
	if err != nil {
		return nil, err
	}
	return d.statuses(ctx, hooks)
}

// Find answers one webhook.
func (d *Desk) Find(ctx context.Context, p *chat.Principal, id int64) (Status, error) {
	h, err := d.theirs(ctx, p, id)
	if err != nil {
		return Status{}, err
	}
	found, err := d.statuses(ctx, []chat.Webhook{h})
	if err != nil {
		return Status{}, err
	}
	return found[0], nil
}

func (d *Desk) statuses(ctx context.Context, hooks []chat.Webhook) ([]Status, error) {
	ids := make([]int64, len(hooks))
	for i, h := range hooks {
		ids[i] = h.ID
	}
	backlogs, err := d.store.Backlogs(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Status, len(hooks))
	for i, h := range hooks {
		list[i] = Status{h, backlogs[h.ID]}
	}
	return list, nil
}

// theirs answers a webhook that the caller may see. Others are not there for them.
func (d *Desk) theirs(ctx context.Context, p *chat.Principal, id int64) (chat.Webhook, error) {
	none := chat.Errorf(chat.NotFound, "There is no webhook %d", id)
	h, err := d.store.Webhook(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return h, none
	}
	if err != nil {
		return h, err
	}
	err = d.rooms.CanOversee(ctx, p, h.RoomID)
	var refused *chat.Error
	if errors.As(err, &refused) {
		return h, none
	}
	return h, err
}

// managed answers a webhook that the caller may see and change.
func (d *Desk) managed(ctx context.Context, p *chat.Principal, id int64) (chat.Webhook, error) {
	h, err := d.theirs(ctx, p, id)
	if err != nil {
		return h, err
	}
	return h, d.rooms.CanManage(ctx, p, h.RoomID)
}

// owned answers a webhook to those who may have its secrets: who registered it or installed its add-on, as long as they
// may see it, and group administrators.
func (d *Desk) owned(ctx context.Context, p *chat.Principal, id int64) (chat.Webhook, error) {
	h, err := d.theirs(ctx, p, id)
	if err != nil || p.GroupAdmin() || h.UserID != 0 && h.UserID == p.UserID() {
		return h, err
	}
	if h.InstallationID != 0 {
		in, err := d.store.Installation(ctx, h.InstallationID)
		if err != nil && !errors.Is(err, chat.ErrNotFound) {
			return h, err
		}
		if in.InstalledBy != 0 && in.InstalledBy == p.UserID() {
			return h, nil
		}
	}
	return h, chat.Errorf(chat.Forbidden, "Only who registered or installed webhook %d, and group administrators, may have its secrets", id)
}

// formerLife is how long the secret before a new one goes on signing.
const formerLife = 24 * time.Hour

// Secrets answers what signs the webhook's deliveries now, the newest first.
func (d *Desk) Secrets(ctx context.Context, p *chat.Principal, id int64) ([]string, error) {
	h, err := d.owned(ctx, p, id)
	if err != nil {
		return nil, err
	}
	return d.out.secrets(h)
}

// Rotate gives the webhook another secret. Both sign for a day, so that the receiver can be changed without a gap.
func (d *Desk) Rotate(ctx context.Context, p *chat.Principal, id int64) ([]string, error) {
	h, err := d.owned(ctx, p, id)
	if err != nil {
		return nil, err
	}
	err = d.audit.Change(ctx, p, auditOf(chat.AuditWebhookRotated, h), func(ctx context.Context) error {
		return d.store.RotateWebhookSecret(ctx, id, d.seal(NewSecret()), d.out.Now().Add(formerLife))
	})
	if err != nil {
		return nil, err
	}
	return d.Secrets(ctx, p, id)
}

// Pause stops what is sent to a webhook; what it is owed is kept.
func (d *Desk) Pause(ctx context.Context, p *chat.Principal, id int64) error {
	h, err := d.managed(ctx, p, id)
	if err != nil {
		return err
	}
	return d.audit.Change(ctx, p, auditOf(chat.AuditWebhookPaused, h), func(ctx context.Context) error {
		_, err := d.store.PauseWebhook(ctx, id, "paused by "+p.Name, d.out.Now())
		return err
	})
}

// Resume sends a paused webhook what was kept, and what follows.
func (d *Desk) Resume(ctx context.Context, p *chat.Principal, id int64) error {
	h, err := d.managed(ctx, p, id)
	if err != nil {
		return err
	}
	err = d.audit.Change(ctx, p, auditOf(chat.AuditWebhookResumed, h), func(ctx context.Context) error {
		return d.store.ResumeWebhook(ctx, id, d.out.Now())
	})
	d.out.Ring()
	return err
}

// Skip gives up the oldest delivery that a webhook is owed, or all of them. They can be redelivered.
func (d *Desk) Skip(ctx context.Context, p *chat.Principal, id int64, all bool) (int64, error) {
	h, err := d.managed(ctx, p, id)
	if err != nil {
		return 0, err
	}
	var n int64
	err = d.audit.Change(ctx, p, auditOf(chat.AuditWebhookSkipped, h), func(ctx context.Context) (err error) {
		n, err = d.store.SkipDeliveries(ctx, id, all, "skipped by "+p.Name, d.out.Now())
		return err
	})
	d.out.Ring()
	return n, err
}

// Deliveries answers those that the filter selects, newest first, of webhooks that the caller may see.
func (d *Desk) Deliveries(ctx context.Context, p *chat.Principal, f chat.DeliveryFilter) ([]chat.Delivery, error) {
	f, err := d.within(ctx, p, f)
	if err != nil {
		return nil, err
	}
	return d.store.Deliveries(ctx, f)
}

// Count answers how many deliveries that the filter selects, of webhooks that the caller may see, are in which state.
func (d *Desk) Count(ctx context.Context, p *chat.Principal, f chat.DeliveryFilter) (map[chat.DeliveryState]int64, error) {
	f, err := d.within(ctx, p, f)
	if err != nil {
		return nil, err
	}
	return d.store.CountDeliveries(ctx, f)
}

// within narrows a filter to what the caller may see.
func (d *Desk) within(ctx context.Context, p *chat.Principal, f chat.DeliveryFilter) (chat.DeliveryFilter, error) {
	switch {
	case p.GroupAdmin():
		return f, nil
	case f.WebhookID != 0:
		_, err := d.theirs(ctx, p, f.WebhookID)
		return f, err
	case f.HookRoomID == 0:
		f.HookRoomID = f.RoomID
	}
	return f, d.rooms.CanOversee(ctx, p, f.HookRoomID)
}

// Delivery answers one delivery with its attempts.
func (d *Desk) Delivery(ctx context.Context, p *chat.Principal, id int64) (chat.Delivery, []chat.Attempt, error) {
	owed, err := d.delivery(ctx, p, id)
	if err != nil {
		return owed, nil, err
	}
	attempts, err := d.store.Attempts(ctx, id)
	return owed, attempts, err
}

func (d *Desk) delivery(ctx context.Context, p *chat.Principal, id int64) (chat.Delivery, error) {
	none := chat.Errorf(chat.NotFound, "There is no delivery %d", id)
	owed, err := d.store.Delivery(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return owed, none
	}
	if err != nil {
		return owed, err
	}
	_, err = d.theirs(ctx, p, owed.WebhookID)
	var refused *chat.Error
	if errors.As(err, &refused) {
		return owed, none
	}
	return owed, err
}

// Redeliver makes a delivery that is over once more: the same request under the same id, signed anew.
func (d *Desk) Redeliver(ctx context.Context, p *chat.Principal, id int64) error {
	owed, err := d.delivery(ctx, p, id)
	if err != nil {
		return err
	}
	if _, err := d.managed(ctx, p, owed.WebhookID); err != nil {
		return err
	}
	e := auditReplay(chat.DeliveryFilter{WebhookID: owed.WebhookID})
	e.Changes = append(e.Changes, chat.AuditChange{Field: "delivery", To: strconv.FormatInt(id, 10)})
	err = d.audit.Change(ctx, p, e, func(ctx context.Context) error { return d.store.QueueOneAgain(ctx, id, d.out.Now()) })
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.Conflict, "Delivery %d is not over yet", id)
	}
	d.out.Ring()
	return err
}

// Replay makes all deliveries that the filter selects, and that are over, once more, in their order. What is live
// passes them.
func (d *Desk) Replay(ctx context.Context, p *chat.Principal, f chat.DeliveryFilter) (int64, error) {
	f, err := d.within(ctx, p, f)
	if err != nil {
		return 0, err
	}
	if err := d.mayReplay(ctx, p, f); err != nil {
		return 0, err
	}
	var n int64
	err = d.audit.Change(ctx, p, auditReplay(f), func(ctx context.Context) (err error) {
		n, err = d.store.QueueAgain(ctx, f, d.out.Now())
		return err
	})
	d.out.Ring()
	return n, err
}

// mayReplay asks where what the filter selects is managed.
func (d *Desk) mayReplay(ctx context.Context, p *chat.Principal, f chat.DeliveryFilter) error {
	switch {
	case p.GroupAdmin():
		return nil
	case f.WebhookID != 0:
		_, err := d.managed(ctx, p, f.WebhookID)
		return err
	}
	return d.rooms.CanManage(ctx, p, f.HookRoomID)
}

// Curl writes a delivery as a line for a shell. With secrets, which only owners get, it is good for minutes: it has a
// fresh signature.
func (d *Desk) Curl(ctx context.Context, p *chat.Principal, id int64, secrets bool) (string, error) {
	owed, err := d.delivery(ctx, p, id)
	if err != nil {
		return "", err
	}
	if secrets {
		if _, err := d.owned(ctx, p, owed.WebhookID); err != nil {
			return "", err
		}
	}
	req, _, known, err := d.out.request(ctx, owed)
	if errors.Is(err, errDisabled) {
		return "", chat.Errorf(chat.Conflict, "The add-on of delivery %d is disabled. Enable it to see what it would be sent", id)
	}
	if err != nil {
		return "", fmt.Errorf("rebuild delivery: %w", err)
	}
	if secrets {
		return curl(req), nil
	}
	return curl(masked(req, known)), nil
}
