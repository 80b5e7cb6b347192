package api

import (
	"errors"
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// hookCheckView is what calls with a token's hook address must prove. The secret itself is never shown.
type hookCheckView struct {
	Scheme    string   `json:"scheme"`
	HasSecret bool     `json:"has_secret"`
	Networks  []string `json:"networks"`
	Collapse  bool     `json:"collapse_bursts"` // what comes too quickly is counted; else it is refused
}

func showHookCheck(c chat.HookCheck) hookCheckView {
	return hookCheckView{Scheme: string(c.Scheme), HasSecret: c.SealedSecret != nil, Networks: append([]string{}, c.Networks...), Collapse: !c.RefuseBursts}
}

func (a *API) getHookCheck(w http.ResponseWriter, r *http.Request) error {
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	c, err := a.c.HookChecks.Of(r.Context(), t.ID)
	if err == nil {
		a.answer(w, http.StatusOK, showHookCheck(c))
	}
	return err
}

func (a *API) setHookCheck(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Scheme   string   `json:"scheme"`
		Secret   string   `json:"secret"` // empty: as it is
		Networks []string `json:"networks"`
		Collapse *bool    `json:"collapse_bursts"` // missing: as it is
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	t, err := a.hookToken(r)
	if err != nil {
		return err
	}
	var refuse *bool
	if in.Collapse != nil {
		no := !*in.Collapse
		refuse = &no
	}
	c, err := a.c.HookChecks.Set(r.Context(), t, in.Scheme, in.Secret, in.Networks, refuse)
	if err == nil {
		a.answer(w, http.StatusOK, showHookCheck(c))
	}
	return err
}

// hookToken is the path's token, a room's, when the caller may integrate with that room. Who made it long ago may not
// any more.
func (a *API) hookToken(r *http.Request) (t chat.Token, err error) {
	id, err := pathID(r)
	if err != nil {
		return t, err
	}
	p := auth.PrincipalFrom(r.Context())
	missing := chat.Errorf(chat.NotFound, "There is no room token %d", id)
	t, err = a.c.Store.Token(r.Context(), id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && t.Kind != chat.TokenRoom {
		return t, missing
	}
	if err != nil {
		return t, err
	}
	room, err := a.c.Chat.RoomByID(r.Context(), p, t.RoomID)
	if err != nil {
		return t, missing
	}
	return t, a.c.Chat.CanIntegrate(r.Context(), p, room)
}
