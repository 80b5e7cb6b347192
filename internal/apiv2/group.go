package apiv2

import (
	"errors"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func groupRoutes() []Route {
	viewing := scopes(hipchat.ScopeViewGroup)
	return []Route{
		{Method: get, Pattern: "/v2/group/{group}", Name: "view_group", Scopes: viewing, Classes: groupWide,
			Summary: "The group: its name, its owner and how old it is.",
			Expand:  []string{"owner", "statistics"},
			Status:  http.StatusOK, Answer: hipchat.Group{}, handle: (*API).viewGroup},
		{Method: get, Pattern: "/v2/group/{group}/statistics", Name: "group_statistics", Scopes: viewing, Classes: groupWide,
			Summary: "How many people the group has.",
			Status:  http.StatusOK, Answer: hipchat.GroupStatistics{}, handle: (*API).groupStatistics},
		{Method: post, Pattern: "/v2/invite/user", Name: "invite_user_to_group", Scopes: scopes(hipchat.ScopeAdminGroup), Classes: groupWide,
			Summary: "Makes an account without a password and answers the link with which the person chooses one. The link is good once, for a week; nobody mails it.",
			Body:    hipchat.GroupInviteRequest{}, Status: http.StatusOK, Answer: hipchat.GroupInvitation{}, handle: (*API).inviteUserToGroup},
	}
}

// viewGroup answers the group in full.
// spec: rest-v2, view_group
func (a *API) viewGroup(w http.ResponseWriter, r *http.Request) error {
	g, err := a.theGroup(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	var owner *hipchat.Person
	var statistics any
	switch u, err := a.chat.Owner(r.Context()); {
	case err == nil:
		shown := a.person(auth.PrincipalFrom(r.Context()), u, g, q.expands("owner"))
		owner = &shown
	case !errors.Is(err, chat.ErrNotFound):
		return err
	}
	if q.expands("statistics") {
		if statistics, err = a.statisticsOf(r, g); err != nil {
			return err
		}
	}
	a.answer(w, http.StatusOK, a.view.Group(g, owner, statistics))
	return nil
}

// groupStatistics answers the group's figures.
// spec: rest-v2, group_statistics
func (a *API) groupStatistics(w http.ResponseWriter, r *http.Request) error {
	g, err := a.theGroup(r)
	if err != nil {
		return err
	}
	statistics, err := a.statisticsOf(r, g)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, statistics)
	return nil
}

func (a *API) statisticsOf(r *http.Request, g chat.Group) (hipchat.GroupStatistics, error) {
	n, err := a.chat.CountPeople(r.Context())
	return a.view.GroupStatistics(g, n), err
}

// theGroup answers the path's group: there is one.
func (a *API) theGroup(r *http.Request) (chat.Group, error) {
	g, err := a.groups.Group(r.Context())
	if err == nil && r.PathValue("group") != decimal(g.ID) {
		err = chat.Errorf(chat.NotFound, "Group not found: Group '%s' not found", hipchat.Abridge(r.PathValue("group")))
	}
	return g, err
}

// inviteUserToGroup makes an account whose person chooses the password. Inviting somebody who has not come yet again
// gives them a new link in place of the old one.
// spec: rest-v2, invite_user_to_group
func (a *API) inviteUserToGroup(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.GroupInviteRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	u, err := a.chat.InviteUser(r.Context(), p, chat.User{Name: in.Name, Email: in.Email, Title: in.Title})
	if err != nil {
		return err
	}
	token, expires, err := a.invited.Issue(r.Context(), u.ID, p.UserID())
	if err != nil {
		return err
	}
	g, err := a.groups.Group(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	a.answer(w, http.StatusOK, hipchat.GroupInvitation{
		User: a.view.User(u, g), InvitationURL: a.view.InvitationPage(token),
		InvitationExpires: expires.Format(hipchat.EntityTimeLayout),
	})
	return nil
}
