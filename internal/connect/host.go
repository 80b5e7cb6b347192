// Package connect is the add-on host: it reads capability descriptors, installs add-ons into a room or the whole
// group, and takes them out again.
//
// An installation is committed and usable before its callback is called, because the add-on asks for a token while
// that call is still outstanding. It becomes active, and its webhooks begin, only when the add-on has agreed;
// otherwise nothing of it remains. spec: connect, 2, 3.
package connect

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/view"
	"github.com/stoachat/stoa/internal/webhook"
)

// Store is what the host asks of the database.
type Store interface {
	Group(ctx context.Context) (chat.Group, error)
	Room(ctx context.Context, id int64) (chat.Room, error)
	CreateInstallation(ctx context.Context, in chat.Installation) (chat.Installation, error)
	ActivateInstallation(ctx context.Context, id int64, hooks []chat.Webhook, modules []chat.Module) error
	Installation(ctx context.Context, id int64) (chat.Installation, error)
	Installations(ctx context.Context, f chat.InstallationFilter) ([]chat.Installation, error)
	BeginUpdate(ctx context.Context, id int64, scopes []string) error
	FinishUpdate(ctx context.Context, in chat.Installation, hooks []chat.Webhook, modules []chat.Module) error
	AbandonUpdate(ctx context.Context, id int64) error
	NoteDescriptor(ctx context.Context, id int64, descriptor []byte) error
	DisableInstallation(ctx context.Context, id int64, disabled bool, at time.Time) error
	EndInstallation(ctx context.Context, id int64) error
	SetInstallationLevel(ctx context.Context, id int64, level string) error
	DeleteInstallation(ctx context.Context, id int64) error
	StaleUpdates(ctx context.Context, age time.Duration) ([]int64, error)
	// Leaving answers installations that have ended and whose webhooks are owed nothing more.
	Leaving(ctx context.Context) ([]chat.Installation, error)
	Modules(ctx context.Context, f chat.ModuleFilter) ([]chat.Module, error)
	Webhooks(ctx context.Context, f chat.WebhookFilter) ([]chat.Webhook, error)
	PutModule(ctx context.Context, m chat.Module, limit int) (chat.Module, error)
	DeleteModule(ctx context.Context, id int64) error
	PutGlances(ctx context.Context, glances []chat.GlanceContent) error
	Glances(ctx context.Context, roomID, userID int64) ([]chat.GlanceContent, error)
	CreateLink(ctx context.Context, l chat.Link, limit int) (chat.Link, error)
	LinkByHash(ctx context.Context, hash []byte) (chat.Link, error)
	DeleteLink(ctx context.Context, id int64) error
	CreateInstallable(ctx context.Context, i chat.Installable) error
	TakeInstallable(ctx context.Context, hash []byte) (chat.Installable, error)
}

// Config is what a Host is built from.
type Config struct {
	Store    Store
	Chat     *chat.Service
	Tokens   *auth.Tokens
	Sealer   *auth.Sealer
	Webhooks *webhook.Registry
	Outbound *outbound.Client
	View     *view.View
	Reach    *Reach
	Doctor   *doctor.Doctor
	Live     Live
	Level    hipchat.Level // the release of HipChat Server that nobody is shown more than
	Callback time.Duration // how long an add-on may take to answer a callback; 0: 20 s
	Owed     func()        // called when deliveries that were held may go out; it must not block. nil: nobody waits for it
	Keeps    func() bool   // this node does what one alone should do; nil: it does
	Now      func() time.Time
	Log      *slog.Logger
}

// Host installs add-ons.
type Host struct {
	store    Store
	chat     *chat.Service
	tokens   *auth.Tokens
	sealer   *auth.Sealer
	webhooks *webhook.Registry
	outbound *outbound.Client
	view     *view.View
	reach    *Reach
	doctor   *doctor.Doctor
	live     Live
	level    hipchat.Level
	callback time.Duration
	owed     func()
	keeps    func() bool
	tellRing func() // rings on other nodes
	now      func() time.Time
	log      *slog.Logger
	ring     chan struct{} // see Ring
}

