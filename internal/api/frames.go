package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/connect"
)

type signedURLView struct {
	URL   string    `json:"url"`
	JWT   string    `json:"jwt,omitempty"`
	Until time.Time `json:"until"`
}

// signURL answers the address of an add-on's page, or of what a glance shows, for the caller's browser to open now.
func (a *API) signURL(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Kind      string            `json:"kind"`
		Key       string            `json:"key"`
		Room      *int64            `json:"room"`
		Theme     string            `json:"theme"`
		Channel   string            `json:"channel"`
		Variables map[string]string `json:"variables"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	signed, err := a.c.Addons.SignURL(r.Context(), auth.PrincipalFrom(r.Context()), connect.Frame{
		InstallationID: id, Kind: in.Kind, Key: in.Key, RoomID: orZero(in.Room),
		Theme: in.Theme, Channel: in.Channel, Variables: in.Variables,
	})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, signedURLView{signed.URL, signed.JWT, signed.Until})
	return nil
}

type frameTokenView struct {
	JWT   string    `json:"jwt"`
	Until time.Time `json:"until"` // ask for a new one after that
}

// frameToken answers what an add-on's page proves to its own server who looks at it with.
func (a *API) frameToken(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Kind string `json:"kind"`
		Key  string `json:"key"`
		Room *int64 `json:"room"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	f := connect.Frame{InstallationID: id, Kind: in.Kind, Key: in.Key, RoomID: orZero(in.Room)}
	token, until, err := a.c.Addons.Token(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, frameTokenView{token, until})
	return nil
}
