package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// auditView is an entry of the audit log.
type auditView struct {
	ID        int64              `json:"id"`
	At        time.Time          `json:"at"`
	Kind      string             `json:"kind"`
	Actor     auditActorView     `json:"actor"`
	Target    auditTargetView    `json:"target"`
	Changes   []chat.AuditChange `json:"changes"`
	Address   string             `json:"address,omitempty"`
	Forwarded string             `json:"forwarded_for,omitempty"` // whom the address says to speak for
	RequestID string             `json:"request_id,omitempty"`
}

type auditActorView struct {
	UserID         *int64 `json:"user_id"`
	Name           string `json:"name"`
	Credential     string `json:"credential"` // session, the kind of a token, or server
	TokenID        *int64 `json:"token_id"`
	InstallationID *int64 `json:"installation_id"`
}

type auditTargetView struct {
	Kind string `json:"kind"`
	ID   *int64 `json:"id"`
	Name string `json:"name"`
}

func showAudit(e chat.AuditEntry) auditView {
	if e.Changes == nil {
		e.Changes = []chat.AuditChange{}
	}
	return auditView{
		ID: e.ID, At: e.At, Kind: string(e.Kind), Changes: e.Changes,
		Actor:   auditActorView{orNull(e.Actor.UserID), e.Actor.Name, e.Actor.Credential, orNull(e.Actor.TokenID), orNull(e.Actor.InstallationID)},
		Target:  auditTargetView{e.Target.Kind, orNull(e.Target.ID), e.Target.Name},
		Address: e.Origin.Address, Forwarded: e.Origin.Forwarded, RequestID: e.Origin.RequestID,
	}
}

// listAudit answers the audit log, newest first: of a ?person=ID, of a ?kind=, with a ?text=, ?since= and ?until= a time,
// or ?after=ID what has been added.
func (a *API) listAudit(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	f := chat.AuditFilter{
		PersonID: q.number("person"), Kind: q.text("kind"), Text: q.text("text"), Since: q.moment("since"), Until: q.moment("until"),
		After: q.number("after"),
	}
	before, limit := q.page()
	if q.err != nil {
		return q.err
	}
	f.Before, f.Limit = before, limit+1
	found, err := a.c.Chat.Audit(r.Context(), auth.PrincipalFrom(r.Context()), f)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, pageOfThem(found, limit, func(e chat.AuditEntry) int64 { return e.ID }, showAudit))
	return nil
}
