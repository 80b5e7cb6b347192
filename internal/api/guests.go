package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	guestLife     = 12 * time.Hour // how long a guest may stay without coming in anew
	maxGuestTries = 30             // through one link
	guestTriesIn  = 5 * time.Minute
)

// lookAtGuestLink tells where a guest link leads. The token comes in the body, where no log has it.
func (a *API) lookAtGuestLink(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token string `json:"token"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	room, err := a.c.Chat.GuestRoom(r.Context(), in.Token)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		ID    int64  `json:"id"`
		Name  string `json:"name"`
		Topic string `json:"topic"`
	}{room.ID, room.Name, room.Topic})
	return nil
}

// enterAsGuest lets somebody without an account in.
func (a *API) enterAsGuest(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token string `json:"token"`
		Name  string `json:"name"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if p := auth.PrincipalFrom(r.Context()); p != nil && !p.User.Guest {
		return chat.Errorf(chat.Conflict, "You are signed in: go to the room itself")
	}
	room, err := a.c.Chat.GuestRoom(r.Context(), in.Token)
	if err != nil {
		return err
	}
	if _, ok := a.guestTries.Take(in.Token); !ok { // only of links that there are: others are as long as their sender likes
		return chat.Errorf(chat.TooMany, "Too many guests came at once. Try again in a few minutes")
	}
	room, u, after, err := a.c.Chat.EnterAsGuest(r.Context(), in.Token, in.Name)
	if err != nil {
		return err
	}
	return a.let(w, r, chat.Session{
		UserID: u.ID, Agent: r.UserAgent(), RoomID: room.ID, After: after, Expires: a.c.Now().UTC().Add(guestLife),
	}, u, http.StatusCreated)
}
