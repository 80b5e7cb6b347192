package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/calls"
	"github.com/stoachat/stoa/internal/certificate"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/directory"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/hook"
	"github.com/stoachat/stoa/internal/inbound"
	"github.com/stoachat/stoa/internal/later"
	"github.com/stoachat/stoa/internal/mail"
	"github.com/stoachat/stoa/internal/mailin"
	"github.com/stoachat/stoa/internal/metrics"
	"github.com/stoachat/stoa/internal/node"
	"github.com/stoachat/stoa/internal/oauth"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/picture"
	"github.com/stoachat/stoa/internal/preview"
	"github.com/stoachat/stoa/internal/push"
	"github.com/stoachat/stoa/internal/realtime"
	"github.com/stoachat/stoa/internal/reference"
	"github.com/stoachat/stoa/internal/scim"
	"github.com/stoachat/stoa/internal/search"
	"github.com/stoachat/stoa/internal/server"
	"github.com/stoachat/stoa/internal/signin"
	"github.com/stoachat/stoa/internal/slackapi"
	"github.com/stoachat/stoa/internal/statistics"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/view"
	"github.com/stoachat/stoa/internal/webhook"
	"github.com/stoachat/stoa/internal/webui"
	"github.com/stoachat/stoa/internal/xmpp"
)

// App is a whole server. Make it with New, then call Run.
type App struct {
	cfg       Config
	log       *slog.Logger
	base      string
	listeners server.Listeners

	mailListener net.Listener // nil: no mail is taken
	xmpp         xmppListeners
	shown        certificate.Source // nil: no https
	acme         *certificate.ACME  // nil: the certificate is in files, or there is none

	store     *store.Store
	clock     *store.Clock // nil: the machine's own
	blobs     *blob.Store
	files     *files.Library
	clearing  *clearing
	looker    *preview.Looker
	bus       *bus.Bus
	windows   *auth.WindowShare // nil: there are no other nodes
	node      *node.Node
	outbound  *outbound.Client
	reach     *connect.Reach
	doctor    *doctor.Doctor
	view      *view.View
	sealer    *auth.Sealer
	keys      *auth.KeyChange
	tokens    *auth.Tokens
	v1Uses    *auth.V1Uses
	passwords *auth.Passwords
	invited   *auth.Invitations
	steps     *auth.SecondSteps
	sources   *signin.Service
	registry  *webhook.Registry
	chat      *chat.Service
	hub       *realtime.Hub
	follower  *search.Follower
	addons    *connect.Host
	deliverer *webhook.Deliverer
	desk      *webhook.Desk
	pushes    *push.Pusher
	calls     *calls.Log
	bursts    *inbound.Bursts
	later     *later.Desk
	templates *hook.Templates
	counter   *statistics.Counter
	mailer    *mail.Mailer
	minder    *mail.Minder
	setup     *api.Setup
	level     hipchat.Level
	stopping  atomic.Bool
	answers   *auth.Windows // notifications that webhooks answer with, per webhook and room
	handler   *handlers
	docs      http.Handler

	proxies   []netip.Prefix   // in front of the server
	debug     net.Listener     // the private one; nil: there is none
	figures   *metrics.Metrics // nil: nobody counts
	accessLog io.Closer
	told      []func(*server.Exchange)
}

