package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	callbackLimit = 20 * time.Second
	farewellLimit = 5 * time.Second
)

// Installed is what became of an installation.
type Installed struct {
	chat.Installation
	Open string // what the installer's browser has to open next; empty: nothing
}

// Install puts the previewed add-on into the room, or into the group for room 0. When the add-on refuses, does not
// answer or cannot be reached, nothing of the installation remains. An add-on without a callback gets its client through
// the installer's browser: it is not active until it has read it, and gone when it never does. relayState is passed on.
// spec: connect, 3.4, 3.5.
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
	if err := h.checkFree(ctx, pre.Descriptor, roomID); err != nil {
		return Installed{}, err
	}
	// From here the installation ends well or is undone, whether or not the caller waits for it.
	return h.install(context.WithoutCancel(ctx), p, pre, roomID, relayState)
}

func (h *Host) install(ctx context.Context, p *chat.Principal, pre Preview, roomID int64, relayState string) (Installed, error) {
	secret := auth.RandomText(40)
	in, err := h.create(ctx, p, pre, roomID, secret)
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
		h.takeBack(ctx, in)
		h.farewell(ctx, in)
		return Installed{}, err
	}
	return Installed{in, open}, nil
}

// begin activates an installation that the add-on knows of, or else leaves that to the add-on's reading of its client.
func (h *Host) begin(ctx context.Context, in *chat.Installation, d hipchat.Descriptor, payload hipchat.InstallPayload, relayState string) (open string, err error) {
	if page := d.InstalledURL(); page != "" {
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
	if err := h.store.ActivateInstallation(ctx, in.ID, declared(d, *in, h.now()), modules); err != nil {
		return taken(d, fmt.Errorf("activate installation: %w", err))
	}
	h.webhooks.Invalidate()
	in.Active = true
	if len(modules) > 0 {
		h.tellModulesOf(ctx, *in)
	}
	return nil
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

// checkFree refuses an add-on that is there already, before the add-on hears of it.
func (h *Host) checkFree(ctx context.Context, d hipchat.Descriptor, roomID int64) error {
	there, err := h.store.Installations(ctx, chat.InstallationFilter{RoomID: &roomID, Key: d.Key})
	if err != nil {
		return err
	}
	for _, in := range there {
		if in.Active {
			return taken(d, chat.ErrDuplicate)
		}
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

func (h *Host) create(ctx context.Context, p *chat.Principal, pre Preview, roomID int64, secret string) (chat.Installation, error) {
	d := pre.Descriptor
	in, err := h.store.CreateInstallation(ctx, chat.Installation{
		Key: d.Key, Name: d.Name, RoomID: roomID, OAuthID: uuid.NewString(), SealedSecret: h.sealer.Seal(secret),
		Scopes: d.Scopes(), FromName: d.FromName(), CallbackURL: d.CallbackURL(), DescriptorURL: pre.URL,
		Descriptor: pre.raw, InstalledBy: p.User.ID, Created: h.now().UTC(),
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
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("install payload: %w", err)
	}
	res, err := h.outbound.Do(ctx, outbound.Request{
		Method: http.MethodPost, URL: in.CallbackURL, Header: http.Header{"Content-Type": {"application/json"}},
		Body: body, Policy: policy(p), Purpose: "install", Party: in.ID, MaxResponse: 64 << 10, Timeout: callbackLimit,
	})
	switch {
	case outbound.IsTimeout(err):
		return chat.Errorf(chat.Invalid, "%s did not answer its install callback within %s; nothing was installed", in.Name, callbackLimit)
	case errors.Is(err, outbound.ErrTooLarge):
		return chat.Errorf(chat.Invalid, "%s answered its install callback with too much; nothing was installed", in.Name)
	case err != nil:
		return chat.Errorf(chat.Invalid, "%s could not be reached for its install callback: %s; nothing was installed", in.Name, err)
	case res.Status/100 != 2:
		return chat.Errorf(chat.Invalid, "%s refused the installation: it answered %d %s%s", in.Name, res.Status, http.StatusText(res.Status), reason(res))
	}
	return nil
}

// reason is the add-on's own short text, when it gave one.
func reason(res outbound.Response) string {
	text := strings.TrimSpace(string(res.Body))
	if text == "" || len(text) > 300 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		return ""
	}
	return ": " + text
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
	in, err := h.store.Installation(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || in.Ended {
		return "", chat.Errorf(chat.NotFound, "There is no installation %d", id)
	}
	if err != nil {
		return "", err
	}
	if _, err := h.mayInstall(ctx, p, in.RoomID); err != nil {
		return "", err
	}
	ctx = context.WithoutCancel(ctx)
	if err := h.remove(ctx, in); err != nil {
		return "", err
	}
	h.tellModulesOf(ctx, in)
	h.farewell(ctx, in)
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
