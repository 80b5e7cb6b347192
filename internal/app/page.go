package app

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/webui"
)

// page answers the page. Signed in, it may call the add-ons whose glances it shows; nobody else is told which add-ons
// there are.
func (a *App) page(w http.ResponseWriter, r *http.Request) { webui.Index(w, r, a.glanceOrigins(r)...) }

// glanceOrigins is empty when it cannot be known: the page works without what it cannot call.
func (a *App) glanceOrigins(r *http.Request) []string {
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return nil
	}
	if _, err := a.tokens.Cookie(r.Context(), c.Value); err != nil {
		return nil
	}
	origins, err := a.addons.QueryOrigins(r.Context())
	if err != nil {
		a.log.WarnContext(r.Context(), "the page will not ask glances", "error", err)
	}
	return origins
}
