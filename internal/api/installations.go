package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
)

type installationView struct {
	ID       int64           `json:"id"`
	Key      string          `json:"key"`
	Name     string          `json:"name"`
	RoomID   *int64          `json:"room_id"`
	Scopes   []string        `json:"scopes"`
	OAuthID  string          `json:"oauth_id"`
	Created  time.Time       `json:"created"`
	Vendor   *hipchat.Vendor `json:"vendor"`
	Homepage *string         `json:"homepage"`
	Level    hipchat.Level   `json:"compat_level"`
	Active   bool            `json:"active"` // false: the add-on has not read its client yet
	Disabled bool            `json:"disabled"`
	Source   string          `json:"descriptor_url"`
	Update   *pendingUpdate  `json:"update"` // null: none is known

	Configurable bool `json:"configurable"` // it has a page for that
}

// pendingUpdate is a newer descriptor that nobody has agreed to yet.
type pendingUpdate struct {
	AddedScopes []string `json:"added_scopes"`
}

func showInstallation(in chat.Installation) installationView {
	v := installationView{ID: in.ID, Key: in.Key, Name: in.Name, Scopes: in.Scopes, OAuthID: in.OAuthID, Created: in.Created, Active: in.Active,
		Disabled: in.Disabled, Source: in.DescriptorURL, Update: pendingOf(in), Level: hipchat.Older(hipchat.LevelLatest, in.Level)}
	if in.Scopes == nil {
		v.Scopes = []string{}
	}
	if in.RoomID != 0 {
		v.RoomID = &in.RoomID
	}
	var d hipchat.Descriptor
	if json.Unmarshal(in.Descriptor, &d) == nil { // it was checked when it was installed
		v.Vendor, v.Configurable = d.Vendor, d.Capabilities.Configurable != nil
		if d.Links.Homepage != "" {
			v.Homepage = &d.Links.Homepage
		}
	}
	return v
}

func pendingOf(in chat.Installation) *pendingUpdate {
	var d hipchat.Descriptor
	if in.NewDescriptor == nil || json.Unmarshal(in.NewDescriptor, &d) != nil { // it was checked when it was noted
		return nil
	}
	return &pendingUpdate{connect.Preview{Descriptor: d, Update: &in}.Added()}
}

// listInstallations answers ?room=ID's add-ons, or the whole group's, or with ?everywhere=true these and all rooms'.
func (a *API) listInstallations(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	roomID, everywhere := q.number("room"), q.choice("everywhere", "true", "false") == "true"
	if q.err != nil {
		return q.err
	}
	all, err := a.installations(r, roomID, everywhere)
	if err != nil {
		return err
	}
	known, err := a.c.Addons.Connectivities(r.Context(), all)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, func(in chat.Installation) listedInstallation {
		return listedInstallation{showInstallation(in), showConnectivity(known[in.ID])}
	}))
	return nil
}

func (a *API) installations(r *http.Request, roomID int64, everywhere bool) ([]chat.Installation, error) {
	p := auth.PrincipalFrom(r.Context())
	if everywhere {
		return a.c.Addons.Everywhere(r.Context(), p)
	}
	return a.c.Addons.List(r.Context(), p, roomID)
}

type previewView struct {
	Preview    string                   `json:"preview"`
	URL        string                   `json:"url"`
	Descriptor descriptorView           `json:"descriptor"`
	Scopes     []hipchat.Scope          `json:"scopes"`
	Webhooks   []hipchat.WebhookRequest `json:"webhooks"`
	Powers     powersView               `json:"powers"`
	Rooms      bool                     `json:"rooms"`
	Group      bool                     `json:"group"`
	Needs      hipchat.Needs            `json:"needs"`    // of the network
	OwnHost    string                   `json:"own_host"` // the server's host name, where browsers open pages of the add-on under it as well
	Update     *updateView              `json:"update"`   // null: it is not installed there
	Advice     []string                 `json:"advice"`   // what is taken and passed over, for the descriptor's author
}

// updateView says what agreeing to a descriptor would change.
type updateView struct {
	Installation int64    `json:"installation"`
	Changed      bool     `json:"changed"` // false: this very descriptor is installed
	AddedScopes  []string `json:"added_scopes"`
}

