package api

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// updateUser changes what is given of an account.
func (a *API) updateUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Name        *string `json:"name"`
		MentionName *string `json:"mention_name"`
		Email       *string `json:"email"`
		Title       *string `json:"title"`
		Timezone    *string `json:"timezone"`
		Admin       *bool   `json:"admin"`
		Password    *string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	p, ref := auth.PrincipalFrom(r.Context()), strconv.FormatInt(id, 10)
	if _, err := a.c.Chat.Changeable(r.Context(), p, ref); err != nil {
		return err // before the password is hashed, which is costly
	}
	patch := chat.UserPatch{
		Name: in.Name, MentionName: in.MentionName, Email: in.Email, Title: in.Title, Timezone: in.Timezone, Admin: in.Admin,
	}
	if in.Password != nil {
		hash, err := a.c.Passwords.Hash(r.Context(), *in.Password)
		if err != nil {
			return err
		}
		patch.PasswordHash = &hash
	}
	u, err := a.c.Chat.UpdateUser(r.Context(), p, ref, patch)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.user(u))
	return nil
}

// deleteUser deactivates an account.
func (a *API) deleteUser(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.DeleteUser(r.Context(), auth.PrincipalFrom(r.Context()), strconv.FormatInt(id, 10)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
