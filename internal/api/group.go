package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// groupSettings is what administrators set for the group.
type groupSettings struct {
	Name string `json:"name"`
	chat.GroupPreferences
}

// onlyAdmins refuses whoever does not administer the group.
func onlyAdmins(r *http.Request) error {
	if auth.PrincipalFrom(r.Context()).GroupAdmin() {
		return nil
	}
	return chat.Errorf(chat.Forbidden, "Only a group administrator may do this")
}

func (a *API) settings(r *http.Request) (groupSettings, error) {
	g, err := a.c.Store.Group(r.Context())
	if err != nil {
		return groupSettings{}, err
	}
	prefs, err := a.c.Chat.GroupPreferences(r.Context())
	return groupSettings{g.Name, prefs}, err
}

// getGroupSettings answers the group's name and preferences.
func (a *API) getGroupSettings(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	return a.answerSettings(w, r)
}

func (a *API) answerSettings(w http.ResponseWriter, r *http.Request) error {
	settings, err := a.settings(r)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, settings)
	return nil
}

// changeGroupSettings changes what is given of them.
func (a *API) changeGroupSettings(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	var given map[string]json.RawMessage
	if err := decode(r, &given); err != nil {
		return err
	}
	name, renamed := given["name"]
	text, err := groupName(name, renamed)
	if err != nil {
		return err // before anything is changed
	}
	delete(given, "name")
	prefs, err := json.Marshal(given)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	_, err = a.c.Chat.ChangeGroupPreferences(r.Context(), p, func(g *chat.GroupPreferences) error { return unmarshal(prefs, g) })
	if err == nil && renamed {
		err = a.c.Chat.RenameGroup(r.Context(), p, text)
	}
	if err != nil {
		return err
	}
	return a.answerSettings(w, r)
}

// groupName reads the group's name, if it is given.
func groupName(raw json.RawMessage, given bool) (name string, err error) {
	if !given {
		return "", nil
	}
	if err := json.Unmarshal(raw, &name); err != nil {
		return "", chat.Violates(hipchat.WrongType("name", string(raw), "string"))
	}
	return name, chat.CheckGroupName(name)
}

// countOld answers how many events are older than ?days= in the rooms that have no such number of their own, in a ?room=, or
// with ?of=direct in one-to-one chats: what would go if that were how long they are kept.
func (a *API) countOld(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	q := queryOf(r)
	days, which := q.number("days"), chat.Logs{Direct: q.choice("of", "rooms", "direct") == "direct", RoomID: q.number("room")}
	if q.err != nil {
		return q.err
	}
	if days < 1 || days > 36_525 {
		return chat.Violates(&hipchat.Violation{Field: "days", Rule: hipchat.RuleFormat, Value: days, Expected: "a number of days from 1 on"})
	}
	n, err := a.c.Store.CountHistory(r.Context(), a.c.Now().Add(-time.Duration(days)*24*time.Hour), which)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, map[string]int64{"events": n})
	return nil
}
