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
