package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/signin"
)

// provisionerView is an identity provider that provisions, as an administrator sees it.
type provisionerView struct {
	signin.Provisioner
	URL   string             `json:"url"`   // what the identity provider is given
	Token *provisioningToken `json:"token"` // null: it has none
}

type provisioningToken struct {
	Created  time.Time  `json:"created"`
	LastUsed *time.Time `json:"last_used"`
}

// provisioners answers who provisions.
func (a *API) provisioners(r *http.Request) ([]provisionerView, error) {
	all, err := a.c.Sources.Provisioners(r.Context())
	if err != nil {
		return nil, err
	}
	shown := []provisionerView{}
	for _, p := range all {
		v := provisionerView{Provisioner: p, URL: a.c.Sources.ProvisioningURL()}
		t, err := a.c.Sources.TokenOf(r.Context(), p)
		if err == nil {
			v.Token = &provisioningToken{t.Created, timeOrNull(t.LastUsed)}
		} else if !errors.Is(err, chat.ErrNotFound) {
			return nil, err
		}
		shown = append(shown, v)
	}
	return shown, nil
}

func (a *API) putProvisioner(w http.ResponseWriter, r *http.Request) error {
	var p signin.Provisioner
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &p); err != nil {
		return err
	}
	p.Key = r.PathValue("key")
	if err := a.c.Sources.SaveProvisioner(r.Context(), p); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// makeProvisioningToken makes an identity provider's token, which is shown this once, in the place of the one that it had.
func (a *API) makeProvisioningToken(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if auth.PrincipalFrom(r.Context()).Kind != "" {
		return chat.Errorf(chat.Forbidden, "Tokens are made on the page: a token makes no others")
	}
	text, _, err := a.c.Sources.ProvisioningToken(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, struct {
		Token string `json:"token"`
		URL   string `json:"url"`
	}{text, a.c.Sources.ProvisioningURL()})
	return nil
}

func (a *API) deleteProvisioningToken(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := a.c.Sources.EndProvisioningToken(r.Context(), r.PathValue("key")); err != nil {
		return err
	}
	return a.listSources(w, r)
}
