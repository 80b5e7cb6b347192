package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// rotateSecrets makes a new key and seals everything with it that the database has sealed.
func (a *API) rotateSecrets(w http.ResponseWriter, r *http.Request) error {
	if !auth.PrincipalFrom(r.Context()).GroupAdmin() {
		return chat.Errorf(chat.Forbidden, "Only a group administrator may change the key that secrets are sealed with")
	}
	n, err := a.c.Keys.Change(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, map[string]int{"resealed": n})
	return nil
}
