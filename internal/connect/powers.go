package connect

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Powers is what people are told that an add-on can see and do beside what its scopes say.
type Powers struct {
	Hears    []Hearing
	Frames   []string // origins of its pages
	Asked    []string // origins that people's browsers ask for what its glances show
	Shows    []string // the kinds of its modules, in order
	FromName string   // what it calls itself when it posts
	ForOther bool     // it may ask people to let it act in their name
}

// Hearing is what the server tells an add-on of.
type Hearing struct {
	Event   string
	Pattern string // of the messages that it is told of; empty: all
	Host    string // where it is told
}

// Powers is what an add-on could do if somebody agreed to its descriptor.
func (p Preview) Powers() (Powers, error) {
	modules, err := declaredModules(p.raw, chat.Installation{}, time.Time{})
	if err != nil {
		return Powers{}, err
	}
	out := powersOf(p.Descriptor, modules)
	for _, w := range p.Descriptor.Capabilities.Webhooks {
		out.hears(w.Event, w.Pattern, w.URL)
	}
	return out, nil
}

// powers is what an installed add-on can do in a room, or for room 0 everywhere: with what it has made by REST.
func (h *Host) powers(ctx context.Context, in chat.Installation, d hipchat.Descriptor, roomID int64) (Powers, error) {
	modules, err := h.store.Modules(ctx, chat.ModuleFilter{InstallationID: in.ID, RoomIDs: []int64{0, roomID}})
	if err != nil {
		return Powers{}, err
	}
	hooks, err := h.store.Webhooks(ctx, chat.WebhookFilter{InstallationID: in.ID})
	if err != nil {
		return Powers{}, err
	}
	out := powersOf(d, nearest(modules))
	for _, w := range hooks {
		if w.RoomID == 0 || w.RoomID == roomID {
			out.hears(w.Event, w.Pattern, w.URL)
		}
	}
	return out, nil
}

func powersOf(d hipchat.Descriptor, modules []chat.Module) Powers {
	c := d.Capabilities
	out := Powers{Hears: []Hearing{}, Shows: []string{}, FromName: d.FromName(), ForOther: c.OAuth2 != nil}
	pages, asked := []string{}, []string{}
	if c.Configurable != nil {
		pages = append(pages, c.Configurable.URL)
	}
	if c.AdminPage != nil {
		pages = append(pages, c.AdminPage.URL)
	}
	for _, m := range modules {
		var at struct {
			URL      string `json:"url"`
			QueryURL string `json:"queryUrl"`
		}
		_ = json.Unmarshal(m.Body, &at) // it has been checked
		pages, asked = append(pages, at.URL), append(asked, at.QueryURL)
		out.Shows = append(out.Shows, m.Kind)
	}
	slices.Sort(out.Shows)
	out.Shows = slices.Compact(out.Shows)
	out.Frames, out.Asked = sourcesOf(pages), sourcesOf(asked)
	return out
}

// hears adds what the server tells the add-on of, once.
func (p *Powers) hears(event, pattern, address string) {
	heard := Hearing{Event: event, Pattern: pattern}
	if u, err := url.Parse(address); err == nil {
		heard.Host = u.Host
	}
	if !slices.Contains(p.Hears, heard) {
		p.Hears = append(p.Hears, heard)
	}
}

func sourcesOf(addresses []string) []string {
	origins := make([]string, len(addresses))
	for i, address := range addresses {
		origins[i] = source(address)
	}
	return someOf(origins)
}
