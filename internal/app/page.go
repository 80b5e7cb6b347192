package app

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/webui"
)

// page answers the page. Signed in, it may call the add-ons whose glances it shows, and show the pages of add-ons in
// frames; nobody else is told which add-ons there are.
func (a *App) page(w http.ResponseWriter, r *http.Request) { webui.Index(w, r, a.origins(r)) }

// origins are empty when they cannot be known: the page works without what it cannot call and show.
func (a *App) origins(r *http.Request) webui.Reach {
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return webui.Reach{}
	}
	p, err := a.tokens.Cookie(r.Context(), c.Value)
	if err != nil {
		return webui.Reach{}
	}
	origins, err := a.addons.Origins(r.Context(), p)
	if err != nil {
		a.log.WarnContext(r.Context(), "the page will show no add-ons", "error", err)
	}
	if p.User.Guest {
		origins.Framed = nil // spec: connect-js, 9
	}
	return webui.Reach{Call: origins.Asked, Frame: origins.Framed}
}
