package api

import (
	"encoding/json"
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/connect"
)

type partView struct {
	Installation int64           `json:"installation"`
	AddonKey     string          `json:"addon_key"`
	AddonName    string          `json:"addon_name"`
	Scopes       []string        `json:"scopes"` // what the add-on was granted
	Kind         string          `json:"kind"`
	Key          string          `json:"key"`
	Module       json.RawMessage `json:"module"`             // as the add-on declared it
	Content      json.RawMessage `json:"content"`            // of a glance; null when the add-on has said nothing yet
	ForRoom      bool            `json:"for_room,omitempty"` // the content was said of this room alone
	ForUser      bool            `json:"for_user,omitempty"` // the content was said to this person alone
}

func showPart(p connect.Part) partView {
	return partView{
		p.InstallationID, p.AddonKey, p.AddonName, p.Scopes, p.Kind, p.Key, p.Body, p.Said.Content, p.Said.RoomID != 0, p.Said.UserID != 0,
	}
}

type sidebarView struct {
	list[partView]
	Framed map[string][]string `json:"framed,omitempty"` // by an add-on's key, the origins that its pages are declared at
}

// listParts answers what add-ons show in a room: glances with their content, panels, dialogs, actions, pages.
func (a *API) listParts(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	s, err := a.c.Addons.Sidebar(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, sidebarView{listOf(s.Parts, showPart), s.Framed})
	return nil
}
