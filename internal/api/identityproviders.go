package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/signin"
)

// identityProviderView is an identity provider of SAML as an administrator sees it: without the key that only this server has.
type identityProviderView struct {
	signin.IdentityProvider
	Fixed          bool   `json:"fixed"`            // it stands in the server's file
	OwnMetadataURL string `json:"own_metadata_url"` // what this server is called there, and where it describes itself
	ConsumerURL    string `json:"consumer_url"`     // where people are sent back to
}

func (a *API) identityProvider(d signin.Described[signin.IdentityProvider]) identityProviderView {
	v := identityProviderView{d.Source, d.Fixed, a.c.Sources.MetadataURL(d.Source.Key), a.c.Sources.ConsumerURL(d.Source.Key)}
	v.PrivateKey = ""
	return v
}

// readIdentityProvider reads the identity provider that the caller, an administrator, describes.
func (a *API) readIdentityProvider(r *http.Request) (p signin.IdentityProvider, err error) {
	if err := onlyAdmins(r); err != nil {
		return p, err
	}
	err = decode(r, &p)
	p.Key = r.PathValue("key")
	p.Certificate, p.PrivateKey = "", "" // made here
	return p, err
}

func (a *API) putIdentityProvider(w http.ResponseWriter, r *http.Request) error {
	p, err := a.readIdentityProvider(r)
	if err != nil {
		return err
	}
	if err := a.c.Sources.SaveIdentityProvider(r.Context(), p); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// lookAtIdentityProvider tries an identity provider out before it is saved.
func (a *API) lookAtIdentityProvider(w http.ResponseWriter, r *http.Request) error {
	p, err := a.readIdentityProvider(r)
	if err != nil {
		return err
	}
	found, err := a.c.Sources.LookAtIdentityProvider(r.Context(), p)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, list[signin.Finding]{found})
	return nil
}
