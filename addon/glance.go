package addon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

// Glance is a line in a room's sidebar. spec: connect, 7; connect-js, 9.2.
type Glance struct {
	Key        string
	Name       string       // shown while there is no content
	Icon       hipchat.Icon // its URLs may begin with a slash: below BaseURL
	Target     string       // the key of what a click opens; empty: nothing
	Weight     int          // the lower, the higher up; 0: 100
	Conditions []hipchat.Condition

	// Content is what a person sees in a room, asked for when they come there. nil: the name, until UpdateGlance.
	Content func(context.Context, *Caller) (hipchat.GlanceContent, error)
}

// Label is the content of a glance: a line in which servers keep b, i, strong and em. What people wrote belongs into it
// through html.EscapeString.
func Label(html string) hipchat.GlanceContent {
	return hipchat.GlanceContent{Label: hipchat.GlanceLabel{Type: "html", Value: html}}
}

// Lozenge is the content of a glance with a coloured word at its end; kind is one of hipchat.GlanceLozenges.
func Lozenge(html, kind, word string) hipchat.GlanceContent {
	c := Label(html)
	b, _ := json.Marshal(map[string]string{"type": kind, "label": word}) // two texts always encode
	c.Status = &hipchat.GlanceStatus{Type: hipchat.StatusLozenge, Value: b}
	return c
}

// join implements Module.
func (g Glance) join(a *Addon) error {
	path := "/glance/" + g.Key
	m := hipchat.Glance{
		Key: g.Key, Name: hipchat.Text{Value: g.Name}, Icon: *a.icon(g.Icon), Weight: weight(g.Weight), Conditions: g.Conditions,
	}
	if g.Target != "" {
		m.Target = &hipchat.Target{Key: g.Target}
	}
	if g.Content != nil {
		m.QueryURL = a.url(path)
	}
	if v := m.Check(); v != nil {
		return wrong("glance", g.Key, v)
	}
	if a.mounted[path] {
		return fmt.Errorf("there are two glances %s", g.Key)
	}
	a.mounted[path] = true
	a.descriptor.Capabilities.Glances = append(a.descriptor.Capabilities.Glances, m)
	if g.Content != nil {
		a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { a.serveGlance(w, r, g) })
		a.mux.HandleFunc("OPTIONS "+path, func(w http.ResponseWriter, _ *http.Request) {
			shared(w)
			w.WriteHeader(http.StatusNoContent)
		})
	}
	return nil
}

// serveGlance answers a person's browser, which asks from the server's page. spec: connect, 7.1.
func (a *Addon) serveGlance(w http.ResponseWriter, r *http.Request, g Glance) {
	done := a.observed("glance")
	shared(w)
	content, err := a.glance(r, g)
	done(err)
	if err != nil {
		a.fail(w, r, "a glance", err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	a.writeJSON(w, http.StatusOK, content)
}

func (a *Addon) glance(r *http.Request, g Glance) (hipchat.GlanceContent, error) {
	c, err := a.caller(r)
	if err != nil {
		return hipchat.GlanceContent{}, err
	}
	content, err := g.Content(r.Context(), c)
	if err != nil {
		return content, err
	}
	if v := content.Check(); v != nil {
		return content, fmt.Errorf("the content of the glance %s: %w", g.Key, v)
	}
	return content, nil
}

// shared lets pages of any origin read the answer: it is for whoever brings a signature, and knows no cookies.
func shared(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Requested-With, X-Acpt")
	h.Set("Access-Control-Max-Age", "86400")
}

// ErrUnsupported says that the server is too old for what was asked. See Installation.Supports.
var ErrUnsupported = errors.New("addon: the server is too old for this")

// UpdateGlance shows new content at once to everybody in a room, or for "" in the group. Who comes later asks for it. A
// server of before 2.0 has no such method: ErrUnsupported. spec: connect, 7.2; product, 13.4.
func (in *Installation) UpdateGlance(ctx context.Context, room hipchat.ID, key string, content hipchat.GlanceContent) error {
	if v := content.Check(); v != nil {
		return fmt.Errorf("addon: the content of the glance %s: %w", key, v)
	}
	c, err := in.Client()
	if err != nil {
		return err
	}
	update := hipchat.GlanceUpdate{Key: key, Content: content}
	if room == "" {
		err = c.AddonUIUpdate(ctx, update)
	} else {
		err = c.RoomAddonUIUpdate(ctx, room, update)
	}
	if errors.Is(err, hipchat.ErrNotFound) && !in.Supports(hipchat.FeatureConnect) {
		return ErrUnsupported
	}
	return err
}

// wrong says which module a server would refuse, and why.
func wrong(kind, key string, v *hipchat.Violation) error {
	return fmt.Errorf("the %s %q: %w", kind, key, v)
}
