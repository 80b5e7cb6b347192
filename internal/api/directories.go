package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/signin"
)

// directoryView is a directory as an administrator sees it.
type directoryView struct {
	signin.Directory
	HasSecret bool         `json:"has_secret"`
	Fixed     bool         `json:"fixed"`     // it stands in the server's file
	LastSync  *signin.Sync `json:"last_sync"` // since the server started
}

func (a *API) directoryView(d signin.Described[signin.Directory]) directoryView {
	v := directoryView{Directory: d.Source, HasSecret: d.HasSecret, Fixed: d.Fixed}
	v.BindPassword = ""
	if done, ok := a.c.Sources.LastSync(d.Source.Key); ok {
		v.LastSync = &done
	}
	return v
}

func (a *API) putDirectory(w http.ResponseWriter, r *http.Request) error {
	var d signin.Directory
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &d); err != nil {
		return err
	}
	d.Key = r.PathValue("key")
	if err := a.c.Sources.SaveDirectory(r.Context(), d); err != nil {
		return err
	}
	return a.listSources(w, r)
}

// lookAtDirectory tries a directory out before it is saved, and with it a person's login and password.
func (a *API) lookAtDirectory(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		signin.Directory
		TryLogin    string `json:"try_login"`
		TryPassword string `json:"try_password"`
	}
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	in.Key = r.PathValue("key")
	found, err := a.c.Sources.LookAtDirectory(r.Context(), in.Directory, in.TryLogin, in.TryPassword)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, list[signin.Finding]{found})
	return nil
}

// syncDirectory deactivates the accounts of who is gone from a directory.
func (a *API) syncDirectory(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Anyway bool `json:"anyway"` // although suspiciously many are gone
	}
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	done, err := a.c.Sources.SyncNow(r.Context(), r.PathValue("key"), in.Anyway)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, done)
	return nil
}

// orderDirectories sets which directory is asked first.
func (a *API) orderDirectories(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Keys []string `json:"keys"`
	}
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Sources.OrderDirectories(r.Context(), in.Keys); err != nil {
		return err
	}
	return a.listSources(w, r)
}
