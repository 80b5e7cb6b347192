package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// savedMark is that the caller has saved a message.
type savedMark struct {
	Conversation int64     `json:"conversation"`
	Event        string    `json:"event"`
	At           time.Time `json:"at"` // when it was saved
	Done         bool      `json:"done"`
	reminderView
}

// reminderView is when the caller wants to be reminded of a message, and whether they have been.
type reminderView struct {
	Remind   *time.Time `json:"remind,omitempty"`
	Reminded bool       `json:"reminded,omitempty"`
}

func showSaved(m chat.Saved) savedMark {
	return savedMark{m.ConversationID, m.EventID, m.At, m.Done, showReminder(m)}
}

func showReminder(m chat.Saved) reminderView {
	if m.Remind.IsZero() {
		return reminderView{}
	}
	return reminderView{&m.Remind, m.Reminded}
}

// savedView is a saved message, and where it was said.
type savedView struct {
	ID int64 `json:"id"` // orders them: the newest has the greatest
	placeView
	Event chat.Event `json:"event"`
	At    time.Time  `json:"at"`
	Done  bool       `json:"done"`
	reminderView
}

// save keeps a message for the caller, or notes that they are done with it or not.
func (a *API) save(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Done bool `json:"done"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	m, err := a.c.Chat.Save(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), in.Done)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, showSaved(m))
	return nil
}

// unsave takes it back.
func (a *API) unsave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.Unsave(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// remind saves a message and has the caller reminded of it.
func (a *API) remind(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		At *time.Time `json:"at"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.At == nil {
		return chat.Violates(hipchat.Required("at"))
	}
	m, err := a.c.Later.Remind(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), *in.At)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, showSaved(m))
	return nil
}

// dropReminder takes the reminder back; the message stays saved.
func (a *API) dropReminder(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.DropReminder(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// listSaved lists what the caller has saved and not done or, with ?done=true, what they have, the newest first; ?cursor= is
// next of the answer before.
func (a *API) listSaved(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	done, before, limit := q.choice("done", "true", "false") == "true", q.number("cursor"), q.limit(foundAtOnce, maxFoundAtOnce)
	if q.err != nil {
		return q.err
	}
	page, next, err := a.c.Chat.Saved(r.Context(), auth.PrincipalFrom(r.Context()), done, before, limit)
	if err != nil {
		return err
	}
	out := pageOf[savedView]{Items: listOf(page, func(m chat.SavedEvent) savedView {
		return savedView{m.ID, a.place(m.Place), m.Event, m.At, m.Done, showReminder(m.Saved)}
	}).Items}
	if next != 0 {
		out.Next = strconv.FormatInt(next, 10)
	}
	a.answer(w, http.StatusOK, out)
	return nil
}

// listSavedMarks lists all that the caller has saved and not done, without what it says.
func (a *API) listSavedMarks(w http.ResponseWriter, r *http.Request) error {
	all, err := a.c.Chat.SavedMarks(r.Context(), auth.PrincipalFrom(r.Context()))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, showSaved))
	return nil
}