type descriptorView struct {
	Key         string          `json:"key"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Vendor      *hipchat.Vendor `json:"vendor"`
	Homepage    string          `json:"homepage"`
}

// previewInstallation shows what a descriptor asks for; nothing is created.
func (a *API) previewInstallation(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		URL   string `json:"url"`
		Room  *int64 `json:"room"`
		Level string `json:"compat_level"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	level, v := hipchat.ParseLevel("compat_level", in.Level)
	if v != nil {
		return chat.Violates(v)
	}
	if in.Level == "" {
		level = "" // what it has there already
	}
	pre, err := a.c.Addons.Preview(r.Context(), auth.PrincipalFrom(r.Context()), in.URL, orZero(in.Room), level)
	if err != nil {
		return err
	}
	return a.answerPreview(w, pre)
}

func (a *API) answerPreview(w http.ResponseWriter, pre connect.Preview) error {
	powers, err := pre.Powers()
	if err != nil {
		return err
	}
	out := a.showPreview(pre)
	out.Powers = showPowers(powers)
	a.answer(w, http.StatusOK, out)
	return nil
}

func (a *API) showPreview(pre connect.Preview) previewView {
	d := pre.Descriptor
	out := previewView{
		Preview: pre.Ticket, URL: pre.URL, Rooms: d.AllowsRoom(), Group: d.AllowsGlobal(),
		Descriptor: descriptorView{d.Key, d.Name, d.Description, d.Vendor, d.Links.Homepage},
		Scopes:     []hipchat.Scope{}, Webhooks: d.Capabilities.Webhooks, Needs: d.Needs(pre.URL),
		OwnHost: a.c.Addons.OwnHost(d, pre.URL), Advice: append([]string{}, pre.Advice...),
	}
	for _, id := range d.Scopes() {
		if s, ok := hipchat.ScopeByID(id); ok {
			out.Scopes = append(out.Scopes, s)
		}
	}
	if out.Webhooks == nil {
		out.Webhooks = []hipchat.WebhookRequest{}
	}
	if pre.Update != nil {
		out.Update = &updateView{pre.Update.ID, pre.Changed(), pre.Added()}
	}
	return out
}

// install agrees to a preview.
func (a *API) install(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Preview    string `json:"preview"`
		Room       *int64 `json:"room"`
		RelayState string `json:"relay_state"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	installed, err := a.c.Addons.Install(r.Context(), auth.PrincipalFrom(r.Context()), in.Preview, orZero(in.Room), in.RelayState)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, showInstalled(installed))
	return nil
}

type installedView struct {
	installationView
	Open string `json:"open,omitempty"` // what the browser has to open; without an active installation nothing works before
}

func showInstalled(i connect.Installed) installedView {
	return installedView{showInstallation(i.Installation), i.Open}
}

// checkInstallation reads an installed add-on's descriptor again, and answers it like a preview.
func (a *API) checkInstallation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	pre, err := a.c.Addons.Check(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	return a.answerPreview(w, pre)
}

// rotateInstallation gives an add-on a new OAuth secret.
func (a *API) rotateInstallation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	installed, err := a.c.Addons.Rotate(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, showInstalled(installed))
	return nil
}

// changeInstallation disables an add-on or enables it again, and changes which release of HipChat Server it is shown.
func (a *API) changeInstallation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Disabled *bool   `json:"disabled"`
		Level    *string `json:"compat_level"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Disabled == nil && in.Level == nil {
		return chat.Violates(hipchat.Required("disabled"))
	}
	var changed chat.Installation
	p := auth.PrincipalFrom(r.Context())
	if in.Level != nil {
		level, v := hipchat.ParseLevel("compat_level", *in.Level)
		if v != nil {
			return chat.Violates(v)
		}
		if changed, err = a.c.Addons.SetLevel(r.Context(), p, id, level); err != nil {
			return err
		}
	}
	if in.Disabled != nil {
		if changed, err = a.c.Addons.SetDisabled(r.Context(), p, id, *in.Disabled); err != nil {
			return err
		}
	}
	a.answer(w, http.StatusOK, showInstallation(changed))
	return nil
}

func (a *API) uninstall(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	open, err := a.c.Addons.Uninstall(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	if open != "" {
		a.answer(w, http.StatusOK, map[string]string{"open": open})
		return nil
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func orZero(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}
