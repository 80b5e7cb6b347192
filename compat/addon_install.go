package compat

import (
	"context"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

func checkDescriptor(_ context.Context, v *visit) (f []Finding, _ error) {
	s := v.subject
	if violation := hipchat.CheckDescriptor(s.raw); violation != nil {
		return []Finding{found("descriptor-invalid", s.url, violation.Error())}, nil
	}
	if s.d.Links.Self != s.url {
		f = append(f, found("descriptor-elsewhere", s.url, "links.self: "+s.d.Links.Self))
	}
	if s.d.CallbackURL() == "" && s.d.InstalledURL() == "" && len(s.d.Scopes()) > 0 {
		f = append(f, found("no-callback", s.url, "scopes without an installation: "+strings.Join(s.d.Scopes(), ", ")))
	} else {
		for _, advice := range hipchat.DescriptorAdvice(s.raw) {
			f = append(f, found("descriptor-passed-over", s.url, advice))
		}
	}
	if host, ok := vendorHost(string(s.raw)); ok {
		f = append(f, found("vendor-host", s.url, "the descriptor has "+host))
	}
	if events := s.unsigned(); len(events) > 0 {
		f = append(f, found("webhook-unsigned", s.url, "without authentication: "+strings.Join(events, ", ")))
	}
	return f, nil
}

// vendorHost finds an address of the vendor's own service that an add-on would call or load from.
func vendorHost(text string) (string, bool) {
	for _, host := range []string{"//api.hipchat.com", "//www.hipchat.com/atlassian-connect", "//www.hipchat.com/users/authorize", "//hipchat.com/v"} {
		if strings.Contains(text, host) {
			return host, true
		}
	}
	return "", false
}

// ordinary is a place with nothing wrong.
func (v *visit) ordinary() (*place, error) { return v.w.place(v.subject, shape{}) }

func checkInstall(ctx context.Context, v *visit) ([]Finding, error) {
	if v.subject.d.CallbackURL() == "" {
		return nil, skip("the descriptor declares no callbackUrl: it is installed without being told")
	}
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	t, err := v.install(ctx, p)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	v.begun = reaction{t.callback, p.wire.since(0, at(sideDocument, sideToken, sideAPI, sideWeb))}
	return judgeInstall(t, v.begun), nil
}

// judgeInstall names the first thing that went wrong: the rest follows from it.
func judgeInstall(t *tenant, r reaction) []Finding {
	where := t.callback.line()
	for _, x := range r.rest {
		if x.stray {
			return []Finding{found("address-built", where, x.line())}
		}
	}
	switch {
	case len(r.of(sideDocument)) == 0:
		return []Finding{found("document-unread", where, "capabilitiesUrl: "+t.p.document.base, "nothing was asked for there")}
	case !t.agreed():
		return []Finding{found("install-refused", where, lines(r.rest)...)}
	case len(r.of(sideToken)) == 0:
		return []Finding{found("token-unasked", where, append(lines(r.rest), "tokenUrl: "+t.p.tokens.base, "nothing was asked for there")...)}
	}
	return nil
}

// mustRefuse installs the add-on at a place where it should not let itself be installed.
func (v *visit) mustRefuse(ctx context.Context, rule string, change func(p *place, s *shape)) ([]Finding, error) {
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	p.become(func(s *shape) { change(p, s) })
	t, err := v.install(ctx, p)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	if t.agreed() {
		rest := p.wire.since(0, at(sideDocument, sideToken, sideAPI))
		return []Finding{found(rule, t.callback.line(), lines(rest)...)}, nil
	}
	return nil, nil
}

func checkWrongSelf(ctx context.Context, v *visit) ([]Finding, error) {
	return v.mustRefuse(ctx, "self-unchecked", func(p *place, s *shape) { s.self = p.web.base + "/v2/capabilities" })
}

func checkWrongSecret(ctx context.Context, v *visit) ([]Finding, error) {
	return v.mustRefuse(ctx, "secret-unchecked", func(_ *place, s *shape) { s.secret = strings.Repeat("Wr0ng", 8) })
}

func checkTokenDown(ctx context.Context, v *visit) ([]Finding, error) {
	return v.mustRefuse(ctx, "installs-without-token", func(_ *place, s *shape) { s.tokenFault = refused(http.StatusServiceUnavailable, nil) })
}

func checkInstallBlocked(ctx context.Context, v *visit) ([]Finding, error) {
	return v.mustRefuse(ctx, "installs-unreachable", func(_ *place, s *shape) {
		s.documentFault, s.tokenFault, s.apiFault = dropped, dropped, dropped
	})
}

func checkGlobal(ctx context.Context, v *visit) ([]Finding, error) {
	if !v.subject.d.AllowsGlobal() {
		return nil, skip("the descriptor does not allow it")
	}
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	room, err := p.w.room(ctx)
	if err != nil {
		return nil, err
	}
	t := &tenant{v: v, p: p, room: room}
	if err := t.again(ctx); err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	return t.works(ctx, "global-refused")
}

func checkReinstall(ctx context.Context, v *visit) ([]Finding, error) {
	p, err := v.ordinary()
	if err != nil {
		return nil, err
	}
	t, err := v.install(ctx, p)
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	if _, err := t.provokeAll(ctx, v.callers()); err != nil {
		return nil, err
	}
	old := p.tokensOf(t.payload.OAuthID)
	first := t.payload.OAuthID
	if err := t.again(ctx); err != nil {
		return nil, err
	}
	if !t.agreed() {
		return []Finding{found("reinstall-fails", t.callback.line())}, nil
	}
	if t.payload.OAuthID == first {
		return t.works(ctx, "reinstall-fails") // it was updated and keeps its client
	}
	if _, ok := p.wire.await(ctx, 0, patience, at(sideUninstall)); !ok {
		return nil, skip("the server did not tell it in time that the first installation is over")
	}
	p.wire.settle(ctx, v.quiet, settleLimit)
	return t.usesDead(ctx, old)
}
