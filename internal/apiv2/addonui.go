package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/connect"
)

func addonUIRoutes() []Route {
	update := func(pattern, name, summary string, rt Route) Route {
		rt.Method, rt.Pattern, rt.Name, rt.Summary = post, pattern, name, summary
		rt.Body, rt.Status, rt.Since, rt.handle = hipchat.UIUpdate{}, http.StatusNoContent, hipchat.FeatureConnect, (*API).updateUI
		return rt
	}
	return []Route{
		update("/v2/addon/ui", "addon_ui_update",
			"Says what the add-on's glances show to everybody.", Route{Classes: groupAddons}),
		update("/v2/addon/ui/room/{room}", "room_addon_ui_update",
			"Says what the add-on's glances show to everybody in one room.", Route{Classes: addons}),
		update("/v2/addon/ui/room/{room}/user/{user}", "user_in_room_addon_ui_update",
			"Says what the add-on's glances show to one person in one room.", Route{Classes: addons}),
		update("/v2/addon/ui/user/{user}", "user_addon_ui_update",
			"Says what the add-on's glances show to one person.", Route{Classes: groupAddons}),
	}
}

// updateUI keeps and shows what an add-on says of its glances.
// spec: rest-v2, addon_ui_update, room_addon_ui_update, user_in_room_addon_ui_update, user_addon_ui_update
func (a *API) updateUI(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	to, err := a.audience(r)
	if err != nil {
		return err
	}
	var in hipchat.UIUpdate
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.addons.UpdateUI(r.Context(), p, to, in); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// audience is whom the path names.
func (a *API) audience(r *http.Request) (to connect.Audience, err error) {
	if ref := r.PathValue("room"); ref != "" {
		room, err := a.chat.Room(r.Context(), auth.PrincipalFrom(r.Context()), ref)
		if err != nil {
			return to, err
		}
		to.Room = &room
	}
	if ref := r.PathValue("user"); ref != "" {
		user, err := a.chat.User(r.Context(), ref)
		if err != nil {
			return to, err
		}
		to.User = &user
	}
	return to, nil
}