// New opens the listeners and the database and builds every part. Close what New made with Run's end, or with Close
// when Run is never called.
func New(ctx context.Context, cfg Config) (a *App, err error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	a = &App{cfg: cfg, log: cfg.Log, bus: bus.New(), level: hipchat.Level(cfg.CompatLevel)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if a.proxies, err = server.ParseProxies(cfg.TrustedProxies); err != nil {
		return a, fmt.Errorf("--trusted-proxies: %w", err)
	}
	if a.listeners, err = server.Listen(cfg.Listen, cfg.TLSListen, certificate.Server(a.show)); err != nil {
		return a, err
	}
	if a.base, err = cfg.publicURL(a.listeners.HTTP, a.listeners.TLS); err != nil {
		return a, err
	}
	if err = a.observe(); err != nil {
		return a, err
	}
	if err = a.listenMail(); err != nil {
		return a, err
	}
	if err = a.listenXMPP(); err != nil {
		return a, err
	}
	if err = a.open(ctx); err != nil {
		return a, err
	}
	if err = a.build(); err != nil {
		return a, err
	}
	return a, a.prepare(ctx)
}

// open makes what touches the disk and the network.
func (a *App) open(ctx context.Context) error {
	url, err := a.cfg.databaseURL()
	if err != nil {
		return err
	}
	pool, err := certificateAuthorities(a.cfg.TrustCA)
	if err != nil {
		return err
	}
	if err = a.openBus(ctx, pool); err != nil {
		return err
	}
	if a.store, err = store.Open(ctx, a.storeConfig(url)); err != nil {
		return err
	}
	if err = a.agree(ctx); err != nil {
		return err
	}
	a.warnApart()
	if a.sealer, err = a.openSealer(); err != nil {
		return err
	}
	a.keys = auth.NewKeyChange(a.sealer, a.store)
	a.reach = connect.NewReach(a.store, a.cfg.Now)
	allow, err := outbound.ParseAllow(a.cfg.Allow)
	if err != nil {
		return fmt.Errorf("--outbound-allow: %w", err)
	}
	a.outbound, err = outbound.New(outbound.Config{
		ProxyURL: a.cfg.Proxy, NoProxy: a.cfg.NoProxy, TrustCA: pool, Refuse: a.ownAddresses(), Allow: allow, Made: a.made, Leave: a.cfg.Trial.Leave,
		UserAgent: userAgent, Log: a.log,
	})
	if err != nil {
		return err
	}
	if a.blobs, err = blob.Open(blob.Config{URL: a.cfg.Files, Directory: a.cfg.filesDirectory(), Outbound: a.outbound}); err != nil {
		return err
	}
	return a.openCertificate()
}

func (a *App) ownAddresses() (own []netip.AddrPort) {
	for _, l := range []net.Listener{a.listeners.HTTP, a.listeners.TLS, a.debug, a.mailListener, a.xmpp.plain, a.xmpp.direct} {
		if l == nil {
			continue
		}
		if ap, err := netip.ParseAddrPort(l.Addr().String()); err == nil {
			own = append(own, ap)
		}
	}
	return own
}

// build connects the parts; nothing runs yet.
func (a *App) build() (err error) {
	now := a.cfg.Now
	a.counter = statistics.New(a.store, now, a.log)
	a.tokens = auth.NewTokens(a.store, now)
	a.tokens.AtLevel(a.level)
	a.v1Uses = auth.NewV1Uses(a.store)
	a.passwords = auth.NewPasswords(a.store, a.cfg.PasswordCost, now)
	a.invited = auth.NewInvitations(a.store, a.passwords, now)
	a.steps = auth.NewSecondSteps(a.store, a.sealer, a.tokens, now)
	a.passwords.Demanding(a.steps)
	people := &people{}
	if a.view, err = view.New(a.base, people); err != nil {
		return fmt.Errorf("base URL: %w", err)
	}
	a.view = a.view.AtLevel(a.level).AtDomain(cmp.Or(a.cfg.XMPPDomain, a.view.Domain()))
	a.answers = auth.NewWindows(cmp.Or(a.cfg.Flood, defaultFlood), floodWindow, now)
	a.registry = webhook.NewRegistry(a.store, a.log)
	a.chat = chat.New(chat.Config{
		Store: a.store, Owing: webhook.NewLedger(a.registry, a.view), Now: now, Log: a.log,
		Emoticons: everybodysEmoticons(),
		Gone:      func() { a.tokens.Forget(); a.registry.Invalidate(); a.addons.Ring() },
		Changed:   func(userID int64) { a.tokens.Forget(); a.registry.Invalidate(); a.sendAway(userID) },
	})
	people.Service = a.chat
	a.tokens.Audit(a.chat.Auditor())
	a.passwords.Audit(a.chat.Auditor())
	a.files = files.New(files.Config{Blobs: a.blobs, Store: a.store, Chat: a.chat, Pictures: picture.NewDecoder(2), Keeps: a.keeps, Now: now, Log: a.log})
	a.clearing = newClearing(a.store, a.keeps, func() { a.files.SweepSoon(); a.deliverer.Ring() }, a.log)
	a.looker = preview.NewLooker(a.previews(), a.chat, a.log)
	a.node = a.newNode()
	a.hub = realtime.New(realtime.Config{
		Log: a.store, Access: a.chat, Bus: a.bus, Good: a.good, HearsAll: a.node.HearsAll, Now: now, Page: webui.Script(), Logger: a.log,
	})
	a.chat.Attach(a.hub)
	a.follower = search.NewFollower(a.store, a.keeps, a.log)
	a.tokens.OnEnd(a.sendAway)
	a.tokens.OnHeard(a.reach.Heard)
	a.doctor = doctor.New(doctor.Config{Outbound: a.outbound, Base: a.base, Now: now})
	a.addons = connect.New(connect.Config{
		Store: a.store, Chat: a.chat, Tokens: a.tokens, Sealer: a.sealer, Webhooks: a.registry, Outbound: a.outbound,
		View: a.view, Reach: a.reach, Doctor: a.doctor, Live: a.hub, Level: a.level, Callback: a.cfg.Callback,
		Owed: a.ringDeliverer, Keeps: a.keeps, Now: now, Log: a.log,
	})
	a.deliverer = webhook.NewDeliverer(webhook.Config{
		Node: a.bus.Node(), Store: a.store, Outbound: a.outbound, Secret: a.secretOf, Open: a.sealer.Open, Paused: a.tellPaused, Answer: a.postAnswer, Trusted: a.trusted,
		Ended: a.addons.Ring, Tried: a.attempted, Now: now, Log: a.log,
	})
	a.desk = webhook.NewDesk(webhook.DeskConfig{Store: a.store, Rooms: a.chat, Deliverer: a.deliverer, Seal: a.sealer.Seal, Audit: a.chat.Auditor()})
	a.calls = calls.New(calls.Config{Store: a.store, Rooms: a.chat, Kept: a.counter.Answered, Now: now, Log: a.log})
	a.pushes = push.New(push.Config{
		Store: a.store, People: a.chat, Bus: a.bus, Outbound: a.outbound, Sealer: a.sealer, Base: a.base, NoText: a.cfg.NoPushText, Now: now, Log: a.log,
	})
	if err = a.buildSources(); err != nil {
		return err
	}
	a.buildMail()
	a.bursts = inbound.NewBursts(inbound.BurstConfig{Store: a.store, Chat: a.chat, Tokens: a.tokens, Now: a.cfg.Now, Log: a.log})
	a.later = later.New(later.Config{Store: a.store, Chat: a.chat, Previews: a.looker, Pushes: a.pushes, Now: a.cfg.Now, Log: a.log})
	a.templates = hook.New(hook.Config{Store: a.store, Sealer: a.sealer, Audit: a.chat.Auditor(), Now: a.cfg.Now, Log: a.log})
	a.share()
	if a.handler, err = a.handlers(); err != nil {
		return err
	}
	a.docs = reference.Handler(a.base)
	return nil
}

// people breaks the circle between the view, which shows people, and the service, which shows events to webhooks
// through the view.
type people struct{ *chat.Service }

func (a *App) handlers() (*handlers, error) {
	rate := auth.NewWindows(a.cfg.RateV2, rateWindow, a.cfg.Now)
	grants := oauth.New(a.store, a.tokens, a.passwords, a.sealer, a.view, a.cfg.Now)
	grants.AtLevel(a.level)
	flood := auth.NewWindows(a.cfg.Flood, floodWindow, a.cfg.Now)
	rateV1 := auth.NewWindows(a.cfg.RateV1, rateWindow, a.cfg.Now)
	surplus := auth.NewWindows(inbound.SurplusOver*a.cfg.Flood, floodWindow, a.cfg.Now)
	strangers := auth.NewWindows(inbound.StrangersOver*a.cfg.Flood, floodWindow, a.cfg.Now)
	provisioning := auth.NewWindows(a.cfg.rateSCIM(), scim.RateWindow, a.cfg.Now)
	a.shareWindows(map[string]*auth.Windows{"v1": rateV1, "v2": rate, "flood": flood, "answers": a.answers, "surplus": surplus, "strangers": strangers, "scim": provisioning})
	provisioners, err := scim.New(scim.Config{Chat: a.chat, Sources: a.sources, Base: a.base, Rate: provisioning, Now: a.cfg.Now, Log: a.log})
	if err != nil {
		return nil, fmt.Errorf("SCIM: %w", err)
	}
	return &handlers{
		scim:      provisioners,
		authorize: grants.Authorize(a.log),
		hook: inbound.New(inbound.Config{
			Chat: a.chat, Tokens: a.tokens, Checks: a.hookChecks(), Templates: a.templates, Rate: rate, Flood: flood, Bursts: a.bursts, Surplus: surplus, Strangers: strangers,
			Now: a.cfg.Now, Log: a.log,
		}),
		mail: a.mailServer(rate, flood),
		xmpp: a.xmppServer(),
		slack: slackapi.New(slackapi.Config{
			Store: a.store, Chat: a.chat, Tokens: a.tokens, Files: a.files, Base: a.base, Rate: rate, Flood: flood, Now: a.cfg.Now, Log: a.log,
		}),
		v1: apiv1.New(apiv1.Config{
			Chat: a.chat, Tokens: a.tokens, Passwords: a.passwords, View: a.view,
			Rate: rateV1, Used: a.v1Uses.Note, Now: a.cfg.Now, Log: a.log,
		}),
		v2: apiv2.New(apiv2.Config{
			Chat: a.chat, Groups: a.store, Tokens: a.tokens, Passwords: a.passwords, Invited: a.invited, OAuth: grants, Addons: a.addons,
			Webhooks: a.registrar(), Files: a.files, Previews: a.previews(), View: a.view, Level: a.level, Rate: rate,
			Flood: flood, Now: a.cfg.Now, Log: a.log,
		}),
	}, nil
}

// registrar registers webhooks by REST and for the page.
func (a *App) registrar() *webhook.Registrar {
	return webhook.NewRegistrar(a.store, a.registry, a.outbound.IsOwn, a.chat.Auditor(), a.cfg.Now)
}

// hookChecks looks at calls of hooks.
func (a *App) hookChecks() *auth.HookChecks {
	return auth.NewHookChecks(a.store, a.sealer, a.tokens, a.chat.Auditor(), a.cfg.Now)
}

// previews looks at links that are shared, unless the administrator wants it not to.
func (a *App) previews() *preview.Fetcher {
	if a.cfg.NoPreview {
		return nil
	}
	return preview.New(a.outbound)
}

// handlers are the dialects, kept apart from the page's API, which needs to know whether the server is set up.
type handlers struct {
	v1    *apiv1.API
	v2    *apiv2.API
	scim  *scim.API
	hook  *inbound.API
	slack *slackapi.API
	mail  *mailin.Server
	xmpp  *xmpp.Server // nil: there is no listener for it

	authorize http.Handler // the page on which people let add-ons act for them
}

// prepare brings an empty database to life and clears up after a server that was killed.
func (a *App) prepare(ctx context.Context) error {
	if err := a.node.Meet(ctx); err != nil {
		return err
	}
	if a.node.Alone() { // what other nodes hold runs out by itself
		if err := a.cleanUp(ctx); err != nil {
			return err
		}
	}
	if err := a.keys.Settle(ctx); err != nil {
		return fmt.Errorf("end a change of the secret key: %w", err)
	}
	if err := a.checkKey(ctx); err != nil {
		return err
	}
	if err := a.store.FillWebhookSecrets(ctx, a.webhookSecret); err != nil {
		return err
	}
	if err := a.store.FillGuestTokens(ctx); err != nil {
		return err
	}
	if err := a.prepareSetup(ctx); err != nil {
		return err
	}
	return a.resetSecondStep(ctx)
}

// announce is called by the store's writer after each commit, in the order of the commits. It only rings.
func (a *App) announce(committed []chat.Append) {
	a.counter.Committed(committed)
	a.minder.Committed(committed)
	owed := false
	for _, c := range committed {
		owed = owed || len(c.Owed) > 0
		a.bus.Publish(bus.Ring{
			ConversationID: c.Event.ConversationID, Seq: c.Event.Seq, Frame: chat.FinishFrame(c.Frame, c.Event.Seq),
		})
		a.follower.Ring(c.Event.ConversationID)
	}
	if owed {
		a.deliverer.Ring()
	}
}

// ringDeliverer tells the deliverer of what was committed without an event.
func (a *App) ringDeliverer() { a.deliverer.Ring() }

// ringClearing has what was deleted removed.
func (a *App) ringClearing() { a.clearing.Ring() }

// Base is the public URL, without a slash at its end.
func (a *App) Base() string { return a.base }

// SetupURL is the one-time link that makes the first administrator, or "" when there is one.
func (a *App) SetupURL() string {
	if t := a.setup.Token(); t != "" {
		return a.base + "/setup?token=" + t
	}
	return ""
}

// directory is the catalogue that people choose add-ons from.
func (a *App) directory() *directory.Directory {
	return directory.New(directory.Config{Source: a.cfg.Directory, Outbound: a.outbound, Now: a.cfg.Now, Log: a.log})
}

// Close closes what New opened, for an App that was never run.
func (a *App) Close() error {
	var errs []error
	if a.bus != nil {
		a.bus.Close()
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
		a.store = nil
	}
	if a.blobs != nil {
		errs = append(errs, a.blobs.Close())
		a.blobs = nil
	}
	if a.outbound != nil {
		a.outbound.Close()
	}
	errs = append(errs, a.unobserve())
	if a.mailListener != nil {
		_ = a.mailListener.Close() // closed already by who served it
	}
	a.xmpp.close()
	if err := a.listeners.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
