package addon

import (
	"context"
	"errors"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

func (a *Addon) serveUninstall(w http.ResponseWriter, r *http.Request) {
	done := a.observed("uninstall")
	err := a.uninstall(r.Context(), r.PathValue("id"))
	done(err)
	if err != nil {
		a.fail(w, r, "a removal", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// uninstall forgets an installation whose credentials are dead. Anybody can send this, so it is only a reason to look. One
// that is not there is not there. spec: connect, 3.6.
func (a *Addon) uninstall(ctx context.Context, oauthID string) error {
	rec, err := a.opt.Store.Get(ctx, oauthID)
	if errors.Is(err, ErrNotInstalled) {
		return nil
	}
	if err != nil {
		return err
	}
	switch _, err := a.firstToken(ctx, rec); {
	case err == nil:
		return refuse(http.StatusForbidden, "The installation is alive: its credentials still get tokens")
	case !errors.Is(err, hipchat.ErrUnauthorized):
		return refuse(http.StatusServiceUnavailable, "Whether the installation has gone cannot be found out now").because(err)
	}
	return a.forget(ctx, rec, "it was removed")
}

// forget ends an installation that its server does not know any more.
func (a *Addon) forget(ctx context.Context, rec Record, why string) error {
	if err := a.drop(ctx, rec); err != nil {
		return err
	}
	a.opt.Log.InfoContext(ctx, "uninstalled", "oauth_id", rec.OAuthID, "server", rec.CapabilitiesURL, "why", why)
	if a.opt.Uninstalled != nil {
		a.opt.Uninstalled(ctx, rec)
	}
	return nil
}

func (a *Addon) drop(ctx context.Context, rec Record) error {
	a.live.drop(rec.OAuthID)
	if err := a.opt.Store.Delete(ctx, rec.OAuthID); err != nil && !errors.Is(err, ErrNotInstalled) {
		return err
	}
	return nil
}
