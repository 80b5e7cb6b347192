package app

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/emoticon"
	"github.com/stoachat/stoa/internal/inbound"
	"github.com/stoachat/stoa/internal/once"
	"github.com/stoachat/stoa/internal/search"
	"github.com/stoachat/stoa/internal/server"
	"github.com/stoachat/stoa/internal/slackapi"
	"github.com/stoachat/stoa/internal/webui"
)

// Run serves until ctx ends, then stops every part in order and closes what New opened.
func (a *App) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	background := a.begin(work)
	choice := a.directory()
	background.Go(func() { _, _ = choice.Entries(work) }) // so that the log tells at once of a catalogue that is none
	page := api.New(api.Config{
		Store: a.store, Chat: a.chat, Tokens: a.tokens, V1Uses: a.v1Uses, Passwords: a.passwords, Invited: a.invited, Addons: a.addons,
		Steps: a.steps, Entrances: a.sources.Entrances, Sources: a.sources,
		Feed: a.hub, Files: a.files, Previews: a.looker, Later: a.later, Webhooks: a.desk, Pushes: a.pushes, Calls: a.calls, Doctor: a.doctor, Keys: a.keys, Directory: choice,
		Statistics: a.counter, System: a.inspector(), Mail: a.mailer, MailLinks: a.mailLinks(), Registrar: a.registrar(), HookChecks: a.hookChecks(), Templates: a.templates,
		Search: search.New(a.store, a.chat, a.follower, a.cfg.Now),
		Setup:  a.setup, Extra: a.cfg.Trial.API, Base: a.base, MailDomain: a.cfg.MailDomain, XMPP: a.xmppSettings(), Version: Version, Now: a.cfg.Now, Log: a.log,
	})
	desk := once.New(once.Config{Store: a.store, Tokens: a.tokens, Sealer: a.sealer, Now: a.cfg.Now, Log: a.log})
	serving, stopServing := a.draining(ctx)
	defer stopServing()
	err := server.Serve(serving, a.listeners, a.answeringACME(a.tried(server.New(server.Parts{
		V1:   a.watched(desk.Before(once.Dialect{Handler: a.handler.v1.Handler(), Route: "/v1", Refuse: a.handler.v1.Refuse})),
		V2:   a.watched(desk.Before(once.Dialect{Handler: a.handler.v2.Handler(), Route: "/v2", Refuse: a.handler.v2.Refuse})),
		Hook: a.watched(desk.Before(once.Dialect{Handler: a.handler.hook, Route: inbound.Route, Refuse: a.handler.hook.Refuse})),
		Slack: a.watched(a.handler.slack.Handler(func(methods http.Handler) http.Handler {
			return desk.Before(once.Dialect{Handler: methods, Route: slackapi.Route, Refuse: a.handler.slack.Refuse, Token: slackapi.Token, Done: slackapi.Done})
		})),
		SCIM:      a.handler.scim,
		Authorize: a.handler.authorize, Providers: a.sources.Handler(), API: desk.Before(once.Dialect{Handler: page.Handler(), Route: "/api", Refuse: page.Refuse}), Docs: a.docs,
		Files: a.files, Pictures: http.HandlerFunc(a.files.ServePicture), Emoticons: emoticon.Handler(),
		Assets: webui.Assets(), Standing: webui.Standing(), Scripts: webui.Scripts(),
		Guest: a.guestPage, Page: a.page, HTTPS: a.https(), More: a.trialPages(), Ready: a.ready, Told: a.told, Proxies: a.proxies, Log: a.log,
	}))), a.log, func(last context.Context) {
		if err := a.hub.Shutdown(last); err != nil {
			a.log.Warn("sockets did not all close in time", "error", err)
		}
	})
	stop()
	background.Wait()
	a.chat.Close()
	return errors.Join(err, a.Close())
}

// https is the public address, where that is https and the server's own.
func (a *App) https() string {
	if a.cfg.TLSListen == "" || !strings.HasPrefix(a.base, "https://") {
		return ""
	}
	return a.base
}

// begin starts what runs beside the requests until work ends.
func (a *App) begin(work context.Context) *sync.WaitGroup {
	background := new(sync.WaitGroup)
	background.Go(func() {
		if err := a.deliverer.Run(work); err != nil {
			a.log.Error("deliveries stopped", "error", err)
		}
	})
	background.Go(func() { a.node.Run(work) })
	background.Go(func() { a.expire(work) })
	background.Go(func() { a.tokens.Run(work, a.log) })
	background.Go(func() { a.v1Uses.Run(work, a.log) })
	background.Go(func() { a.reach.Run(work, a.log) })
	if a.clock != nil {
		background.Go(func() { a.clock.Run(work) })
	}
	if a.windows != nil {
		background.Go(func() { a.windows.Run(work) })
	}
	background.Go(func() { a.clearing.Run(work) })
	background.Go(func() { a.files.Run(work) })
	background.Go(func() { a.follower.Run(work) })
	background.Go(func() { a.looker.Run(work) })
	background.Go(func() { a.pushes.Run(work) })
	background.Go(func() { a.calls.Run(work) })
	background.Go(func() { a.bursts.Run(work) })
	background.Go(func() { a.later.Run(work) })
	background.Go(func() { a.minder.Run(work) })
	background.Go(func() {
		if err := a.counter.Run(work); err != nil {
			a.log.Error("statistics were not written down", "error", err)
		}
	})
	background.Go(func() { a.addons.Run(work) })
	background.Go(func() { a.contract(work) })
	background.Go(func() { a.tellTrouble(work) })
	if a.mailListener != nil {
		background.Go(func() {
			if err := a.handler.mail.Serve(work, a.mailListener); err != nil {
				a.log.Error("mail is taken no more", "error", err)
			}
		})
	}
	a.serveXMPP(work, background)
	background.Go(func() { a.sources.Run(work) })
	background.Go(func() { a.addons.Watch(work, a.cfg.DescriptorCheck, a.cfg.ApplyDescriptors) })
	if a.debug != nil {
		background.Go(func() { server.ServeDebug(work, a.debug, server.Debug(a.figures.Handler()), a.log) })
	}
	if a.acme != nil {
		background.Go(a.acme.Obtain)
	}
	return background
}