// New makes a Host.
func New(c Config) *Host {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Owed == nil {
		c.Owed = func() {}
	}
	if c.Keeps == nil {
		c.Keeps = func() bool { return true }
	}
	return &Host{
		keeps: c.Keeps, tellRing: func() {},
		store: c.Store, chat: c.Chat, tokens: c.Tokens, sealer: c.Sealer, webhooks: c.Webhooks,
		outbound: c.Outbound, view: c.View, reach: c.Reach, doctor: c.Doctor, live: c.Live, level: c.Level,
		callback: cmp.Or(c.Callback, callbackLimit), owed: c.Owed, now: c.Now, log: c.Log, ring: make(chan struct{}, 1),
	}
}

// CleanUp removes what a server that was killed in the middle of an installation or an update left behind; what waits
// for an add-on to read its client may still be read. Call it before serving, on a server that is alone on its database.
func (h *Host) CleanUp(ctx context.Context) error {
	all, err := h.store.Installations(ctx, chat.InstallationFilter{})
	if err != nil {
		return err
	}
	for _, in := range all {
		if !in.Updating {
			continue
		}
		h.log.WarnContext(ctx, "abandoning an unfinished update", "key", in.Key, "oauth_id", in.OAuthID)
		if err := h.store.AbandonUpdate(ctx, in.ID); err != nil {
			return err
		}
	}
	return h.removeUnfinished(ctx, func(in chat.Installation) bool {
		return in.CallbackURL != "" || h.now().Sub(in.Created) > installableLife
	})
}

// removeUnfinished ends installations that came to nothing. Run tells their add-ons, which may have agreed to them.
func (h *Host) removeUnfinished(ctx context.Context, over func(chat.Installation) bool) error {
	all, err := h.store.Installations(ctx, chat.InstallationFilter{})
	if err != nil {
		return err
	}
	for _, in := range all {
		if in.Active || !over(in) {
			continue
		}
		h.log.WarnContext(ctx, "removing an unfinished installation", "key", in.Key, "oauth_id", in.OAuthID)
		if err := h.end(ctx, in); err != nil {
			return err
		}
		h.Ring()
	}
	return nil
}

// List answers what is installed in a room, or in the whole group for room 0, for who may administer it.
func (h *Host) List(ctx context.Context, p *chat.Principal, roomID int64) ([]chat.Installation, error) {
	if _, err := h.mayInstall(ctx, p, roomID); err != nil {
		return nil, err
	}
	return h.activeOnes(ctx, chat.InstallationFilter{RoomID: &roomID})
}

// Everywhere lists the active installations of the group and of all rooms, for a group administrator.
func (h *Host) Everywhere(ctx context.Context, p *chat.Principal) ([]chat.Installation, error) {
	if _, err := h.mayInstall(ctx, p, 0); err != nil {
		return nil, err
	}
	return h.activeOnes(ctx, chat.InstallationFilter{})
}

func (h *Host) activeOnes(ctx context.Context, f chat.InstallationFilter) ([]chat.Installation, error) {
	all, err := h.store.Installations(ctx, f)
	if err != nil {
		return nil, err
	}
	active := []chat.Installation{}
	for _, in := range all {
		if in.Active {
			active = append(active, in)
		}
	}
	return active, nil
}

// mayInstall answers nil, and the room, when the caller may install and remove add-ons there. spec: connect, 3.1.
func (h *Host) mayInstall(ctx context.Context, p *chat.Principal, roomID int64) (*chat.Room, error) {
	if p.User == nil {
		return nil, chat.Errorf(chat.Forbidden, "Only a person can install and remove add-ons")
	}
	if roomID == 0 {
		if !p.GroupAdmin() {
			return nil, chat.Errorf(chat.Forbidden, "Only a group administrator may install and remove the group's add-ons")
		}
		return nil, nil
	}
	room, err := h.chat.RoomByID(ctx, p, roomID)
	if err != nil {
		return nil, err
	}
	return &room, h.chat.CanIntegrate(ctx, p, room)
}
