package webhook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// RegistrarStore is where registrations are kept; the store implements it.
type RegistrarStore interface {
	CreateWebhook(ctx context.Context, h chat.Webhook) (chat.Webhook, error)
	Webhooks(ctx context.Context, f chat.WebhookFilter) ([]chat.Webhook, error)
	PutWebhook(ctx context.Context, h chat.Webhook, limit int) (chat.Webhook, error)
	DeleteWebhook(ctx context.Context, id int64) error
}

// Registrar registers webhooks by REST. Callers see the ones they made themselves. spec: connect, 5.7.
type Registrar struct {
	store    RegistrarStore
	registry *Registry
	own      func(url string) bool
	audit    *chat.Auditor
	now      func() time.Time
}

// NewRegistrar makes a Registrar. own tells the server's own addresses, which are never called. audit may be nil, when
// nothing is written down, and now.
func NewRegistrar(store RegistrarStore, r *Registry, own func(url string) bool, audit *chat.Auditor, now func() time.Time) *Registrar {
	if now == nil {
		now = time.Now
	}
	return &Registrar{store: store, registry: r, own: own, audit: audit, now: now}
}

// maxPerRoom bounds what one caller may register by REST in one room. The vendor's limit of 10 is for its newer
// form of registration; scripts that use this one were not limited.
const maxPerRoom = 100

// Register makes a webhook for one room. Two with the same name and URL are allowed.
func (rg *Registrar) Register(ctx context.Context, p *chat.Principal, roomID int64, in hipchat.WebhookRequest) (chat.Webhook, error) {
	if !p.Level.Has(hipchat.FeatureWebhookOptions) {
		in.Pattern, in.Authentication = "", ""
	}
	if err := rg.check(p, in); err != nil {
		return chat.Webhook{}, err
	}
	mine, err := rg.List(ctx, p, roomID)
	if err != nil {
		return chat.Webhook{}, err
	}
	if len(mine) >= maxPerRoom {
		return chat.Webhook{}, chat.Errorf(chat.Invalid, "There are already %d webhooks in this room; remove one first", len(mine))
	}
	h := rg.webhook(p, roomID, in)
	err = rg.audit.Change(ctx, p, auditOf(chat.AuditWebhookMade, h), func(ctx context.Context) (err error) {
		h, err = rg.store.CreateWebhook(ctx, h)
		return err
	})
	if err != nil {
		return chat.Webhook{}, fmt.Errorf("register webhook: %w", err)
	}
	rg.registry.Invalidate()
	return h, nil
}

// check refuses what can never be delivered.
func (rg *Registrar) check(p *chat.Principal, in hipchat.WebhookRequest) error {
	if v := in.Check(); v != nil {
		return chat.Violates(v)
	}
	if rg.own(in.URL) {
		return chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: in.URL, Expected: "another server's address: this one does not call itself"})
	}
	if _, err := Compile(in.Pattern); err != nil {
		return &chat.Error{
			Code: chat.Invalid, Message: "Field pattern must be a regular expression: " + err.Error(),
			Violation: &hipchat.Violation{Field: "pattern", Rule: hipchat.RuleFormat, Value: in.Pattern, Expected: "a regular expression"},
		}
	}
	if strings.EqualFold(in.Authentication, hipchat.AuthenticationJWT) && p.InstallationID == 0 {
		return chat.Violates(&hipchat.Violation{Field: "authentication", Rule: hipchat.RuleFormat, Value: in.Authentication, Expected: "none: only an add-on has a secret to sign with"})
	}
	return nil
}

func (rg *Registrar) webhook(p *chat.Principal, roomID int64, in hipchat.WebhookRequest) chat.Webhook {
	return chat.Webhook{
		RoomID: roomID, InstallationID: p.InstallationID, UserID: p.UserID(), TokenID: roomToken(p), Key: in.Key, Name: in.Name,
		Event: in.Event, Pattern: in.Pattern, URL: in.URL, JWT: in.Authentication == hipchat.AuthenticationJWT,
		Created: rg.now().UTC(),
	}
}

// roomToken is the token's id where neither a person nor an installation stands behind it.
func roomToken(p *chat.Principal) int64 {
	if p.User == nil && p.InstallationID == 0 {
		return p.TokenID
	}
	return 0
}

// List answers the webhooks of one room that the caller registered, in order of id.
func (rg *Registrar) List(ctx context.Context, p *chat.Principal, roomID int64) ([]chat.Webhook, error) {
	all, err := rg.store.Webhooks(ctx, chat.WebhookFilter{RoomID: &roomID})
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	mine := make([]chat.Webhook, 0, len(all))
	for _, h := range all {
		if h.InstallationID == p.InstallationID && h.UserID == p.UserID() && h.TokenID == roomToken(p) {
			mine = append(mine, h)
		}
	}
	return mine, nil
}

// Find answers one of them; ok is false when there is none with that id.
func (rg *Registrar) Find(ctx context.Context, p *chat.Principal, roomID, id int64) (h chat.Webhook, ok bool, err error) {
	mine, err := rg.List(ctx, p, roomID)
	for _, h := range mine {
		if h.ID == id {
			return h, true, nil
		}
	}
	return chat.Webhook{}, false, err
}

// Remove ends a registration; what it is still owed is dropped. One that a descriptor declares stays.
func (rg *Registrar) Remove(ctx context.Context, p *chat.Principal, h chat.Webhook) error {
	if h.Declared {
		return chat.Errorf(chat.Forbidden, "This webhook is declared in the add-on's descriptor and cannot be removed by REST")
	}
	err := rg.audit.Change(ctx, p, auditOf(chat.AuditWebhookRemoved, h), func(ctx context.Context) error { return rg.store.DeleteWebhook(ctx, h.ID) })
	rg.registry.Invalidate()
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return fmt.Errorf("remove webhook: %w", err)
	}
	return nil
}
