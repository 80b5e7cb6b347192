package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/later"
)

// scheduledView is a message that waits to be sent, and where.
type scheduledView struct {
	ID           int64     `json:"id"`
	Conversation int64     `json:"conversation"`
	placeView              // neither, where the caller may read no more
	Thread       string    `json:"thread,omitempty"` // the id of the event that it began with
	ToRoom       bool      `json:"to_room,omitempty"`
	Body         string    `json:"body"`
	At           time.Time `json:"at"` // when it is to be sent
	Created      time.Time `json:"created"`
	Problem      string    `json:"problem,omitempty"` // why it was not sent
}

// schedule keeps a message for the caller until it is to be sent.
func (a *API) schedule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Body   string     `json:"body"`
		At     *time.Time `json:"at"`
		Thread string     `json:"thread"`  // an event of the thread that it belongs to
		ToRoom bool       `json:"to_room"` // a reply that stands in the conversation as well
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.At == nil {
		return chat.Violates(hipchat.Required("at"))
	}
	p := auth.PrincipalFrom(r.Context())
	m, err := a.c.Later.Schedule(r.Context(), p, id, later.Draft{Body: in.Body, At: *in.At, Thread: in.Thread, ToRoom: in.ToRoom})
	return a.answerScheduled(w, r, http.StatusCreated, m, err)
}

// listScheduled lists what the caller has scheduled, the soonest first.
func (a *API) listScheduled(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	all, err := a.c.Later.Scheduled(r.Context(), p)
	if err != nil {
		return err
	}
	places := make(map[int64]placeView)
	items := make([]scheduledView, len(all))
	for i, m := range all {
		place, known := places[m.ConversationID]
		if !known {
			if place, err = a.placeIfReadable(r, m.ConversationID); err != nil {
				return err
			}
			places[m.ConversationID] = place
		}
		items[i] = showScheduled(m, place)
	}
	a.answer(w, http.StatusOK, list[scheduledView]{items})
	return nil
}

// changeScheduled changes its words or its time; one that was not sent waits again.
func (a *API) changeScheduled(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Body *string    `json:"body"`
		At   *time.Time `json:"at"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	m, err := a.c.Later.Change(r.Context(), auth.PrincipalFrom(r.Context()), id, in.Body, in.At)
	return a.answerScheduled(w, r, http.StatusOK, m, err)
}

// dropScheduled forgets it.
func (a *API) dropScheduled(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Later.Drop(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sendScheduled sends it at once, and answers what has been said.
func (a *API) sendScheduled(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := a.c.Later.SendNow(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	e.Of = nil // as in postEvent
	a.answer(w, http.StatusCreated, e)
	return nil
}

func (a *API) answerScheduled(w http.ResponseWriter, r *http.Request, status int, m chat.Scheduled, err error) error {
	if err != nil {
		return err
	}
	place, err := a.placeIfReadable(r, m.ConversationID)
	if err != nil {
		return err
	}
	a.answer(w, status, showScheduled(m, place))
	return nil
}

// placeIfReadable shows where something is to be said, and nothing of where the caller may not read any more.
func (a *API) placeIfReadable(r *http.Request, conversation int64) (placeView, error) {
	p := auth.PrincipalFrom(r.Context())
	room, isRoom, err := a.c.Chat.RoomOf(r.Context(), p, conversation)
	place := chat.Place{Room: &room}
	if err == nil && !isRoom {
		place, err = a.c.Chat.PlaceOf(r.Context(), p, conversation)
	}
	var refused *chat.Error
	switch {
	case errors.As(err, &refused), errors.Is(err, chat.ErrNotFound):
		return placeView{}, nil
	case err != nil:
		return placeView{}, err
	}
	return a.place(place), nil
}

func showScheduled(m chat.Scheduled, place placeView) scheduledView {
	return scheduledView{m.ID, m.ConversationID, place, m.Thread, m.ToRoom, m.Body, m.At, m.Created, m.Problem}
}
