package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// callView is a call of an integration. Lists have it without headers and bodies.
type callView struct {
	ID             int64     `json:"id"`
	At             time.Time `json:"at"`
	Milliseconds   float64   `json:"duration_ms"`
	Method         string    `json:"method"`
	Route          string    `json:"route"`
	Path           string    `json:"path"`
	Status         int       `json:"status"`
	TokenID        *int64    `json:"token_id"`
	UserID         *int64    `json:"user_id"`
	InstallationID *int64    `json:"installation_id"`
	RoomID         *int64    `json:"room_id"`
	Address        string    `json:"address"`
	RequestID      string    `json:"request_id"`
}

func showCall(c chat.Call) callView {
	return callView{
		ID: c.ID, At: c.At, Milliseconds: milliseconds(c.Took), Method: c.Method, Route: c.Route, Path: c.Path, Status: c.Status,
		TokenID: orNull(c.TokenID), UserID: orNull(c.UserID), InstallationID: orNull(c.InstallationID), RoomID: orNull(c.RoomID),
		Address: c.Address, RequestID: c.RequestID,
	}
}

// listCalls answers the calls of integrations, newest first, and how many could not be kept since the server started.
func (a *API) listCalls(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := chat.CallFilter{
		TokenID: q.number("token"), InstallationID: q.number("installation"), RoomID: q.number("room"), Status: int(q.number("status")),
		Failed: q.choice("failed", "true", "false") == "true", Method: q.text("method"), Route: q.text("route"),
		Since: q.moment("since"), Until: q.moment("until"), Text: q.text("text"),
	}
	before, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f.Before, f.Limit = before, limit+1
	found, err := a.c.Calls.List(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		pageOf[callView]
		Dropped int64 `json:"dropped"`
	}{pageOfThem(found, limit, func(c chat.Call) int64 { return c.ID }, showCall), a.c.Calls.Dropped()})
	return nil
}

// getCall shows a call with what was said.
func (a *API) getCall(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	c, err := a.c.Calls.Find(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		callView
		RequestHeader  http.Header `json:"request_headers"`
		RequestBody    string      `json:"request_body"`
		ResponseHeader http.Header `json:"response_headers"`
		ResponseBody   string      `json:"response_body"`
	}{showCall(c), c.RequestHeader, c.RequestBody, c.ResponseHeader, c.ResponseBody})
	return nil
}
