package api

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

// putMember puts a person on a room's list, or changes what they may do there.
func (a *API) putMember(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Role string `json:"role"` // room_member or room_admin
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	role, err := chat.RoleOf("role", []string{in.Role})
	if err != nil {
		return err
	}
	if err := a.c.Chat.AddMember(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("id"), r.PathValue("user"), role); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) deleteMember(w http.ResponseWriter, r *http.Request) error {
	err := a.c.Chat.RemoveMember(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("id"), r.PathValue("user"))
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// inviteToRoom writes a person why they should come.
func (a *API) inviteToRoom(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		User   int64  `json:"user"`
		Reason string `json:"reason"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	page := func(room chat.Room) string { return a.c.Base + "/chat/room/" + strconv.FormatInt(room.ID, 10) }
	err := a.c.Chat.InviteToRoom(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("id"), strconv.FormatInt(in.User, 10), in.Reason, page)
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) setRoomAvatar(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Avatar string `json:"avatar"` // in base64
	}
	b, err := body(r, files.MaxPictureText)
	if err != nil {
		return err
	}
	if err := unmarshal(b, &in); err != nil {
		return err
	}
	pic, err := a.c.Files.Avatar(r.Context(), "avatar", in.Avatar)
	if err != nil {
		return err
	}
	return a.answerAvatar(w, r, &pic)
}

func (a *API) deleteRoomAvatar(w http.ResponseWriter, r *http.Request) error {
	return a.answerAvatar(w, r, nil)
}

func (a *API) answerAvatar(w http.ResponseWriter, r *http.Request, pic *chat.Picture) error {
	p := auth.PrincipalFrom(r.Context())
	if err := a.c.Chat.SetRoomAvatar(r.Context(), p, r.PathValue("id"), pic); err != nil {
		return err
	}
	room, err := a.c.Chat.RoomNow(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.answerRoom(w, r, http.StatusOK, room)
}
