package addon

import (
	"context"
	"errors"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

func (a *Addon) serveUpdate(w http.ResponseWriter, r *http.Request) {
	done := a.observed("update")
	var p payload
	err := readJSON(w, r, maxPayload, &p)
	if err == nil {
		_, err = a.update(r.Context(), p)
	}
	done(err)
	if err != nil {
		a.fail(w, r, "an update", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// update agrees to what the descriptor says now: the client stays, its scopes may be others. Anybody can send this, so it
// names no other server than the one that is known, and the credentials go nowhere else. spec: connect, 3.7.
func (a *Addon) update(ctx context.Context, p payload) (*Installation, error) {
	in, err := p.check(false)
	if err != nil {
		return nil, err
	}
	rec, err := a.opt.Store.Get(ctx, in.OAuthID)
	if errors.Is(err, ErrNotInstalled) {
		return nil, refuse(http.StatusNotFound, "There is no installation with that oauthId")
	}
	if err != nil {
		return nil, err
	}
	if rec.CapabilitiesURL != in.CapabilitiesURL {
		return nil, refuse(http.StatusConflict, "The installation belongs to another capabilitiesUrl; remove it and install it again")
	}
	fresh, err := a.tried(ctx, hipchat.InstallPayload{
		CapabilitiesURL: rec.CapabilitiesURL, OAuthID: rec.OAuthID, OAuthSecret: rec.OAuthSecret, GroupID: rec.GroupID, RoomID: rec.RoomID,
	})
	if err != nil {
		return nil, err
	}
	fresh.Installed, fresh.Version = rec.Installed, rec.Version
	installation, err := a.change(ctx, fresh)
	if errors.Is(err, ErrNotInstalled) {
		return nil, refuse(http.StatusConflict, "The installation was changed or removed meanwhile")
	}
	if err != nil {
		return nil, err
	}
	a.opt.Log.InfoContext(ctx, "updated", "oauth_id", rec.OAuthID, "server", rec.CapabilitiesURL, "scopes", fresh.Scopes)
	if err := a.tell(ctx, a.opt.Updated, installation); err != nil {
		rec.Version = installation.Record().Version
		_, undone := a.change(ctx, rec)
		return nil, errors.Join(refuse(http.StatusInternalServerError, "The add-on refuses: %s", err).because(err), undone)
	}
	return installation, nil
}
