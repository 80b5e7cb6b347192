package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	callbackLimit = 20 * time.Second // unless Config.Callback says another
	farewellLimit = 5 * time.Second
)

// Installed is what became of an installation.
type Installed struct {
	chat.Installation
	Open string // what the installer's browser has to open next; empty: nothing
}

// Install puts the previewed add-on into the room, or into the group for room 0; where it is installed already, it is
// updated. When the add-on refuses, does not answer or cannot be reached, everything is as it was. An add-on without a
// callback gets its client through the installer's browser: it is not active until it has read it, and gone when it
// never does. relayState is passed on. spec: connect, 3.4, 3.5, 3.7.
func (h *Host) Install(ctx context.Context, p *chat.Principal, ticket string, roomID int64, relayState string) (Installed, error) {
	if v := hipchat.CheckLength("relay_state", relayState, 0, maxRelayed); v != nil {
		return Installed{}, chat.Violates(v)
	}
	room, err := h.mayInstall(ctx, p, roomID)
	if err != nil {
		return Installed{}, err
	}
	pre, err := h.redeem(ctx, p, ticket, roomID)
	if err != nil {
		return Installed{}, err
	}
	if err := allowed(pre.Descriptor, room); err != nil {
		return Installed{}, err
	}
	// From here the installation ends well or is undone, whether or not the caller waits for it.
	ctx = context.WithoutCancel(ctx)
	switch {
	case pre.Update == nil:
		return h.install(ctx, p, pre, chat.Installation{RoomID: roomID}, relayState)
	case pre.Update.Disabled:
		return Installed{}, chat.Disabled(pre.Update.Name)
	case keepsClient(pre.Descriptor):
		return h.update(ctx, p, pre, relayState)
	}
	return h.install(ctx, p, pre, chat.Installation{RoomID: roomID, Replaces: pre.Update.ID}, relayState)
}

// install makes an installation in the place that at names, or in place of the one that it replaces.
func (h *Host) install(ctx context.Context, p *chat.Principal, pre Preview, at chat.Installation, relayState string) (Installed, error) {
	secret := auth.RandomText(40)
	in, err := h.create(ctx, p, pre, at, secret)
	if err != nil {
		return Installed{}, err
	}
	payload, err := h.payload(ctx, in, secret)
	if err == nil {
		err = h.callBack(ctx, p, in, payload)
	}
	if err != nil {
		h.takeBack(ctx, in)
		return Installed{}, err
	}
	open, err := h.begin(ctx, &in, pre.Descriptor, payload, relayState)
	if err != nil {
		// The add-on has agreed meanwhile, so it is told that nothing came of it.
		return Installed{}, errors.Join(err, h.part(ctx, in))
	}
	return Installed{in, open}, nil
}

// begin activates an installation that the add-on knows of, or else leaves that to the add-on's reading of its client.
func (h *Host) begin(ctx context.Context, in *chat.Installation, d hipchat.Descriptor, payload hipchat.InstallPayload, relayState string) (open string, err error) {
	page := d.InstalledURL()
	if in.Replaces != 0 {
		page = d.UpdatedURL()
	}
	if page != "" {
		if open, err = h.leadOn(ctx, *in, page, payload, relayState); err != nil || in.CallbackURL == "" {
			return open, err
		}
	}
	return open, h.activate(ctx, in, d)
}

// activate begins the webhooks and shows the modules of a descriptor.
func (h *Host) activate(ctx context.Context, in *chat.Installation, d hipchat.Descriptor) error {
	modules, err := declaredModules(in.Descriptor, *in, h.now())
	if err != nil {
		return err
	}
	kind, err := h.beginning(ctx, *in)
	if err != nil {
		return err
	}
	err = h.audited(ctx, kind, *in, func(ctx context.Context) error {
		return h.store.ActivateInstallation(ctx, in.ID, declared(d, *in, h.now()), modules)
	})
	if err != nil {
		return taken(d, fmt.Errorf("activate installation: %w", err))
	}
	h.webhooks.Invalidate()
	in.Active = true
	if in.Replaces != 0 {
		h.tokens.Forget()
		h.Ring() // the one that was replaced is to be told
	}
	if len(modules) > 0 || in.Replaces != 0 {
		h.tellModulesOf(ctx, *in)
	}
	in.Replaces = 0
	return nil
}

