package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// inviteUser makes an account whose person chooses the password, and answers the link to hand over. Who has not come
// yet gets a new one.
func (a *API) inviteUser(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name  string `json:"name"`
		Email string `json:"email"`
		Title string `json:"title"`
		Admin bool   `json:"admin"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	u, err := a.c.Chat.InviteUser(r.Context(), auth.PrincipalFrom(r.Context()), chat.User{Name: in.Name, Email: in.Email, Title: in.Title, Admin: in.Admin})
	if err != nil {
		return err
	}
	return a.answerLink(w, r, u)
}

// lookAtInvitation tells whom a link invites. The token comes in the body, where no log and no referrer has it.
func (a *API) lookAtInvitation(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token string `json:"token"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	u, err := a.c.Invited.Look(r.Context(), in.Token)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	}{u.Name, u.Email})
	return nil
}

// acceptInvitation sets the password of who was invited and signs them in.
func (a *API) acceptInvitation(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token    string `json:"token"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	u, err := a.c.Invited.Accept(r.Context(), in.Token, in.Password)
	if err != nil {
		return err
	}
	a.c.Chat.SignInsEnded(u.ID) // who followed the link of a reset was signed in with another password
	return a.enter(w, r, u, chat.Session{Method: chat.ByInvitation}, http.StatusCreated)
}
