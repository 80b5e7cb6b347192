package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// deliveryView is a delivery as lists show it.
type deliveryView struct {
	ID             int64      `json:"id"`
	UID            string     `json:"uid"` // the header webhook-id
	WebhookID      int64      `json:"webhook_id"`
	InstallationID *int64     `json:"installation_id"`
	RoomID         *int64     `json:"room_id"`
	State          string     `json:"state"`
	Attempts       int        `json:"attempts"`
	Status         *int       `json:"status"` // of the last answer
	Error          string     `json:"error"`
	Created        time.Time  `json:"created"`
	Finished       *time.Time `json:"finished"`
	NextAttempt    *time.Time `json:"next_attempt"`
}

func showDelivery(d chat.Delivery) deliveryView {
	v := deliveryView{
		ID: d.ID, UID: d.UID, WebhookID: d.WebhookID, InstallationID: orNull(d.InstallationID), RoomID: orNull(d.RoomID), State: string(d.State),
		Attempts: d.Attempts, Status: statusOrNull(d.LastStatus), Error: d.LastError, Created: d.Created, Finished: timeOrNull(d.Finished),
	}
	if d.State == chat.DeliveryPending {
		v.NextAttempt = &d.NextAttempt
	}
	return v
}

func statusOrNull(status int) *int {
	if status == 0 {
		return nil
	}
	return &status
}

// attemptView is one call. The request's body is the delivery's.
type attemptView struct {
	At             time.Time   `json:"at"`
	Milliseconds   float64     `json:"duration_ms"`
	Status         *int        `json:"status"`
	Error          string      `json:"error"`
	URL            string      `json:"url"`
	RequestHeader  http.Header `json:"request_headers"`
	ResponseHeader http.Header `json:"response_headers"`
	ResponseBody   string      `json:"response_body"`
}

func showAttempt(t chat.Attempt) attemptView {
	return attemptView{
		At: t.At, Milliseconds: milliseconds(t.Took), Status: statusOrNull(t.Status), Error: t.Error, URL: t.URL,
		RequestHeader: t.RequestHeader, ResponseHeader: t.ResponseHeader, ResponseBody: t.ResponseBody,
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// deliveryFilter reads what deliveries are asked for: of which webhook, installation or room, of the own webhooks of
// which room, in which state, with which status, caused when, with which text.
func (q *query) deliveryFilter() chat.DeliveryFilter {
	return chat.DeliveryFilter{
		WebhookID: q.number("webhook"), InstallationID: q.number("installation"), RoomID: q.number("room"),
		HookRoomID: q.number("webhook_room"),
		Status:     int(q.number("status")), Since: q.moment("since"), Until: q.moment("until"), Text: q.text("text"),
		State: chat.DeliveryState(q.choice("state", string(chat.DeliveryPending), string(chat.DeliveryHeld), string(chat.DeliveryDone), string(chat.DeliveryFailed))),
	}
}

func (a *API) listDeliveries(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := q.deliveryFilter()
	before, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f.Before, f.Limit = before, limit+1
	found, err := a.c.Webhooks.Deliveries(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, pageOfThem(found, limit, func(d chat.Delivery) int64 { return d.ID }, showDelivery))
	return nil
}

// countDeliveries answers how many deliveries of a list are in which state: how far a replay has come.
func (a *API) countDeliveries(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := q.deliveryFilter()
	if q.err != nil {
		return q.err
	}
	n, err := a.c.Webhooks.Count(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		Pending int64 `json:"pending"`
		Held    int64 `json:"held"`
		Done    int64 `json:"done"`
		Failed  int64 `json:"failed"`
	}{n[chat.DeliveryPending], n[chat.DeliveryHeld], n[chat.DeliveryDone], n[chat.DeliveryFailed]})
	return nil
}

// getDelivery shows a delivery with its body and what was tried, newest first.
func (a *API) getDelivery(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	d, attempts, err := a.c.Webhooks.Delivery(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		deliveryView
		Body  json.RawMessage `json:"body"`
		Tried []attemptView   `json:"tried"`
	}{showDelivery(d), d.Payload, listOf(attempts, showAttempt).Items})
	return nil
}

func (a *API) redeliver(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Webhooks.Redeliver(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// curlDelivery writes a delivery as a line for a shell, with ?secrets=true as it would be sent now.
func (a *API) curlDelivery(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	secrets := q.choice("secrets", "true", "false") == "true"
	if q.err != nil {
		return q.err
	}
	line, err := a.c.Webhooks.Curl(r.Context(), auth.PrincipalFrom(r.Context()), id, secrets)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, map[string]string{"curl": line})
	return nil
}

// replayDeliveries makes all deliveries of a time once more, of one webhook, add-on or room, of the own webhooks of a room,
// or of all.
func (a *API) replayDeliveries(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Since        time.Time  `json:"since"`
		Until        *time.Time `json:"until"`
		Webhook      int64      `json:"webhook"`
		Installation int64      `json:"installation"`
		Room         int64      `json:"room"`
		WebhookRoom  int64      `json:"webhook_room"`
		Failed       bool       `json:"failed"` // only those that were given up
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Since.IsZero() {
		return chat.Violates(hipchat.Required("since"))
	}
	f := chat.DeliveryFilter{Since: in.Since, WebhookID: in.Webhook, InstallationID: in.Installation, RoomID: in.Room, HookRoomID: in.WebhookRoom}
	if in.Until != nil {
		f.Until = *in.Until
	}
	if in.Failed {
		f.State = chat.DeliveryFailed
	}
	n, err := a.c.Webhooks.Replay(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, countView{n})
	return nil
}
