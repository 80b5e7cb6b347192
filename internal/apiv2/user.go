package apiv2

import (
	"net/http"
	"net/url"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func userRoutes() []Route {
	viewing, admin := scopes(hipchat.ScopeViewGroup), scopes(hipchat.ScopeAdminGroup)
	return []Route{
		{Method: get, Pattern: "/v2/user", Name: "get_all_users", Scopes: viewing, Classes: groupWide,
			Summary: "Lists the group's people, in order of id.",
			Query: append(paging(hipchat.DefaultResults),
				flagParameter("include-guests", false, "Guests too."),
				flagParameter("include-deleted", false, "Deactivated people too.")),
			Expand: []string{"items"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.UserStub]{}, handle: (*API).getAllUsers},
		{Method: post, Pattern: "/v2/user", Name: "create_user", Scopes: admin, Classes: groupWide,
			Summary: "Makes an account, or brings a deleted one back; a password is made up when none is given, and shown this once.",
			Body:    hipchat.UserCreateRequest{}, Status: http.StatusCreated, Answer: hipchat.UserCreated{}, handle: (*API).createUser},
		{Method: get, Pattern: "/v2/user/{user}", Name: "view_user", Scopes: viewing, Classes: groupWide,
			Summary: "A person in full.",
			Status:  http.StatusOK, Answer: hipchat.User{}, handle: (*API).viewUser},
		{Method: put, Pattern: "/v2/user/{user}", Name: "update_user", Scopes: admin, Classes: groupWide,
			Summary: "Replaces a person's account: what is left out is cleared, except for the mention name, the password and the presence.",
			Body:    hipchat.UserUpdateRequest{}, Status: http.StatusNoContent, handle: (*API).updateUser},
		{Method: del, Pattern: "/v2/user/{user}", Name: "delete_user", Scopes: admin, Classes: groupWide,
			Summary: "Deactivates an account and ends what the person is signed in with. The history stays.",
			Status:  http.StatusNoContent, handle: (*API).deleteUser},
		{Method: get, Pattern: "/v2/user/{user}/preference/auto-join", Name: "get_auto_join_rooms", Scopes: viewing, Classes: groupWide,
			Summary: "Lists the rooms that a person has joined and so finds open after signing in, as far as the caller may see them.",
			Query:   paging(hipchat.DefaultResults),
			Expand:  []string{"items", "items.owner", "items.participants", "items.statistics"},
			Status:  http.StatusOK, Answer: hipchat.List[hipchat.RoomStub]{}, handle: (*API).getAutoJoinRooms},
	}
}

// getAllUsers lists the group's people.
// spec: rest-v2, get_all_users
func (a *API) getAllUsers(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	p, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	guests, err := q.flag("include-guests", false)
	if err != nil {
		return err
	}
	deleted, err := q.flag("include-deleted", false)
	if err != nil {
		return err
	}
	users, err := a.chat.Users(r.Context(), chat.UserFilter{
		IncludeGuests: guests, IncludeDeleted: deleted, Offset: p.start, Limit: p.max + 1,
	})
	if err != nil {
		return err
	}
	g, err := a.groups.Group(r.Context())
	if err != nil {
		return err
	}
	items := make([]any, 0, len(users))
	for _, u := range users {
		if q.expands("items") {
			items = append(items, a.view.User(u, g))
		} else {
			items = append(items, a.view.UserStub(u))
		}
	}
	a.answer(w, http.StatusOK, listOf(a.view.URL("/v2/user"), q, p, items))
	return nil
}

// viewUser answers a person in full.
// spec: rest-v2, view_user
func (a *API) viewUser(w http.ResponseWriter, r *http.Request) error {
	u, err := a.chat.User(r.Context(), r.PathValue("user"))
	if err != nil {
		return err
	}
	g, err := a.groups.Group(r.Context())
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.view.User(u, g))
	return nil
}

// getAutoJoinRooms lists the rooms that a person has joined.
// spec: rest-v2, get_auto_join_rooms
func (a *API) getAutoJoinRooms(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	pg, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	u, err := a.chat.User(r.Context(), r.PathValue("user"))
	if err != nil {
		return err
	}
	rooms, err := a.chat.AutoJoinRooms(r.Context(), auth.PrincipalFrom(r.Context()), u.ID, pg.start, pg.max+1)
	if err != nil {
		return err
	}
	items, err := a.roomItems(r.Context(), rooms, q)
	if err != nil {
		return err
	}
	self := a.view.URL("/v2/user/" + url.PathEscape(r.PathValue("user")) + "/preference/auto-join")
	a.answer(w, http.StatusOK, listOf(self, q, pg, items))
	return nil
}
