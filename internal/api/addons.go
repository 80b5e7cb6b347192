package api

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
)

type addonView struct {
	ID       int64           `json:"id"` // of the installation
	Key      string          `json:"key"`
	Name     string          `json:"name"`
	RoomID   *int64          `json:"room_id"` // null: it is the whole group's
	Vendor   *hipchat.Vendor `json:"vendor"`
	Homepage string          `json:"homepage"`
	Scopes   []string        `json:"scopes"`
	Disabled bool            `json:"disabled"`
	Pages    []string        `json:"pages"`          // which of configurable and adminPage the caller may open here
	Managed  bool            `json:"managed"`        // the caller may update and remove it
	Source   string          `json:"descriptor_url"` // empty for who may not
	OwnHost  string          `json:"own_host"`       // the server's host name, where browsers open pages of the add-on under it as well
	About    string          `json:"description"`
	Powers   powersView      `json:"powers"`
}

func showAddon(a connect.Addon, ownHost string) addonView {
	v := addonView{
		ID: a.ID, Key: a.Key, Name: a.Name, Vendor: a.Descriptor.Vendor, Homepage: a.Descriptor.Links.Homepage, Scopes: a.Scopes,
		Disabled: a.Disabled, Pages: a.Pages, Managed: a.Managed, OwnHost: ownHost,
		About: a.Descriptor.Description, Powers: showPowers(a.Powers),
	}
	if v.Scopes == nil {
		v.Scopes = []string{}
	}
	if a.RoomID != 0 {
		v.RoomID = &a.RoomID
	}
	if a.Managed {
		v.Source = a.DescriptorURL
	}
	return v
}

// getAddon answers an installed add-on by its key, as the caller meets it in ?room=ID or outside of rooms.
func (a *API) getAddon(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	roomID := q.number("room")
	if q.err != nil {
		return q.err
	}
	addon, err := a.c.Addons.Addon(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("key"), roomID)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, showAddon(addon, a.c.Addons.OwnHost(addon.Descriptor, addon.DescriptorURL)))
	return nil
}

// metAddonView is an add-on in a list for the people among whom it is.
type metAddonView struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	RoomID   *int64 `json:"room_id"` // null: it is the whole group's
	Disabled bool   `json:"disabled"`
}

// listAddons answers the add-ons that people meet in ?room=ID, or those of the group.
func (a *API) listAddons(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	roomID := q.number("room")
	if q.err != nil {
		return q.err
	}
	here, err := a.c.Addons.Here(r.Context(), auth.PrincipalFrom(r.Context()), roomID)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(here, func(in chat.Installation) metAddonView {
		v := metAddonView{Key: in.Key, Name: in.Name, Disabled: in.Disabled}
		if in.RoomID != 0 {
			v.RoomID = &in.RoomID
		}
		return v
	}))
	return nil
}
