package compat

import (
	"bytes"
	"encoding/json"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
)

// capabilities is the place's document: what Stoa's says, at the place's addresses and in its shape.
func (p *place) capabilities() map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	sh := p.shape
	api := p.api.base + "/"
	if sh.noSlash {
		api = p.api.base
	}
	links := map[string]any{"api": p.api.base, "homepage": p.web.base, "self": p.document.base, "subdomain": p.web.base}
	doc := map[string]any{
		"capabilities": map[string]any{
			"hipchatApiProvider": map[string]any{"availableScopes": scopesOf(sh.level), "url": api},
			"oauth2Provider":     map[string]any{"authorizationUrl": p.web.base + "/users/authorize", "tokenUrl": p.tokens.base},
		},
		"links": links,
	}
	for _, name := range []string{"connect_server_api_version", "description", "key", "name", "vendor"} {
		doc[name] = p.w.document[name]
	}
	if sh.self != "" {
		links["self"] = sh.self
	}
	if sh.bare || !sh.level.Has(hipchat.FeatureConnectVersion) {
		delete(doc, "connect_server_api_version")
		delete(links, "subdomain")
	}
	if sh.extra {
		doc["federation"] = map[string]any{"peers": []any{}}
		links["status"] = p.web.base + "/status"
		doc["capabilities"].(map[string]any)["reactions"] = map[string]any{"url": p.web.base + "/reactions", "limit": 20}
	}
	return doc
}

func scopesOf(l hipchat.Level) map[string]hipchat.Scope {
	scopes := map[string]hipchat.Scope{}
	for _, s := range l.Scopes() {
		scopes[s.ID] = s
	}
	return scopes
}

// payload is an installation as the place tells of it.
func (p *place) payload(body []byte) []byte {
	sh := p.now()
	return changed(body, func(in map[string]any) {
		in["capabilitiesUrl"] = p.document.base
		if sh.secret != "" {
			in["oauthSecret"] = sh.secret
		}
		if sh.short {
			delete(in, "groupId")
			delete(in, "roomId")
		}
		if sh.extra {
			in["serverVersion"] = map[string]any{"major": 9, "minor": 1}
		}
	})
}

// changed changes an object of JSON; what is none stays as it is.
func changed(body []byte, f func(map[string]any)) []byte {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var in map[string]any
	if dec.Decode(&in) != nil || in == nil {
		return body
	}
	f(in)
	b, err := json.Marshal(in)
	if err != nil {
		return body
	}
	return b
}

// localized puts the place's addresses where Stoa's stand.
func (p *place) localized(text []byte) []byte {
	p.mu.Lock()
	api, web, document := p.api.base, p.web.base, p.document.base
	p.mu.Unlock()
	for _, swap := range [][2]string{
		{p.w.base + "/v2/capabilities", document}, {p.w.base + "/v2", api}, {p.w.base, web},
		{url.QueryEscape(p.w.base), url.QueryEscape(originOf(web))},
	} {
		text = bytes.ReplaceAll(text, []byte(swap[0]), []byte(swap[1]))
	}
	return text
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}
