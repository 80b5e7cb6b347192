package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/connect"
)

type commandView struct {
	Command   string `json:"command"` // without the slash
	AddonKey  string `json:"addon_key"`
	AddonName string `json:"addon_name"`
	Name      string `json:"name"` // of the webhook that waits for it
}

func showCommand(c connect.Command) commandView {
	return commandView{c.Word, c.AddonKey, c.AddonName, c.Name}
}

// listCommands lists what add-ons and webhooks wait for in a conversation, read from their patterns.
func (a *API) listCommands(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	all, err := a.c.Addons.Commands(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, showCommand))
	return nil
}
