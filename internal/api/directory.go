package api

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

// listDirectory answers the add-ons that are known to work on self-hosted servers, with ?all=true all there are.
func (a *API) listDirectory(w http.ResponseWriter, r *http.Request) error {
	entries, err := a.c.Directory.Entries(r.Context())
	if err != nil {
		return err
	}
	all := r.URL.Query().Get("all") == "true"
	shown := list[hipchat.CatalogueEntry]{Items: []hipchat.CatalogueEntry{}}
	for _, e := range entries {
		if all || e.SelfHosted {
			shown.Items = append(shown.Items, e)
		}
	}
	a.answer(w, http.StatusOK, shown)
	return nil
}

// getDirectoryEntry answers one add-on of the directory.
func (a *API) getDirectoryEntry(w http.ResponseWriter, r *http.Request) error {
	e, err := a.c.Directory.Entry(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, e)
	return nil
}
