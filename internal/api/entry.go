package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// halfway answers who has come in but for the step. What is left is looked up anew: whoever began twice and has set an
// authenticator up by one of the two must not replace it by the other.
func (a *API) halfway(r *http.Request, step string) (auth.Entry, chat.User, error) {
	entry, u, err := a.c.Entrances.Find(r)
	if err != nil {
		return entry, u, err
	}
	left, err := a.c.Steps.Next(r.Context(), u, entry.Method)
	if err != nil {
		return entry, u, err
	}
	if entry.Step != step || left != step {
		return entry, u, chat.Errorf(chat.Conflict, "That is not the step which this sign-in has left")
	}
	return entry, u, nil
}

// enterByCode ends a sign-in with the code of an authenticator, or with a recovery code.
func (a *API) enterByCode(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Code string `json:"code"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	entry, u, err := a.halfway(r, auth.StepCode)
	if err != nil {
		return err
	}
	if err := a.c.Steps.Check(r.Context(), u, in.Code); err != nil {
		return err
	}
	a.c.Entrances.End(w)
	return a.let(w, r, entry.Session(r.UserAgent()), u, http.StatusOK)
}

// enrolToEnter offers a secret to who must have an authenticator to come in.
func (a *API) enrolToEnter(w http.ResponseWriter, r *http.Request) error {
	_, u, err := a.halfway(r, auth.StepEnrol)
	if err != nil {
		return err
	}
	e, err := a.c.Steps.Enrol(r.Context(), u)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, e)
	return nil
}

// enterByEnrolment turns the second step on and ends the sign-in with it.
func (a *API) enterByEnrolment(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Offer string `json:"offer"`
		Code  string `json:"code"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	entry, u, err := a.halfway(r, auth.StepEnrol)
	if err != nil {
		return err
	}
	codes, err := a.c.Steps.TurnOn(r.Context(), u, in.Offer, in.Code, nil)
	if err != nil {
		return err
	}
	a.c.Entrances.End(w)
	if err := a.seat(w, r, entry.Session(r.UserAgent())); err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		User          userView `json:"user"`
		RecoveryCodes []string `json:"recovery_codes"`
	}{a.user(u), codes})
	return nil
}

// turnBack forgets a sign-in that has a step left.
func (a *API) turnBack(w http.ResponseWriter, _ *http.Request) error {
	a.c.Entrances.End(w)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
