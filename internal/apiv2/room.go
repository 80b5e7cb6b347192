package apiv2

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func roomRoutes() []Route {
	viewing := scopes(hipchat.ScopeViewGroup, hipchat.ScopeViewRoom)
	return []Route{
		{Method: get, Pattern: "/v2/room", Name: "get_all_rooms", Scopes: viewing, Classes: groupWide,
			Summary: "Lists the rooms that the caller may see, in order of id.",
			Query: append(paging(hipchat.DefaultResults),
				flagParameter("include-private", true, "Private rooms too."),
				flagParameter("include-archived", false, "Archived rooms too.")),
			Expand: []string{"items", "items.owner", "items.participants", "items.statistics"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.RoomStub]{}, handle: (*API).getAllRooms},
		{Method: post, Pattern: "/v2/room", Name: "create_room", Scopes: scopes(hipchat.ScopeManageRooms), Classes: groupWide,
			Summary: "Makes a room.",
			Body:    hipchat.RoomCreateRequest{}, Status: http.StatusCreated, Answer: hipchat.Created{}, handle: (*API).createRoom},
		{Method: get, Pattern: "/v2/room/{room}", Name: "get_room", Scopes: viewing, Classes: everybody,
			Summary: "A room in full.",
			Expand:  []string{"owner", "participants", "statistics"},
			Status:  http.StatusOK, Answer: hipchat.Room{}, handle: (*API).getRoom},
		{Method: get, Pattern: "/v2/room/{room}/statistics", Name: "get_room_statistics", Scopes: viewing, Classes: everybody,
			Summary: "How many messages and notifications a room has, and when the last one came.",
			Status:  http.StatusOK, Answer: hipchat.RoomStatistics{}, handle: (*API).getRoomStatistics},
		{Method: put, Pattern: "/v2/room/{room}", Name: "update_room", Scopes: scopes(hipchat.ScopeAdminRoom), Classes: groupWide,
			Summary: "Replaces a room's settings; archiving and unarchiving is done here.",
			Body:    hipchat.RoomUpdateRequest{}, Status: http.StatusNoContent, handle: (*API).updateRoom},
		{Method: del, Pattern: "/v2/room/{room}", Name: "delete_room", Scopes: scopes(hipchat.ScopeManageRooms), Classes: groupWide,
			Summary: "Removes a room with its history.",
			Status:  http.StatusNoContent, handle: (*API).deleteRoom},
	}
}

// getAllRooms lists the rooms that the caller may see.
// spec: rest-v2, get_all_rooms
func (a *API) getAllRooms(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	p, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	private, err := q.flag("include-private", true)
	if err != nil {
		return err
	}
	archived, err := q.flag("include-archived", false)
	if err != nil {
		return err
	}
	rooms, err := a.chat.Rooms(r.Context(), auth.PrincipalFrom(r.Context()), chat.RoomFilter{
		ExcludePrivate: !private, IncludeArchived: archived, Offset: p.start, Limit: p.max + 1,
	})
	if err != nil {
		return err
	}
	items, err := a.roomItems(r.Context(), rooms, q)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(a.view.URL("/v2/room"), q, p, items))
	return nil
}

// roomItems shows the rooms of a list: stubs, or in full where expand asks for items.
func (a *API) roomItems(ctx context.Context, rooms []chat.Room, q query) ([]any, error) {
	items := make([]any, 0, len(rooms))
	if !q.expands("items") {
		for _, room := range rooms {
			items = append(items, a.view.RoomStub(room))
		}
		return items, nil
	}
	full, err := a.fullRooms(ctx, rooms, q, "items.")
	for _, room := range full {
		items = append(items, room)
	}
	return items, err
}

// createRoom makes a room.
// spec: rest-v2, create_room
func (a *API) createRoom(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.RoomCreateRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	private, err := isPrivate(in.Privacy)
	if err != nil {
		return err
	}
	room := chat.Room{Name: in.Name, Topic: in.Topic, Private: private, GuestAccess: bool(in.GuestAccess),
		DelegateVisible: (*bool)(in.DelegateAdminVisibility)}
	if room.OwnerID, err = a.userID(r.Context(), in.OwnerUserID); err != nil {
		return err
	}
	created, err := a.chat.CreateRoom(r.Context(), auth.PrincipalFrom(r.Context()), room)
	if err != nil {
		return err
	}
	self := a.view.RoomURL(created.ID)
	w.Header().Set("Location", self)
	a.answer(w, http.StatusCreated, hipchat.Created{ID: created.ID, Links: hipchat.Links{Self: self}})
	return nil
}

