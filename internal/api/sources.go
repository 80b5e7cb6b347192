package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/signin"
)

// providerView is a provider as an administrator sees it.
type providerView struct {
	signin.Provider
	HasSecret   bool   `json:"has_secret"`
	Fixed       bool   `json:"fixed"` // it stands in the server's file
	RedirectURL string `json:"redirect_url"`
}

// listSources shows who vouches for people from outside.
func (a *API) listSources(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	providers, err := a.c.Sources.Providers(r.Context())
	if err != nil {
		return err
	}
	identityProviders, err := a.c.Sources.IdentityProviders(r.Context())
	if err != nil {
		return err
	}
	directories, err := a.c.Sources.Directories(r.Context())
	if err != nil {
		return err
	}
	provisioners, err := a.provisioners(r)
	if err != nil {
		return err
	}
	passwords, err := a.c.Sources.Passwords(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		Providers         []providerView         `json:"providers"`
		IdentityProviders []identityProviderView `json:"identity_providers"`
		Directories       []directoryView        `json:"directories"`
		Provisioners      []provisionerView      `json:"provisioners"`
		Presets           []signin.Preset        `json:"presets"`
		Passwords         string                 `json:"passwords"` // whose passwords of this server are good
	}{listOf(providers, a.provider).Items, listOf(identityProviders, a.identityProvider).Items, listOf(directories, a.directoryView).Items, provisioners, signin.Presets(), passwords})
	return nil
}

func (a *API) provider(d signin.Described[signin.Provider]) providerView {
	v := providerView{d.Source, d.HasSecret, d.Fixed, a.c.Sources.RedirectURL(d.Source.Key)}
	v.ClientSecret = ""
	return v
}

// setPasswords says whose passwords of this server are good.
func (a *API) setPasswords(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Passwords string `json:"passwords"`
	}
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Sources.SetPasswords(r.Context(), in.Passwords); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// readProvider reads the provider that the caller, an administrator, describes.
func (a *API) readProvider(r *http.Request) (p signin.Provider, err error) {
	if err := onlyAdmins(r); err != nil {
		return p, err
	}
	err = decode(r, &p)
	p.Key = r.PathValue("key")
	return p, err
}

func (a *API) putProvider(w http.ResponseWriter, r *http.Request) error {
	p, err := a.readProvider(r)
	if err != nil {
		return err
	}
	if err := a.c.Sources.SaveProvider(r.Context(), p); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// lookAtProvider tries a provider out before it is saved.
func (a *API) lookAtProvider(w http.ResponseWriter, r *http.Request) error {
	p, err := a.readProvider(r)
	if err != nil {
		return err
	}
	found, err := a.c.Sources.LookAt(r.Context(), p)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, list[signin.Finding]{found})
	return nil
}

func (a *API) deleteSource(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := a.c.Sources.Remove(r.Context(), r.PathValue("key")); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// doors are the ways to sign in that the page shows to who is not.
type doors struct {
	Providers []signin.Door `json:"providers"`
	Names     bool          `json:"names"` // people sign in by other names than their address, too
}

func (a *API) doors(r *http.Request) (*doors, error) {
	all, err := a.c.Sources.Doors(r.Context())
	if err != nil {
		return nil, err
	}
	names, err := a.c.Sources.Named(r.Context())
	return &doors{all, names}, err
}

// cameBy is the key of the provider by which a browser came in; empty: by none.
func (a *API) cameBy(r *http.Request, p *chat.Principal) string {
	if p.Kind != "" {
		return ""
	}
	session, err := a.c.Tokens.SessionOf(r.Context(), p)
	if err != nil || session.Method != chat.ByProvider {
		return ""
	}
	return session.Source
}
