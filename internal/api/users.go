package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func (a *API) listUsers(w http.ResponseWriter, r *http.Request) error {
	users, err := a.c.Chat.Users(r.Context(), chat.UserFilter{IncludeGuests: true})
	if err != nil {
		return err
	}
	return a.answerRoster(w, r, listOf(users, a.user))
}

// createUser makes an account. A password is made up when none is given, and shown this once.
func (a *API) createUser(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name        string `json:"name"`
		Email       string `json:"email"`
		MentionName string `json:"mention_name"`
		Password    string `json:"password"`
		Admin       bool   `json:"admin"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := chat.MayCreateUsers(auth.PrincipalFrom(r.Context())); err != nil {
		return err // before the password is hashed, which is costly
	}
	out := struct {
		User     userView `json:"user"`
		Password string   `json:"password,omitempty"`
	}{}
	if in.Password == "" {
		out.Password = auth.RandomText(16)
		in.Password = out.Password
	}
	hash, err := a.c.Passwords.Hash(r.Context(), in.Password)
	if err != nil {
		return err
	}
	u, err := a.c.Chat.CreateUser(r.Context(), auth.PrincipalFrom(r.Context()), chat.User{
		Name: in.Name, Email: in.Email, MentionName: in.MentionName, Admin: in.Admin,
	}, hash)
	if err != nil {
		return err
	}
	out.User = a.user(u)
	a.answer(w, http.StatusCreated, out)
	return nil
}

func (a *API) openDirectChat(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	c, err := a.c.Chat.OpenDirectChat(r.Context(), p, id)
	if err != nil {
		return err
	}
	return a.answerConversation(w, r, p, c)
}
