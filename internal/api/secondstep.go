package api

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func (a *API) getSecondStep(w http.ResponseWriter, r *http.Request) error {
	u := *auth.PrincipalFrom(r.Context()).User
	st, err := a.c.Steps.State(r.Context(), u)
	if err != nil {
		return err
	}
	has, err := a.c.Passwords.Has(r.Context(), u)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		auth.SecondStepState
		HasPassword bool `json:"has_password"` // which is what changes are confirmed with
	}{st, has})
	return nil
}

// enrol offers the caller's authenticator a secret.
func (a *API) enrol(w http.ResponseWriter, r *http.Request) error {
	e, err := a.c.Steps.Enrol(r.Context(), *auth.PrincipalFrom(r.Context()).User)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, e)
	return nil
}

// turnSecondStepOn answers the recovery codes, this once. Whoever found a browser open does not get to lock its person out.
func (a *API) turnSecondStepOn(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Offer    string `json:"offer"`
		Code     string `json:"code"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if err := a.confirm(r, *p.User, in.Password, ""); err != nil {
		return err
	}
	codes, err := a.c.Steps.TurnOn(r.Context(), *p.User, in.Offer, in.Code, p.Credential[:])
	if err != nil {
		return err
	}
	a.answerCodes(w, codes)
	return nil
}

func (a *API) answerCodes(w http.ResponseWriter, codes []string) {
	a.answer(w, http.StatusOK, map[string][]string{"recovery_codes": codes})
}

// confirm makes sure that it is the person who wants something that lasts: by their password or, where they have none,
// by a code of their second step.
func (a *API) confirm(r *http.Request, u chat.User, password, code string) error {
	has, err := a.c.Passwords.Has(r.Context(), u)
	if err != nil {
		return err
	}
	if has {
		return a.c.Passwords.Confirm(r.Context(), u, "password", password)
	}
	st, err := a.c.Steps.State(r.Context(), u)
	if err != nil || !st.On {
		return err
	}
	return a.c.Steps.Check(r.Context(), u, code)
}

func (a *API) turnSecondStepOff(w http.ResponseWriter, r *http.Request) error {
	u, err := a.confirmed(r)
	if err != nil {
		return err
	}
	st, err := a.c.Steps.State(r.Context(), u)
	if err != nil {
		return err
	}
	if st.Demanded {
		return chat.Errorf(chat.Forbidden, "The group's administrators demand a second step of you, so it stays on")
	}
	if err := a.c.Steps.TurnOff(r.Context(), u); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) newRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	u, err := a.confirmed(r)
	if err != nil {
		return err
	}
	codes, err := a.c.Steps.NewCodes(r.Context(), u)
	if err != nil {
		return err
	}
	a.answerCodes(w, codes)
	return nil
}

// confirmed is the caller, who has proved in the body that it is them.
func (a *API) confirmed(r *http.Request) (chat.User, error) {
	var in struct {
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	if err := decode(r, &in); err != nil {
		return chat.User{}, err
	}
	u := *auth.PrincipalFrom(r.Context()).User
	return u, a.confirm(r, u, in.Password, in.Code)
}

// demandView is of whom the second step is demanded, and how many people each demand would send to set theirs up.
type demandView struct {
	Demand  chat.Demand         `json:"demand"`
	Without map[chat.Demand]int `json:"without"`
}

func (a *API) getDemand(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	d, err := a.c.Steps.Demand(r.Context())
	if err != nil {
		return err
	}
	v := demandView{d, map[chat.Demand]int{}}
	for _, d := range []chat.Demand{chat.DemandAdmins, chat.DemandAll} {
		without, err := a.c.Steps.Without(r.Context(), d)
		if err != nil {
			return err
		}
		v.Without[d] = len(without)
	}
	a.answer(w, http.StatusOK, v)
	return nil
}

func (a *API) setDemand(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Demand string `json:"demand"`
	}
	if err := onlyAdmins(r); err != nil {
		return err
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Demand == "" {
		return chat.Violates(hipchat.Required("demand"))
	}
	d, err := chat.ParseDemand("demand", in.Demand)
	if err != nil {
		return err
	}
	if err := a.c.Steps.SetDemand(r.Context(), *auth.PrincipalFrom(r.Context()).User, d); err != nil {
		return err
	}
	return a.getDemand(w, r)
}

// resetSecondStep is for who has lost their authenticator and the recovery codes.
func (a *API) resetSecondStep(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	p := auth.PrincipalFrom(r.Context())
	if id == p.User.ID {
		return chat.Errorf(chat.Invalid, "Turn your own second step off under Settings, with your password")
	}
	u, err := a.c.Chat.Changeable(r.Context(), p, strconv.FormatInt(id, 10))
	if err != nil {
		return err
	}
	if err := a.c.Steps.TurnOff(r.Context(), u); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
