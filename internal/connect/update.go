package connect

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// there answers the installation that the descriptor would update in the room, or nil. An add-on of somebody else that
// has the same key is refused: it would be given what was agreed to for another one.
func (h *Host) there(ctx context.Context, d hipchat.Descriptor, roomID int64) (*chat.Installation, error) {
	same, err := h.store.Installations(ctx, chat.InstallationFilter{RoomID: &roomID, Key: d.Key})
	if err != nil {
		return nil, err
	}
	for _, in := range same {
		if !in.Active {
			continue
		}
		old, err := parse(in.Descriptor)
		if err != nil {
			return nil, err
		}
		if origin(old) != origin(d) {
			v := &hipchat.Violation{Field: "key", Rule: hipchat.RuleFormat, Value: d.Key, Expected: "another one: " + in.Name + " of " + origin(old) + " has '" + hipchat.Abridge(d.Key) + "' there"}
			return nil, &chat.Error{Code: chat.Conflict, Message: "The descriptor is not valid: " + v.Error(), Violation: v}
		}
		return &in, nil
	}
	return nil, nil
}

// origin is whose an add-on is, as far as its descriptor says: the host that it stands on.
func origin(d hipchat.Descriptor) string {
	u, err := url.Parse(d.Links.Self)
	if err != nil || u.Host == "" {
		return d.Links.Self
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// update announces a descriptor to an add-on that keeps its client. Until the add-on agrees, and when it does not, all
// is as it was. spec: connect, 3.7.
func (h *Host) update(ctx context.Context, p *chat.Principal, pre Preview, relayState string) (Installed, error) {
	in := *pre.Update
	err := h.store.BeginUpdate(ctx, in.ID, pre.Descriptor.Scopes())
	if errors.Is(err, chat.ErrNotFound) {
		return Installed{}, chat.Errorf(chat.Conflict, "%s is being updated or removed there just now", in.Name)
	}
	if err != nil {
		return Installed{}, err
	}
	payload, err := h.payload(ctx, in, "")
	if address := pre.Descriptor.UpdateCallbackURL(); err == nil && address != "" {
		err = h.announce(ctx, p, in, address, payload)
	}
	if err == nil {
		err = h.become(ctx, &in, pre)
	}
	if err != nil {
		h.abandon(ctx, in)
		return Installed{}, err
	}
	page := pre.Descriptor.UpdatedURL()
	if page == "" {
		return Installed{Installation: in}, nil
	}
	open, err := h.leadOn(ctx, in, page, payload, relayState)
	return Installed{in, open}, err
}

// become makes an installation what its new descriptor says.
func (h *Host) become(ctx context.Context, in *chat.Installation, pre Preview) error {
	d := pre.Descriptor
	in.Name, in.Scopes, in.FromName, in.CallbackURL = d.Name, d.Scopes(), d.FromName(), d.CallbackURL()
	in.DescriptorURL, in.Descriptor, in.NewDescriptor = pre.URL, pre.raw, nil
	in.Level = pre.Level
	modules, err := declaredModules(in.Descriptor, *in, h.now())
	if err != nil {
		return err
	}
	err = h.audited(ctx, chat.AuditAddonUpdated, *in, func(ctx context.Context) error {
		return h.store.FinishUpdate(ctx, *in, declared(d, *in, h.now()), modules)
	})
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.Conflict, "%s was removed meanwhile", in.Name)
	}
	if err != nil {
		return err
	}
	h.tokens.Forget()
	h.webhooks.Invalidate()
	h.tellModulesOf(ctx, *in)
	return nil
}

func (h *Host) abandon(ctx context.Context, in chat.Installation) {
	err := h.store.AbandonUpdate(ctx, in.ID)
	h.tokens.Forget()
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		h.log.ErrorContext(ctx, "an update was not abandoned", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
	}
}

// Check reads an installation's descriptor again. One that has changed is noted as a pending update, to be agreed to like
// an installation: with its ticket. spec: connect, 3.7.
func (h *Host) Check(ctx context.Context, p *chat.Principal, id int64) (Preview, error) {
	in, err := h.administered(ctx, p, id)
	if err != nil {
		return Preview{}, err
	}
	pre, err := h.Preview(ctx, p, in.DescriptorURL, in.RoomID, in.Level)
	if err != nil {
		return Preview{}, err
	}
	if pre.Update == nil || pre.Update.ID != in.ID {
		return Preview{}, chat.Errorf(chat.Conflict, "The descriptor of %s now has the key '%s', which is another add-on", in.Name, hipchat.Abridge(pre.Descriptor.Key))
	}
	var changed []byte
	if pre.Changed() {
		changed = pre.raw
	}
	return pre, h.store.NoteDescriptor(ctx, in.ID, changed)
}

// Rotate gives an installation a new client, by the same calls as a re-installation of what was agreed to. The old one
// works until the add-on has the new one. spec: connect, 3.7.
func (h *Host) Rotate(ctx context.Context, p *chat.Principal, id int64) (Installed, error) {
	in, err := h.administered(ctx, p, id)
	if err != nil {
		return Installed{}, err
	}
	if in.Disabled {
		return Installed{}, chat.Disabled(in.Name)
	}
	d, err := parse(in.Descriptor)
	if err != nil {
		return Installed{}, err
	}
	if d.CallbackURL() == "" && d.UpdatedURL() == "" {
		return Installed{}, chat.Errorf(chat.Invalid, "%s has neither a callback nor a page through which it could be given a new secret", in.Name)
	}
	pre := Preview{URL: in.DescriptorURL, Descriptor: d, Level: in.Level, raw: in.Descriptor}
	return h.install(context.WithoutCancel(ctx), p, pre, chat.Installation{RoomID: in.RoomID, Replaces: in.ID}, "")
}

// SetDisabled stops an add-on's webhooks, tokens and modules, or lets them go on. Nothing is forgotten meanwhile, and what
// it was owed before is sent later, but what happens in its rooms meanwhile is not told.
func (h *Host) SetDisabled(ctx context.Context, p *chat.Principal, id int64, disabled bool) (chat.Installation, error) {
	in, err := h.administered(ctx, p, id)
	if err != nil {
		return in, err
	}
	kind := chat.AuditAddonEnabled
	if disabled {
		kind = chat.AuditAddonDisabled
	}
	err = h.audited(ctx, kind, in, func(ctx context.Context) error { return h.store.DisableInstallation(ctx, id, disabled, h.now()) })
	if err != nil {
		return in, err
	}
	h.tokens.Forget()
	h.webhooks.Invalidate()
	h.owed()
	in.Disabled = disabled
	h.tellModulesOf(ctx, in)
	return in, nil
}

// administered finds an installation that the caller may administer.
func (h *Host) administered(ctx context.Context, p *chat.Principal, id int64) (chat.Installation, error) {
	in, err := h.store.Installation(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || in.Ended {
		return in, chat.Errorf(chat.NotFound, "There is no installation %d", id)
	}
	if err != nil {
		return in, err
	}
	_, err = h.mayInstall(ctx, p, in.RoomID)
	return in, err
}
