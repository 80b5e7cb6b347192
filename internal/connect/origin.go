package connect

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// maxOrigins bounds a header that proxies have to let through.
const maxOrigins = 50

// QueryOrigins are the origins that people's browsers ask what glances show, in order. spec: connect, 7.1
func (h *Host) QueryOrigins(ctx context.Context) ([]string, error) {
	glances, err := h.store.Modules(ctx, chat.ModuleFilter{Kind: hipchat.KindGlance})
	if err != nil || len(glances) == 0 {
		return nil, err
	}
	addons, err := h.installed(ctx)
	if err != nil {
		return nil, err
	}
	var origins []string
	for _, m := range glances {
		if _, ok := addons[m.InstallationID]; !ok {
			continue
		}
		if origin := queryOrigin(m.Body); origin != "" {
			origins = append(origins, origin)
		}
	}
	slices.Sort(origins)
	origins = slices.Compact(origins)
	return origins[:min(len(origins), maxOrigins)], nil
}

// queryOrigin is where a glance is asked, as a security policy names it; empty when it is asked nowhere. Nothing that
// ends a source or a policy gets into one.
func queryOrigin(glance json.RawMessage) string {
	var g struct {
		QueryURL string `json:"queryUrl"`
	}
	if json.Unmarshal(glance, &g) != nil || g.QueryURL == "" {
		return ""
	}
	u, err := url.Parse(g.QueryURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || host == "" || strings.ContainsAny(host, "*:") {
		return "" // policies know neither names that are none nor addresses of IPv6
	}
	if u.Port() != "" {
		host += ":" + u.Port()
	}
	return u.Scheme + "://" + host
}
