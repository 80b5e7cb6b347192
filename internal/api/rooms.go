package api

import (
	"context"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func (a *API) listRooms(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	rooms, err := a.c.Chat.Rooms(r.Context(), p, chat.RoomFilter{IncludeArchived: true})
	if err != nil {
		return err
	}
	follows, err := a.c.Chat.Follows(r.Context(), p)
	if err != nil {
		return err
	}
	administers, err := a.c.Chat.Administers(r.Context(), p)
	if err != nil {
		return err
	}
	return a.answerRoster(w, r, listOf(rooms, func(room chat.Room) roomView {
		return a.roomAs(p, room, follows[room.ConversationID], administers(room))
	}))
}

type roomInput struct {
	Name     *string `json:"name"`
	Topic    *string `json:"topic"`
	Privacy  *string `json:"privacy"`
	Archived *bool   `json:"archived"`

	GuestAccess *bool `json:"guest_access"`
}

func (in roomInput) private() (*bool, error) {
	if in.Privacy == nil {
		return nil, nil
	}
	private := *in.Privacy == hipchat.PrivacyPrivate
	if !private && *in.Privacy != hipchat.PrivacyPublic {
		return nil, chat.Violates(hipchat.NotIn("privacy", *in.Privacy, []string{hipchat.PrivacyPublic, hipchat.PrivacyPrivate}))
	}
	return &private, nil
}

func (a *API) createRoom(w http.ResponseWriter, r *http.Request) error {
	var in roomInput
	if err := decode(r, &in); err != nil {
		return err
	}
	private, err := in.private()
	if err != nil {
		return err
	}
	var room chat.Room
	if in.Name != nil {
		room.Name = *in.Name
	}
	if in.Topic != nil {
		room.Topic = *in.Topic
	}
	room.Private = private != nil && *private
	room.GuestAccess = in.GuestAccess != nil && *in.GuestAccess
	p := auth.PrincipalFrom(r.Context())
	if room, err = a.c.Chat.CreateRoom(r.Context(), p, room); err != nil {
		return err
	}
	return a.answerRoom(w, r, http.StatusCreated, room)
}

func (a *API) answerRoom(w http.ResponseWriter, r *http.Request, status int, room chat.Room) error {
	v, err := a.showRoom(r.Context(), auth.PrincipalFrom(r.Context()), room)
	if err != nil {
		return err
	}
	a.answer(w, status, v)
	return nil
}

// showRoom shows a room of which it is not known yet whether the caller is in it.
func (a *API) showRoom(ctx context.Context, p *chat.Principal, room chat.Room) (roomView, error) {
	joined, err := a.c.Chat.IsIn(ctx, p, room)
	if err != nil {
		return roomView{}, err
	}
	return a.room(ctx, p, room, joined)
}

// getRoom answers a room with who is in it now and who is on its list.
func (a *API) getRoom(w http.ResponseWriter, r *http.Request) error {
	p, ctx := auth.PrincipalFrom(r.Context()), r.Context()
	room, err := a.c.Chat.RoomNow(ctx, p, r.PathValue("id"))
	if err != nil {
		return err
	}
	participants, err := a.c.Chat.Participants(ctx, room)
	if err != nil {
		return err
	}
	members, err := a.c.Chat.Members(ctx, room)
	if err != nil {
		return err
	}
	v, err := a.showRoom(ctx, p, room)
	if err != nil {
		return err
	}
	if p.User.Guest {
		members = nil
	}
	a.answer(w, http.StatusOK, struct {
		roomView
		Participants []userView   `json:"participants"`
		Members      []memberView `json:"members"`
	}{
		v, listOf(participants, a.userFor(p)).Items,
		listOf(members, func(m chat.Member) memberView { return memberView{a.user(m.User), string(m.Role)} }).Items,
	})
	return nil
}

func (a *API) updateRoom(w http.ResponseWriter, r *http.Request) error {
	var in roomInput
	if err := decode(r, &in); err != nil {
		return err
	}
	private, err := in.private()
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	room, err := a.c.Chat.UpdateRoom(r.Context(), p, r.PathValue("id"), chat.RoomPatch{
		Name: in.Name, Topic: in.Topic, Private: private, Archived: in.Archived, GuestAccess: in.GuestAccess,
	})
	if err != nil {
		return err
	}
	return a.answerRoom(w, r, http.StatusOK, room)
}

func (a *API) deleteRoom(w http.ResponseWriter, r *http.Request) error {
	if err := a.c.Chat.DeleteRoom(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) joinRoom(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	room, err := a.c.Chat.JoinRoom(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return err
	}
	c, err := a.c.Chat.Conversation(r.Context(), p, room.ConversationID)
	if err != nil {
		return err
	}
	return a.answerConversation(w, r, p, c)
}

func (a *API) answerConversation(w http.ResponseWriter, r *http.Request, p *chat.Principal, c chat.Conversation) error {
	administers, err := a.c.Chat.Administers(r.Context(), p)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.conversation(p, c, administers))
	return nil
}

func (a *API) leaveRoom(w http.ResponseWriter, r *http.Request) error {
	if err := a.c.Chat.LeaveRoom(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
