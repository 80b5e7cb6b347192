package compat

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

func (p *place) showDocument(d *door, w http.ResponseWriter, r *http.Request) {
	x, ok := p.arrive(d, sideDocument, w, r, p.now().documentFault)
	if !ok {
		return
	}
	b, err := json.Marshal(p.capabilities())
	if err != nil {
		panic(err) // it was made of JSON
	}
	p.answer(w, x, http.StatusOK, nil, b)
}

// grant is the token endpoint.
func (p *place) grant(d *door, w http.ResponseWriter, r *http.Request) {
	x, ok := p.arrive(d, sideToken, w, r, p.now().tokenFault)
	if !ok {
		return
	}
	path := "/v2/oauth/token"
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	p.relay(w, r, x, path)
}

// granted notes whose token was given.
func (p *place) granted(x *exchange, answer []byte) {
	var out hipchat.TokenResponse
	if json.Unmarshal(answer, &out) != nil || out.AccessToken == "" {
		return
	}
	x.token = out.AccessToken
	p.mu.Lock()
	defer p.mu.Unlock()
	p.issued[out.AccessToken] = x.client
}

// call is the API. A token that another place gave is as unknown here as on any other server.
func (p *place) call(d *door, w http.ResponseWriter, r *http.Request) {
	x, ok := p.arrive(d, sideAPI, w, r, p.now().apiFault)
	switch {
	case !ok:
	case x.token != "" && !p.knows(x.token):
		p.answer(w, x, http.StatusUnauthorized, nil, errorBody(http.StatusUnauthorized, "Invalid OAuth session"))
	default:
		rest, _ := d.below(r)
		if r.URL.RawQuery != "" {
			rest += "?" + r.URL.RawQuery
		}
		p.relay(w, r, x, "/v2"+rest)
	}
}

func (p *place) show(d *door, w http.ResponseWriter, r *http.Request) {
	x, ok := p.arrive(d, sideWeb, w, r, nil)
	if !ok {
		return
	}
	rest, _ := d.below(r)
	if r.URL.RawQuery != "" {
		rest += "?" + r.URL.RawQuery
	}
	p.relay(w, r, x, rest)
}

// relay has Stoa answer.
func (p *place) relay(w http.ResponseWriter, r *http.Request, x *exchange, path string) {
	status, header, answer, err := p.w.send(r.Context(), r.Method, path, r.Header, x.body)
	if err != nil {
		p.wire.end(*x)
		panic(http.ErrAbortHandler)
	}
	if x.side == sideToken {
		p.granted(x, answer)
	}
	if location := header.Get("Location"); location != "" {
		header.Set("Location", string(p.localized([]byte(location))))
	}
	p.answer(w, x, status, header, p.localized(answer))
}

// bearer is the token that a call shows. spec: auth, 2
func bearer(r *http.Request) string {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "bearer") {
		return strings.TrimSpace(token)
	}
	return r.URL.Query().Get("auth_token")
}

// scopesAsked are those that a token request names.
func scopesAsked(x exchange) []string {
	var in struct {
		Scope string `json:"scope"`
	}
	if json.Unmarshal(x.body, &in) == nil && in.Scope != "" {
		return strings.Fields(in.Scope)
	}
	if form, err := url.ParseQuery(string(x.body)); err == nil && form.Get("scope") != "" {
		return strings.Fields(form.Get("scope"))
	}
	u, err := url.Parse(x.url)
	if err != nil {
		return nil
	}
	return strings.Fields(u.Query().Get("scope"))
}
