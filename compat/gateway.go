package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/outbound"
)

// patience is how long an add-on may take to answer. Servers wait no longer for a webhook.
const patience = 10 * time.Second

// forward passes a request of Stoa, or of a browser, on to the add-on.
func (p *place) forward(w http.ResponseWriter, r *http.Request, address string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return
	}
	s := sideOf(r.Method, body)
	if s == sideInstall {
		body = p.payload(body)
	}
	header := r.Header.Clone()
	if local := p.localized(body); string(local) != string(body) {
		body = local
		header.Del("Webhook-Signature") // it was of the other body
	}
	if p.now().extra && s == sideWebhook {
		body = changed(body, func(in map[string]any) { in["delivery"] = map[string]any{"attempt": 1} })
	}
	if p.now().marked && s == sideWebhook {
		body = p.marked(body)
		header.Del("Webhook-Signature")
	}
	for _, name := range []string{"Content-Length", "Accept-Encoding", "Connection"} {
		header.Del(name)
	}
	if p.now().deaf && s != sidePage {
		w.WriteHeader(http.StatusNoContent) // Stoa has told it as far as it knows
		return
	}
	x := p.tell(r.Context(), exchange{side: s, method: r.Method, url: string(p.localized([]byte(address))), header: header, body: body})
	p.passBack(w, x)
}

// passBack gives the add-on's answer to who asked. Failures of webhooks are not told to Stoa, which would come again and
// again, in the middle of other cases.
func (p *place) passBack(w http.ResponseWriter, x exchange) {
	switch {
	case x.side == sideWebhook && !x.good():
		w.WriteHeader(http.StatusNoContent)
		return
	case x.status == 0:
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if t := x.answerHeader.Get("Content-Type"); t != "" {
		w.Header().Set("Content-Type", t)
	}
	w.WriteHeader(x.status)
	_, _ = w.Write(x.answer)
}

// tell makes a request to the add-on and writes it down.
func (p *place) tell(ctx context.Context, x exchange) exchange {
	return p.tellWithin(ctx, x, patience)
}

func (p *place) tellWithin(ctx context.Context, x exchange, limit time.Duration) exchange {
	p.wire.begin()
	res, err := p.w.outbound.Do(ctx, outbound.Request{
		Method: x.method, URL: x.url, Header: x.header, Body: x.body, Policy: outbound.Trusted, Purpose: "check", Timeout: limit, MaxResponse: maxBody,
	})
	switch {
	case err == nil:
		x.status, x.answer, x.answerHeader = res.Status, res.Body, res.Header
	case outbound.IsTimeout(err):
		x.lost = fmt.Sprintf(" within %s", limit)
	}
	p.wire.end(x)
	return x
}

// sideOf tells what a request to the add-on is.
func sideOf(method string, body []byte) side {
	var in struct {
		Secret  string `json:"oauthSecret"`
		Event   string `json:"event"`
		Address string `json:"capabilitiesUrl"`
	}
	_ = json.Unmarshal(body, &in) // what is no JSON has none of them
	switch {
	case in.Secret != "" || in.Address != "":
		return sideInstall
	case in.Event != "":
		return sideWebhook
	case method == http.MethodDelete:
		return sideUninstall
	}
	return sidePage
}

// descriptor is the add-on's as Stoa reads it: all its addresses lead through the gateway, and it asks for no scope that
// the server's level does not know.
func (p *place) descriptor() []byte {
	level := p.now().level
	return changed(p.subject.raw, func(d map[string]any) {
		c, ok := d["capabilities"].(map[string]any)
		if !ok {
			return
		}
		if consumer, ok := c["hipchatApiConsumer"].(map[string]any); ok {
			if scopes, ok := consumer["scopes"].([]any); ok {
				consumer["scopes"] = kept(level, scopes)
			}
		}
		oauth2 := c["oauth2Consumer"]
		c = p.led(c).(map[string]any)
		if oauth2 != nil {
			c["oauth2Consumer"] = oauth2
		}
		d["capabilities"] = c
	})
}

func kept(l hipchat.Level, scopes []any) []any {
	left := []any{}
	for _, s := range scopes {
		if id, ok := s.(string); !ok || l.CheckScopes([]string{id}) == nil {
			left = append(left, s)
		}
	}
	return left
}

// led leads every address in a value through the gateway.
func (p *place) led(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, member := range v {
			m[name] = p.led(member)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, item := range v {
			l[i] = p.led(item)
		}
		return l
	case string:
		if strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") {
			return p.w.outside(p.name, v)
		}
	}
	return v
}
