package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/search"
)

const (
	foundAtOnce    = 20
	maxFoundAtOnce = 50
)

// foundView is a message that was found, and where.
type foundView struct {
	placeView
	Event   chat.Event     `json:"event"`
	Snippet []search.Piece `json:"snippet"`
}

// placeView is where something was said.
type placeView struct {
	Room *placeRoom `json:"room"`
	User *userView  `json:"user"` // the other person of a one-to-one chat
}

type placeRoom struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Privacy  string `json:"privacy"`
	Archived bool   `json:"archived"`
}

// search finds messages by ?q=, the newest first; ?cursor= is next of the answer before.
func (a *API) search(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	limit := q.limit(foundAtOnce, maxFoundAtOnce)
	if q.err != nil {
		return q.err
	}
	page, err := a.c.Search.Search(r.Context(), auth.PrincipalFrom(r.Context()), q.values.Get("q"), q.values.Get("cursor"), limit)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		list[foundView]
		Next   string `json:"next,omitempty"`
		Behind int64  `json:"behind"` // messages that the search has not read yet
	}{listOf(page.Found, a.found), page.Next, a.c.Search.Behind()})
	return nil
}

func (a *API) found(f search.Found) foundView {
	v := foundView{placeView: a.place(f.Place), Event: f.Event, Snippet: f.Snippet}
	if v.Snippet == nil {
		v.Snippet = []search.Piece{}
	}
	return v
}

func (a *API) place(p chat.Place) (v placeView) {
	if p.Other != nil {
		u := a.user(*p.Other)
		v.User = &u
	}
	if r := p.Room; r != nil {
		v.Room = &placeRoom{r.ID, r.Name, "public", r.Archived}
		if r.Private {
			v.Room.Privacy = "private"
		}
	}
	return v
}

// rebuildSearch lets the search read all logs anew.
func (a *API) rebuildSearch(w http.ResponseWriter, r *http.Request) error {
	if err := a.c.Search.Rebuild(r.Context(), auth.PrincipalFrom(r.Context())); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// searchState says how far the search is.
func (a *API) searchState(w http.ResponseWriter, _ *http.Request) error {
	a.answer(w, http.StatusOK, map[string]int64{"behind": a.c.Search.Behind()})
	return nil
}

// listFiles answers messages with files, the newest first, for the column beside a conversation.
func (a *API) listFiles(w http.ResponseWriter, r *http.Request) error {
	return a.listWith(w, r, "file")
}

// listLinks answers messages with links.
func (a *API) listLinks(w http.ResponseWriter, r *http.Request) error {
	return a.listWith(w, r, "link")
}

func (a *API) listWith(w http.ResponseWriter, r *http.Request, what string) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	limit := q.limit(foundAtOnce, maxFoundAtOnce)
	if q.err != nil {
		return q.err
	}
	page, err := a.c.Search.With(r.Context(), auth.PrincipalFrom(r.Context()), id, what, q.values.Get("cursor"), limit)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		list[chat.Event]
		Next string `json:"next,omitempty"`
	}{listOf(page.Found, func(f search.Found) chat.Event { return f.Event }), page.Next})
	return nil
}