// beginning is what the audit log calls the activation of an installation. One in place of another with the same
// descriptor only brings a new client.
func (h *Host) beginning(ctx context.Context, in chat.Installation) (chat.AuditKind, error) {
	if in.Replaces == 0 {
		return chat.AuditAddonInstalled, nil
	}
	former, err := h.store.Installation(ctx, in.Replaces)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return "", fmt.Errorf("the installation before: %w", err)
	}
	if bytes.Equal(former.Descriptor, in.Descriptor) {
		return chat.AuditAddonRotated, nil
	}
	return chat.AuditAddonUpdated, nil
}

func allowed(d hipchat.Descriptor, room *chat.Room) error {
	if room == nil && !d.AllowsGlobal() {
		return chat.Errorf(chat.Invalid, "%s can only be installed in a room", d.Name)
	}
	if room != nil && !d.AllowsRoom() {
		return chat.Errorf(chat.Invalid, "%s can only be installed for the whole group", d.Name)
	}
	return nil
}

// taken names what is there already, where that is the error.
func taken(d hipchat.Descriptor, err error) error {
	if errors.Is(err, chat.ErrDuplicate) {
		return chat.Errorf(chat.Conflict, "%s is already installed there", d.Name)
	}
	return err
}

func (h *Host) create(ctx context.Context, p *chat.Principal, pre Preview, at chat.Installation, secret string) (chat.Installation, error) {
	d := pre.Descriptor
	in, err := h.store.CreateInstallation(ctx, chat.Installation{
		Key: d.Key, Name: d.Name, RoomID: at.RoomID, Replaces: at.Replaces, OAuthID: uuid.NewString(), SealedSecret: h.sealer.Seal(secret),
		Scopes: d.Scopes(), FromName: d.FromName(), CallbackURL: d.CallbackURL(), DescriptorURL: pre.URL,
		Descriptor: pre.raw, Level: pre.Level, InstalledBy: p.User.ID, Created: h.now().UTC(),
	})
	return in, taken(d, err)
}

// payload is what an add-on is told of its installation. spec: connect, 3.4; client-quirks, O5, O6.
func (h *Host) payload(ctx context.Context, in chat.Installation, secret string) (hipchat.InstallPayload, error) {
	g, err := h.store.Group(ctx)
	return hipchat.InstallPayload{
		CapabilitiesURL: h.view.CapabilitiesURL(), GroupID: g.ID, OAuthID: in.OAuthID, OAuthSecret: secret, RoomID: in.RoomID,
	}, err
}

// callBack gives the add-on its client. Any 2xx is agreement. spec: connect, 3.4; client-quirks, O6, O8.
func (h *Host) callBack(ctx context.Context, p *chat.Principal, in chat.Installation, payload hipchat.InstallPayload) error {
	if in.CallbackURL == "" {
		return nil
	}
	return h.announce(ctx, p, in, in.CallbackURL, payload)
}

// announce POSTs the payload and answers nil when the add-on agrees.
func (h *Host) announce(ctx context.Context, p *chat.Principal, in chat.Installation, address string, payload hipchat.InstallPayload) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("install payload: %w", err)
	}
	res, err := h.outbound.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: address, Header: http.Header{"Content-Type": {"application/json"}},
		Body: body, Policy: policy(p), Purpose: "install", Party: in.ID, MaxResponse: 64 << 10, Timeout: h.callback,
	})
	switch {
	case outbound.IsTimeout(err):
		return chat.Errorf(chat.Invalid, "%s did not answer its callback within %s; nothing has changed", in.Name, h.callback)
	case errors.Is(err, outbound.ErrTooLarge):
		return chat.Errorf(chat.Invalid, "%s answered its callback with too much; nothing has changed", in.Name)
	case err != nil:
		return chat.Errorf(chat.Invalid, "%s could not be reached for its callback: %s; nothing has changed", in.Name, err)
	case res.Status/100 != 2:
		return chat.Errorf(chat.Invalid, "%s refused the installation: it answered %d %s%s", in.Name, res.Status, http.StatusText(res.Status), ownWords(res))
	}
	return nil
}

// ownWords is the add-on's own reason behind what it answered, when it gave one.
func ownWords(res outbound.Response) string {
	if why := res.Reason(); why != "" {
		return ": " + why
	}
	return ""
}

