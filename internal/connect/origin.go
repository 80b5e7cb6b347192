package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// maxOrigins bounds a header that proxies have to let through.
const maxOrigins = 50

// Origins are where people's browsers meet the add-ons that work, each list in order.
type Origins struct {
	Asked  []string // what glances show. spec: connect, 7.1
	Framed []string // pages in frames. spec: connect-js, 12
}

// Origins answers where the caller's browser meets add-ons: the group's, and those of rooms that they may see. Frames
// never come from the server's own origin, where their scripts could do whatever the person in front of them may.
func (h *Host) Origins(ctx context.Context, p *chat.Principal) (Origins, error) {
	addons, err := h.installed(ctx)
	if err != nil || len(addons) == 0 {
		return Origins{}, err
	}
	modules, err := h.store.Modules(ctx, chat.ModuleFilter{})
	if err != nil {
		return Origins{}, err
	}
	seen := h.sight(ctx, p)
	for id, in := range addons {
		ok, err := seen(in.RoomID)
		if err != nil {
			return Origins{}, err
		}
		if !ok {
			delete(addons, id)
		}
	}
	here := modules[:0]
	for _, m := range modules {
		ok, err := seen(m.RoomID)
		if err != nil {
			return Origins{}, err
		}
		if ok {
			here = append(here, m)
		}
	}
	asked, framed, err := h.originsOf(addons, here)
	return Origins{Asked: inTurn(asked), Framed: inTurn(framed)}, err
}

// sight tells of rooms, each asked for once, whether the caller sees them; of room 0, which is the group, everybody does.
func (h *Host) sight(ctx context.Context, p *chat.Principal) func(roomID int64) (bool, error) {
	seen := map[int64]bool{0: true}
	return func(roomID int64) (bool, error) {
		if ok, known := seen[roomID]; known {
			return ok, nil
		}
		_, err := h.chat.RoomByID(ctx, p, roomID)
		var refused *chat.Error
		if err != nil && !errors.As(err, &refused) {
			return false, err
		}
		seen[roomID] = err == nil
		return err == nil, nil
	}
}

// originsOf are those at which browsers meet each installation with some of its modules.
func (h *Host) originsOf(addons map[int64]chat.Installation, modules []chat.Module) (asked, framed map[int64][]string, err error) {
	asked, framed = make(map[int64][]string), make(map[int64][]string)
	for _, m := range modules {
		if _, ok := addons[m.InstallationID]; !ok {
			continue
		}
		var at struct {
			URL      string `json:"url"`
			QueryURL string `json:"queryUrl"`
		}
		if err := json.Unmarshal(m.Body, &at); err != nil {
			return nil, nil, fmt.Errorf("module %d: %w", m.ID, err)
		}
		switch m.Kind {
		case hipchat.KindGlance:
			asked[m.InstallationID] = append(asked[m.InstallationID], source(at.QueryURL))
		case hipchat.KindWebPanel, hipchat.KindDialog:
			framed[m.InstallationID] = append(framed[m.InstallationID], source(at.URL))
		}
	}
	for id, in := range addons {
		pages, err := pagesOf(in)
		if err != nil {
			return nil, nil, err
		}
		for _, page := range pages {
			framed[id] = append(framed[id], source(page))
		}
		framed[id] = elsewhere(framed[id], h.view.Base())
	}
	return asked, framed, nil
}

// elsewhere leaves out those that a policy would let the server's own origin through for: one that names http lets
// https through as well.
func elsewhere(origins []string, base string) []string {
	bare := func(origin string) string { return strings.TrimPrefix(strings.TrimPrefix(origin, "https:"), "http:") }
	own := bare(source(base))
	return slices.DeleteFunc(origins, func(o string) bool { return bare(o) == own })
}

// pagesOf are the addresses of an add-on's pages that are no modules.
func pagesOf(in chat.Installation) ([]string, error) {
	var d hipchat.Descriptor
	if err := json.Unmarshal(in.Descriptor, &d); err != nil {
		return nil, fmt.Errorf("descriptor of %s: %w", in.Key, err)
	}
	var pages []string
	if c := d.Capabilities.Configurable; c != nil {
		pages = append(pages, c.URL)
	}
	if a := d.Capabilities.AdminPage; a != nil {
		pages = append(pages, a.URL)
	}
	return pages, nil
}

// inTurn takes one origin of each installation after the other, as long as there is room: one that has many does not
// leave the others without.
func inTurn(of map[int64][]string) []string {
	var lists [][]string
	for _, id := range slices.Sorted(maps.Keys(of)) {
		lists = append(lists, someOf(of[id]))
	}
	var taken []string
	for i := range maxOrigins {
		for _, own := range lists {
			if i < len(own) && len(taken) < maxOrigins && !slices.Contains(taken, own[i]) {
				taken = append(taken, own[i])
			}
		}
	}
	slices.Sort(taken)
	return taken
}

// someOf leaves out what is empty or there twice, and what is too much.
func someOf(origins []string) []string {
	origins = slices.DeleteFunc(origins, func(o string) bool { return o == "" })
	slices.Sort(origins)
	origins = slices.Compact(origins)
	return origins[:min(len(origins), maxOrigins)]
}

var usualPorts = map[string]string{"http": "80", "https": "443"}

// source is where an address leads, as a security policy names it; empty when browsers open none like it. Nothing that
// ends a source or a policy gets into one. What fills an address that is a template comes after its host.
func source(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil || host == "" || strings.ContainsAny(host, "*:") {
		return "" // policies know neither names that are none nor addresses of IPv6
	}
	if port := u.Port(); port != "" && port != usualPorts[u.Scheme] {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}
