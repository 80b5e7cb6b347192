package compat

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
)

func checkUse(ctx context.Context, v *visit) (f []Finding, _ error) {
	if len(v.stimuli) == 0 {
		return nil, nil // what it does by itself is seen at its installation
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
	for _, s := range v.stimuli {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		v.habits[s.name] = r
		f = append(f, judgeUse(t, s, r)...)
	}
	return f, nil
}

// judgeUse says what is wrong with an ordinary reaction.
func judgeUse(t *tenant, s stimulus, r reaction) (f []Finding) {
	where := s.name
	for _, x := range r.rest {
		if x.stray {
			return []Finding{found("address-built", where, x.line())}
		}
	}
	if !r.accepted() {
		rule := "page-fails"
		if s.event != "" {
			rule = "webhook-fails"
		}
		return []Finding{found(rule, where, append([]string{r.answer.line()}, lines(r.rest)...)...)}
	}
	if denied := r.of(sideAPI); len(denied) > 0 && !slices.ContainsFunc(denied, func(x exchange) bool { return x.status != http.StatusUnauthorized }) {
		seen := denied[len(denied)-1]
		why := "the token that the call shows is none that this server gave"
		if seen.token == "" {
			why = "the call shows no token: it belongs into Authorization: Bearer"
		}
		return append(f, found("call-refused", where, seen.line(), why))
	}
	for _, x := range r.of(sideAPI) {
		if x.status == http.StatusForbidden && bytes.Contains(x.answer, []byte("following scopes")) {
			f = append(f, found("scope-unasked", where, x.line()))
			break
		}
		if x.status >= 400 && x.status != http.StatusUnauthorized && s.event != hipchat.EventRoomArchived { // nothing can be said there then
			f = append(f, found("call-refused", where, x.line()))
			break
		}
	}
	if s.kind == hipchat.KindGlance {
		f = append(f, judgeGlance(where, r.answer)...)
	}
	if s.event == "" {
		f = append(f, judgePage(t, where, r.answer)...)
	}
	return f
}

func judgeGlance(where string, x exchange) []Finding {
	var content hipchat.GlanceContent
	if err := json.Unmarshal(x.answer, &content); err != nil {
		return []Finding{found("glance-malformed", where, x.line(), err.Error())}
	}
	if violation := content.Check(); violation != nil {
		return []Finding{found("glance-malformed", where, x.line(), violation.Error())}
	}
	if x.answerHeader.Get("Access-Control-Allow-Origin") == "" {
		return []Finding{found("glance-closed", where, x.line(), "no Access-Control-Allow-Origin in the answer")}
	}
	return nil
}

// consent finds addresses of consent pages in what a page shows or leads to.
var consent = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`https?://[^\s"'<>?]*/users/authorize\b`) })

func judgePage(t *tenant, where string, x exchange) []Finding {
	text := string(x.answer) + "\n" + x.answerHeader.Get("Location")
	if host, ok := vendorHost(text); ok {
		return []Finding{found("vendor-host", where, x.line(), "the page has "+host)}
	}
	for _, address := range consent().FindAllString(text, -1) {
		if want := t.p.web.base + "/users/authorize"; address != want {
			return []Finding{found("authorize-elsewhere", where, x.line(), "the page leads to "+address, "authorizationUrl: "+want)}
		}
	}
	return nil
}

// variant is a case in which the server is different in a way that should not matter.
func variant(rule string, change func(*shape)) func(context.Context, *visit) ([]Finding, error) {
	return func(ctx context.Context, v *visit) ([]Finding, error) {
		t, err := v.installAt(ctx, change)
		if err != nil {
			return nil, err
		}
		defer t.leave(ctx)
		return t.works(ctx, rule)
	}
}

// installAt installs the add-on at a place of that shape.
func (v *visit) installAt(ctx context.Context, change func(*shape)) (*tenant, error) {
	var sh shape
	change(&sh)
	p, err := v.w.place(v.subject, sh)
	if err != nil {
		return nil, err
	}
	return v.install(ctx, p)
}

// works compares what the add-on does with what it did where nothing was wrong. The first difference is the finding.
func (t *tenant) works(ctx context.Context, rule string) ([]Finding, error) {
	begun := t.p.wire.since(0, at(sideDocument, sideToken, sideAPI))
	if !t.agreed() {
		return []Finding{found(rule, t.callback.line(), lines(begun)...)}, nil
	}
	r := reaction{t.callback, begun}
	if told := t.payload.RoomID != 0; told && len(t.v.begun.called()) > 0 && len(r.called()) == 0 { // else it may not know where to
		return []Finding{found(rule, "installation", lines(begun)...)}, nil
	}
	for _, s := range t.v.telling() {
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if !r.accepted() || len(t.v.habits[s.name].called()) > 0 && len(r.called()) == 0 {
			return []Finding{found(rule, s.name, append([]string{r.answer.line()}, lines(r.rest)...)...)}, nil
		}
	}
	return nil, nil
}

func checkNoSlash(ctx context.Context, v *visit) ([]Finding, error) {
	if len(v.callers()) == 0 && len(v.begun.of(sideAPI)) == 0 {
		return nil, errNoCalls
	}
	return variant("slash-needed", func(s *shape) { s.noSlash = true })(ctx, v)
}

// onLevel installs and uses the add-on as an older server would.
func onLevel(level hipchat.Level) func(context.Context, *visit) ([]Finding, error) {
	return func(ctx context.Context, v *visit) ([]Finding, error) {
		t, err := v.installAt(ctx, func(s *shape) { s.level = level })
		if err != nil {
			return nil, err
		}
		defer t.leave(ctx)
		return t.copes(ctx, level)
	}
}

// copes tells whether the add-on works, or fails in an orderly way, on an older server.
func (t *tenant) copes(ctx context.Context, level hipchat.Level) ([]Finding, error) {
	begun := t.p.wire.since(0, at(sideDocument, sideToken, sideAPI))
	if f := beyond(level, begun); f != nil {
		return f, nil
	}
	if !t.agreed() {
		rule := "old-server-refused"
		if t.callback.status == 0 || t.callback.status >= 500 {
			rule = "old-server-breaks"
		}
		return []Finding{found(rule, t.callback.line(), lines(begun)...)}, nil
	}
	for _, s := range t.v.telling() {
		if !level.Has(s.since) {
			continue
		}
		r, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if f := beyond(level, r.rest); f != nil {
			return f, nil
		}
		silent := r.answer.status == 0 && (!s.signed || level.Has(hipchat.FeatureWebhookOptions)) // else it was not signed
		if silent || r.answer.status >= 500 {
			return []Finding{found("old-server-breaks", s.name, append([]string{r.answer.line()}, lines(r.rest)...)...)}, nil
		}
	}
	return nil, nil
}

// beyond finds a token that is asked for scopes that the document did not list.
func beyond(level hipchat.Level, exchanges []exchange) []Finding {
	for _, x := range exchanges {
		if x.side != sideToken {
			continue
		}
		if v := level.CheckScopes(scopesAsked(x)); v != nil {
			return []Finding{found("missing-scope-asked", "token request", x.line(), "scopes: "+strings.Join(scopesAsked(x), " "))}
		}
	}
	return nil
}
