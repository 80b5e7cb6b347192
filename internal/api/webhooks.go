package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/webhook"
)

// webhookView is a registration with its state. The numbers of its queue are made to be measured: they are never
// absent, and 0 where there is nothing.
type webhookView struct {
	ID             int64      `json:"id"`
	RoomID         *int64     `json:"room_id"` // null: all rooms
	InstallationID *int64     `json:"installation_id"`
	Name           string     `json:"name"`
	Event          string     `json:"event"`
	URL            string     `json:"url"`
	Created        time.Time  `json:"created"`
	Paused         string     `json:"paused"` // why; empty: it is not
	PausedAt       *time.Time `json:"paused_at"`
	Queue          queueView  `json:"queue"`
}

type queueView struct {
	Length    int64   `json:"length"` // pending
	Held      int64   `json:"held"`   // kept while it is paused
	Aside     int64   `json:"aside"`  // of the pending: tried by themselves
	OldestAge float64 `json:"oldest_age_seconds"`
}

func (a *API) webhook(h webhook.Status) webhookView {
	v := webhookView{
		ID: h.ID, RoomID: orNull(h.RoomID), InstallationID: orNull(h.InstallationID), Name: h.Name, Event: h.Event, URL: h.URL,
		Created: h.Created, Paused: h.Paused, PausedAt: timeOrNull(h.PausedAt),
		Queue: queueView{Length: h.Pending, Held: h.Held, Aside: h.Aside},
	}
	if !h.Oldest.IsZero() {
		v.Queue.OldestAge = max(0, a.c.Now().Sub(h.Oldest).Seconds())
	}
	return v
}

func orNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// listWebhooks answers ?room=ID's webhooks, or all of them, with their queues.
func (a *API) listWebhooks(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	roomID := q.number("room")
	if q.err != nil {
		return q.err
	}
	all, err := a.c.Webhooks.List(r.Context(), auth.PrincipalFrom(r.Context()), roomID)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, a.webhook))
	return nil
}

func (a *API) getWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	h, err := a.c.Webhooks.Find(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, a.webhook(h))
	return nil
}

// secretsView holds what signs a webhook's deliveries, the newest first: two while they are being changed.
type secretsView struct {
	Secrets []string `json:"secrets"`
}

func (a *API) webhookSecrets(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	secrets, err := a.c.Webhooks.Secrets(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, secretsView{secrets})
	return nil
}

func (a *API) rotateWebhookSecret(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	secrets, err := a.c.Webhooks.Rotate(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusCreated, secretsView{secrets})
	return nil
}

func (a *API) pauseWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Webhooks.Pause(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) resumeWebhook(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Webhooks.Resume(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// skipDeliveries gives up the oldest delivery that the webhook is owed, or all.
func (a *API) skipDeliveries(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		All bool `json:"all"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	n, err := a.c.Webhooks.Skip(r.Context(), auth.PrincipalFrom(r.Context()), id, in.All)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, countView{n})
	return nil
}

type countView struct {
	Deliveries int64 `json:"deliveries"`
}