func isPrivate(privacy string) (bool, error) {
	switch privacy {
	case "", hipchat.PrivacyPublic:
		return false, nil
	case hipchat.PrivacyPrivate:
		return true, nil
	}
	return false, chat.Violates(hipchat.NotIn("privacy", privacy, []string{hipchat.PrivacyPublic, hipchat.PrivacyPrivate}))
}

// userID finds who an id of a request body names; 0 when it names nobody.
func (a *API) userID(ctx context.Context, id hipchat.ID) (int64, error) {
	if id == "" {
		return 0, nil
	}
	u, err := a.chat.User(ctx, string(id))
	return u.ID, err
}

// getRoom answers a room in full.
// spec: rest-v2, get_room
func (a *API) getRoom(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.RoomNow(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	full, err := a.fullRoom(r.Context(), room, queryOf(r), "")
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, full)
	return nil
}

// fullRoom is fullRooms for one.
func (a *API) fullRoom(ctx context.Context, room chat.Room, q query, prefix string) (hipchat.Room, error) {
	full, err := a.fullRooms(ctx, []chat.Room{room}, q, prefix)
	if err != nil {
		return hipchat.Room{}, err
	}
	return full[0], nil
}

// fullRooms looks up who owns the rooms and who is in them, for all of them at once; prefix is where a room stands in
// the answer, for expand.
func (a *API) fullRooms(ctx context.Context, rooms []chat.Room, q query, prefix string) ([]hipchat.Room, error) {
	g, err := a.groups.Group(ctx)
	if err != nil {
		return nil, err
	}
	owners, err := a.chat.OwnersOf(ctx, rooms)
	if err != nil {
		return nil, err
	}
	inside, err := a.chat.ParticipantsIn(ctx, rooms)
	if err != nil {
		return nil, err
	}
	p := auth.PrincipalFrom(ctx)
	full := make([]hipchat.Room, 0, len(rooms))
	for _, room := range rooms {
		participants := make([]hipchat.Person, 0, len(inside[room.ID]))
		for _, u := range inside[room.ID] {
			participants = append(participants, a.person(p, u, g, q.expands(prefix+"participants")))
		}
		var statistics any
		if q.expands(prefix + "statistics") {
			statistics = a.view.RoomStatistics(room)
		}
		owner := a.person(p, owners[room.OwnerID], g, q.expands(prefix+"owner"))
		full = append(full, a.view.Room(room, owner, participants, statistics))
	}
	return full, nil
}

// getRoomStatistics answers a room's figures.
// spec: rest-v2, get_room_statistics
func (a *API) getRoomStatistics(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.RoomNow(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.view.RoomStatistics(room))
	return nil
}

// updateRoom replaces a room's settings; all of them must be given.
// spec: rest-v2, update_room
func (a *API) updateRoom(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.RoomUpdateRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	for _, f := range []struct {
		name    string
		missing bool
	}{
		{"name", in.Name == nil}, {"privacy", in.Privacy == nil}, {"is_archived", in.IsArchived == nil},
		{"is_guest_accessible", in.IsGuestAccessible == nil}, {"topic", in.Topic == nil},
		{"owner", in.Owner == nil}, {"owner.id", in.Owner != nil && in.Owner.ID == ""},
	} {
		if f.missing {
			return chat.Violates(hipchat.Required(f.name))
		}
	}
	private, err := isPrivate(*in.Privacy)
	if err != nil {
		return err
	}
	owner, err := a.userID(r.Context(), in.Owner.ID)
	if err != nil {
		return err
	}
	visible := (*bool)(in.DelegateAdminVisibility)
	_, err = a.chat.UpdateRoom(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), chat.RoomPatch{
		Name: in.Name, Topic: in.Topic, Private: &private, Archived: (*bool)(in.IsArchived),
		GuestAccess: (*bool)(in.IsGuestAccessible), OwnerID: &owner, DelegateVisible: &visible,
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// deleteRoom removes a room with its history.
// spec: rest-v2, delete_room
func (a *API) deleteRoom(w http.ResponseWriter, r *http.Request) error {
	if err := a.chat.DeleteRoom(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// asAsked is the address of something in the path's room, naming the room exactly as the request did.
// spec: auth, 16.
func (a *API) asAsked(r *http.Request, tail string) string {
	return a.view.URL("/v2/room/" + url.PathEscape(r.PathValue("room")) + tail)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
