package apiv2

import (
	"bytes"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func roomPeopleRoutes() []Route {
	admin := scopes(hipchat.ScopeAdminRoom)
	return []Route{
		{Method: get, Pattern: "/v2/room/{room}/member", Name: "get_all_members",
			Scopes: scopes(hipchat.ScopeViewRoom, hipchat.ScopeViewGroup, hipchat.ScopeAdminRoom), Classes: everybody,
			Summary: "Lists who is on a private room's list, in order of id; a public room has none.",
			Query:   paging(hipchat.DefaultResults), Expand: []string{"items"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Member]{}, handle: (*API).getAllMembers},
		{Method: put, Pattern: "/v2/room/{room}/member/{user}", Name: "add_member", Scopes: admin, Classes: everybody,
			Summary: "Puts a person on a private room's list, or replaces their roles there.",
			Body:    hipchat.MemberRequest{}, Status: http.StatusNoContent, handle: (*API).addMember},
		{Method: del, Pattern: "/v2/room/{room}/member/{user}", Name: "remove_member", Scopes: admin, Classes: everybody,
			Summary: "Takes a person off a private room's list and puts them out of the room.",
			Status:  http.StatusNoContent, handle: (*API).removeMember},
		{Method: get, Pattern: "/v2/room/{room}/participant", Name: "get_all_participants",
			Scopes: scopes(hipchat.ScopeViewRoom, hipchat.ScopeViewGroup), Classes: everybody,
			Summary: "Lists who is in a room now, in order of id.",
			Query: append(paging(hipchat.DefaultResults),
				flagParameter("include-offline", false, "In a private room, members who are not in it too."),
				fieldsParameter()),
			Expand: []string{"items"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Member]{}, handle: (*API).getAllParticipants},
		{Method: post, Pattern: "/v2/room/{room}/invite/{user}", Name: "invite_user", Scopes: admin, Classes: people, Floods: true,
			Summary: "Invites a person into a public room, with a message from the caller.",
			Body:    hipchat.RoomInviteRequest{}, Status: http.StatusNoContent, handle: (*API).inviteUser},
	}
}

func fieldsParameter() Parameter {
	return Parameter{Name: "fields", Type: "string", Doc: "Only these members of each item, separated by commas."}
}

// getAllMembers lists who is on a private room's list.
// spec: rest-v2, get_all_members
func (a *API) getAllMembers(w http.ResponseWriter, r *http.Request) error {
	q, ctx := queryOf(r), r.Context()
	pg, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(ctx)
	room, err := a.chat.Room(ctx, p, r.PathValue("room"))
	if err != nil {
		return err
	}
	var members []chat.Member
	if room.Private {
		if members, err = a.chat.Members(ctx, room); err != nil {
			return err
		}
	}
	g, err := a.groups.Group(ctx)
	if err != nil {
		return err
	}
	items := []any{}
	for _, m := range slice(members, pg) {
		roles := []string{string(m.Role)}
		if q.expands("items") && viewsUsers(p) {
			items = append(items, hipchat.FullMember{User: a.view.User(m.User, g), RoomRoles: roles})
		} else {
			items = append(items, hipchat.Member{UserStub: a.view.UserStub(m.User), RoomRoles: roles})
		}
	}
	a.answer(w, http.StatusOK, listOf(a.asAsked(r, "/member"), q, pg, items))
	return nil
}

// addMember puts a person on a private room's list. The body may be missing, empty, {} or null.
// spec: rest-v2, add_member; client-quirks, B7
func (a *API) addMember(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.MemberRequest
	if err := decodeOptional(r, &in); err != nil {
		return err
	}
	field, roles := "room_roles", in.RoomRoles
	if roles == nil {
		field, roles = "roles", in.Roles
	}
	role, err := chat.RoleOf(field, roles)
	if err != nil {
		return err
	}
	if err := a.chat.AddMember(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), r.PathValue("user"), role); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// decodeOptional is decode for a body that may also be the word null, of whatever type.
// spec: rest-v2, 1.5
func decodeOptional(r *http.Request, v any) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	if body = bytes.TrimSpace(body); len(body) == 0 || string(body) == "null" {
		return nil
	}
	if t := mediaType(r); !isJSON(t, body) {
		return badContentType(t)
	}
	return decodeJSON(body, v)
}

// removeMember takes a person off a private room's list and puts them out of the room.
// spec: rest-v2, remove_member
func (a *API) removeMember(w http.ResponseWriter, r *http.Request) error {
	if err := a.chat.RemoveMember(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), r.PathValue("user")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getAllParticipants lists who is in a room now.
// spec: rest-v2, get_all_participants
func (a *API) getAllParticipants(w http.ResponseWriter, r *http.Request) error {
	q, ctx := queryOf(r), r.Context()
	pg, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	offline, err := q.flag("include-offline", false)
	if err != nil {
		return err
	}
	wanted, err := q.fields()
	if err != nil {
		return err
	}
	room, err := a.chat.Room(ctx, auth.PrincipalFrom(ctx), r.PathValue("room"))
	if err != nil {
		return err
	}
	all, err := a.chat.ParticipantsOf(ctx, room, offline)
	if err != nil {
		return err
	}
	g, err := a.groups.Group(ctx)
	if err != nil {
		return err
	}
	items := []any{}
	for _, who := range slice(all, pg) {
		item := a.participant(auth.PrincipalFrom(ctx), who, g, wanted != nil || q.expands("items"))
		if item, err = wanted.pick(item); err != nil {
			return err
		}
		items = append(items, item)
	}
	a.answer(w, http.StatusOK, listOf(a.asAsked(r, "/participant"), q, pg, items))
	return nil
}

// participant shows who is in a room. Callers who could not ask for the person directly see how they are there, but
// nothing of how to reach them. spec: rest-v2, 4.5, 4.12 email.
func (a *API) participant(p *chat.Principal, who chat.Participant, g chat.Group, full bool) any {
	roles := []string{string(who.Role)}
	if !full {
		return hipchat.Member{UserStub: a.view.UserStub(who.User), RoomRoles: roles}
	}
	u := a.view.User(who.User, g)
	if !viewsUsers(p) {
		u.Email, u.LastActive, u.Title = nil, nil, ""
	}
	return hipchat.Participant{
		FullMember: hipchat.FullMember{User: u, RoomRoles: roles}, IsPresentInRoom: who.Present,
	}
}

// inviteUser invites a person into a public room.
// spec: rest-v2, invite_user; client-quirks, B9
func (a *API) inviteUser(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.RoomInviteRequest
	if err := decodeOptional(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	err := a.chat.InviteToRoom(r.Context(), p, r.PathValue("room"), r.PathValue("user"), in.Reason, a.view.RoomPage)
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
