package compat

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// noAnswer is how long a request that is not to be trusted may hang.
const noAnswer = 5 * time.Second

// sign makes a token. An empty secret makes one that claims to need none.
func sign(claims jwt.MapClaims, secret string) string {
	var key any = []byte(secret)
	method := jwt.SigningMethod(jwt.SigningMethodHS256)
	if secret == "" {
		method, key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType
	}
	token, err := jwt.NewWithClaims(method, claims).SignedString(key)
	if err != nil {
		panic(err) // a key in memory always signs
	}
	return token
}

var signedRequest = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`signed_request=[^&#]*`) })

// with is a genuine request with another token, or without any.
func (x exchange) with(token string) exchange {
	again := exchange{side: x.side, method: x.method, url: x.url, header: x.header.Clone(), body: x.body}
	again.header.Del("Authorization")
	if token == "" {
		again.url = signedRequest().ReplaceAllString(x.url, "unsigned=1")
		return again
	}
	again.url = signedRequest().ReplaceAllString(x.url, "signed_request="+url.QueryEscape(token))
	if x.header.Get("Authorization") != "" {
		again.header.Set("Authorization", "JWT "+token)
	}
	return again
}

// forgery is a way of lying to an add-on.
type forgery struct {
	rule  string
	token func(t *tenant) string
}

// forgeries are tried in this order, and the first that is believed is the finding: who believes it believes the rest.
func forgeries() []forgery {
	return []forgery{
		{"accepts-unsigned", func(*tenant) string { return "" }},
		{"accepts-bad-signature", func(t *tenant) string { return sign(t.claims(), strings.Repeat("f0rged", 7)) }},
		{"accepts-alg-none", func(t *tenant) string { return sign(t.claims(), "") }},
		{"accepts-expired", func(t *tenant) string {
			claims, now := t.claims(), time.Now()
			claims["iat"], claims["exp"] = now.Add(-2*time.Hour).Unix(), now.Add(-time.Hour).Unix()
			return sign(claims, t.payload.OAuthSecret)
		}},
	}
}

// bySigned is a check of an installed add-on by all that the server signs for it.
func bySigned(check func(ctx context.Context, t *tenant, signed []stimulus) ([]Finding, error)) func(context.Context, *visit) ([]Finding, error) {
	return func(ctx context.Context, v *visit) ([]Finding, error) {
		signed := v.signed()
		if len(signed) == 0 {
			return nil, errUnsigned
		}
		t, err := v.installAt(ctx, func(*shape) {})
		if err != nil {
			return nil, err
		}
		defer t.leave(ctx)
		return check(ctx, t, signed)
	}
}

var errUnsigned = skip("it declares nothing that the server signs, or accepted none of it")

func checkForged(ctx context.Context, t *tenant, signed []stimulus) (f []Finding, _ error) {
	for _, s := range signed {
		genuine, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		if !genuine.accepted() {
			continue
		}
		f = append(f, t.lieTo(ctx, s, genuine.answer)...)
	}
	return firstOfEach(f), nil
}

// lieTo tries the forgeries on one door of the add-on.
func (t *tenant) lieTo(ctx context.Context, s stimulus, genuine exchange) []Finding {
	for _, lie := range forgeries() {
		x := t.p.tellWithin(ctx, genuine.with(lie.token(t)), noAnswer)
		if x.status == 0 {
			return []Finding{found("forged-unanswered", s.name, x.line())}
		}
		if x.status < 400 && !leadsAway(x) {
			return []Finding{found(lie.rule, s.name, x.line())}
		}
	}
	t.p.wire.settle(ctx, t.v.quiet, settleLimit)
	return nil
}

// leadsAway tells whether a page sends its reader to sign in elsewhere, which is a refusal.
func leadsAway(x exchange) bool { return x.status >= 300 }

// firstOfEach keeps the first finding of each rule.
func firstOfEach(all []Finding) (f []Finding) {
	seen := map[string]bool{}
	for _, one := range all {
		if !seen[one.Rule] {
			seen[one.Rule] = true
			f = append(f, one)
		}
	}
	return f
}

func checkForeign(ctx context.Context, v *visit) ([]Finding, error) {
	s, err := v.caller()
	if err != nil {
		return nil, err
	}
	if s.event == "" || !s.signed {
		return nil, skip("no signed webhook makes it call the API")
	}
	if !v.subject.d.AllowsRoom() {
		return nil, skip("it can be installed only once on a server")
	}
	t, err := v.installAt(ctx, func(*shape) {})
	if err != nil {
		return nil, err
	}
	defer t.leave(ctx)
	attacker, err := v.installAt(ctx, func(*shape) {})
	if err != nil {
		return nil, err
	}
	defer attacker.leave(ctx)
	genuine, err := t.provoke(ctx, s)
	if err != nil {
		return nil, err
	}
	mark := t.p.wire.mark()
	x := t.p.tellWithin(ctx, genuine.answer.with(sign(attacker.claims(), attacker.payload.OAuthSecret)), patience)
	t.p.wire.settle(ctx, v.quiet, settleLimit)
	if calls := t.p.wire.since(mark, goodAt(sideAPI)); len(calls) > 0 {
		return []Finding{found("foreign-jwt-acts", s.name, append([]string{x.line()}, lines(calls)...)...)}, nil
	}
	return nil, nil
}

func checkClock(ctx context.Context, t *tenant, signed []stimulus) ([]Finding, error) {
	for _, s := range signed {
		genuine, err := t.provoke(ctx, s)
		if err != nil {
			return nil, err
		}
		claims, ahead := t.claims(), time.Now().Add(30*time.Second)
		claims["iat"], claims["exp"] = ahead.Unix(), ahead.Add(time.Hour).Unix()
		x := t.p.tell(ctx, genuine.answer.with(sign(claims, t.payload.OAuthSecret)))
		if !(reaction{answer: x}).accepted() {
			return []Finding{found("no-leeway", s.name, x.line())}, nil
		}
	}
	return nil, nil
}

func checkForgedUninstall(ctx context.Context, t *tenant, signed []stimulus) ([]Finding, error) {
	x := t.p.tell(ctx, t.farewell())
	r, err := t.provoke(ctx, signed[0])
	if err != nil {
		return nil, err
	}
	if !r.accepted() {
		return []Finding{found("uninstall-believed", "DELETE while it is installed", x.line(), r.answer.line())}, nil
	}
	return nil, nil
}

// farewell is the request by which the add-on is told that it is removed.
func (t *tenant) farewell() exchange {
	address := t.callback.url
	u, err := url.Parse(address)
	if err == nil {
		address = u.JoinPath(t.payload.OAuthID).String()
	}
	return exchange{side: sideUninstall, method: http.MethodDelete, url: address, header: http.Header{}}
}