// part ends an installation and tells its add-on. When the server is killed in between, or the add-on does not answer,
// Run tells it.
func (h *Host) part(ctx context.Context, in chat.Installation) error {
	if err := h.end(ctx, in); err != nil {
		return err
	}
	if !h.farewell(ctx, in) {
		return nil
	}
	return h.remove(ctx, in)
}

// end takes everything from an installation but the memory of whom to tell. Its client is dead when end returns.
func (h *Host) end(ctx context.Context, in chat.Installation) error {
	err := h.store.EndInstallation(ctx, in.ID)
	h.tokens.Forget()
	h.webhooks.Invalidate()
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return fmt.Errorf("end installation: %w", err)
	}
	return nil
}

// takeBack undoes an installation that came to nothing. The caller answers why it did; what goes wrong here is only
// logged, and the rest is removed when the server starts again.
func (h *Host) takeBack(ctx context.Context, in chat.Installation) {
	if err := h.remove(ctx, in); err != nil {
		h.log.ErrorContext(ctx, "an unfinished installation was not removed", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
	}
}

// remove deletes an installation with everything that it owns. Its client is dead when remove returns.
func (h *Host) remove(ctx context.Context, in chat.Installation) error {
	err := h.store.DeleteInstallation(ctx, in.ID)
	h.tokens.Forget()
	h.webhooks.Invalidate()
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return fmt.Errorf("remove installation: %w", err)
	}
	return nil
}

// declared are the webhooks of a descriptor. A global installation's hear all rooms. spec: connect, 5.7.
func declared(d hipchat.Descriptor, in chat.Installation, now time.Time) []chat.Webhook {
	hooks := make([]chat.Webhook, 0, len(d.Capabilities.Webhooks))
	for _, w := range d.Capabilities.Webhooks {
		hooks = append(hooks, chat.Webhook{
			RoomID: in.RoomID, InstallationID: in.ID, Key: w.Key, Name: w.Name, Event: w.Event, Pattern: w.Pattern,
			URL: w.URL, JWT: w.Authentication == hipchat.AuthenticationJWT, Declared: true, Created: now.UTC(),
		})
	}
	return hooks
}

// Uninstall removes an add-on, and answers what the caller's browser has to open next, if anything. The add-on's client
// is dead before it hears of it: a careful add-on checks that its secret no longer works before it believes an
// unauthenticated DELETE. spec: connect, 3.6.
func (h *Host) Uninstall(ctx context.Context, p *chat.Principal, id int64) (open string, err error) {
	in, err := h.administered(ctx, p, id)
	if err != nil {
		return "", err
	}
	ctx = context.WithoutCancel(ctx)
	err = h.audited(ctx, chat.AuditAddonRemoved, in, func(ctx context.Context) error { return h.part(ctx, in) })
	if err != nil {
		return "", err
	}
	h.tellModulesOf(ctx, in)
	return h.leadOff(ctx, in)
}

// leadOff is leadOn for an installation that is gone: the add-on may read which it was.
func (h *Host) leadOff(ctx context.Context, in chat.Installation) (open string, err error) {
	var d hipchat.Descriptor
	if err := json.Unmarshal(in.Descriptor, &d); err != nil || d.UninstalledURL() == "" {
		return "", err
	}
	payload, err := h.payload(ctx, in, "")
	if err != nil {
		return "", err
	}
	in.ID = 0 // it is nobody's any more
	return h.leadOn(ctx, in, d.UninstalledURL(), payload, "")
}

// farewell sends DELETE {callbackUrl}/{oauthId}, as far as whoever installed the add-on could reach. The answer does
// not matter; false says that none came.
func (h *Host) farewell(ctx context.Context, in chat.Installation) (told bool) {
	if in.CallbackURL == "" {
		return true
	}
	u, err := url.Parse(in.CallbackURL)
	if err != nil {
		return true // it was checked when the add-on was installed
	}
	res, err := h.outbound.Do(ctx, outbound.Request{
		Method: http.MethodDelete, URL: u.JoinPath(in.OAuthID).String(), Policy: h.installersPolicy(ctx, in), Purpose: "uninstall", Timeout: farewellLimit,
	})
	if err != nil {
		h.log.WarnContext(ctx, "add-on not told of its removal", "key", in.Key, "oauth_id", in.OAuthID, "error", err)
		return false
	}
	h.log.InfoContext(ctx, "add-on told of its removal", "key", in.Key, "oauth_id", in.OAuthID, "status", res.Status)
	return true
}
