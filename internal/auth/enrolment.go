package auth

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Enrolment is what a person's authenticator needs to know. It is nothing until they have proved by a code that it does.
type Enrolment struct {
	Secret  string  `json:"secret"` // for who cannot read the picture
	Address string  `json:"address"`
	QR      Drawing `json:"qr"`
	Offer   string  `json:"offer"` // to be brought back with the code
}

// SecondStepState is how a person's second step stands.
type SecondStepState struct {
	On        bool      `json:"on"`
	Since     time.Time `json:"since,omitzero"`
	CodesLeft int64     `json:"codes_left"`
	Demanded  bool      `json:"demanded"` // it cannot be turned off
}

// enrolmentLife is how long a person may take to set up their authenticator.
const enrolmentLife = 30 * time.Minute

type enrolment struct {
	UserID int64  `json:"user_id"`
	Secret string `json:"secret"`
}

// Enrol makes a secret for a person's authenticator.
func (s *SecondSteps) Enrol(ctx context.Context, u chat.User) (e Enrolment, err error) {
	g, err := s.store.Group(ctx)
	if err != nil {
		return e, err
	}
	if e.Secret, e.Address, err = newTOTP(g.Name, u.Email); err != nil {
		return e, err
	}
	if e.QR, err = draw(e.Address); err != nil {
		return e, err
	}
	e.Offer, err = s.tickets.Issue("enrolment", enrolmentLife, enrolment{u.ID, e.Secret})
	return e, err
}

// TurnOn turns the second step on, with the secret that Enrol offered and a code that proves that the authenticator knows
// it. It answers the recovery codes, which are not kept. What the person is signed in to elsewhere ends, but for keep.
func (s *SecondSteps) TurnOn(ctx context.Context, u chat.User, offer, code string, keep []byte) ([]string, error) {
	var e enrolment
	err := s.tickets.Open("enrolment", offer, &e)
	if errors.Is(err, ErrInvalidToken) || err == nil && e.UserID != u.ID {
		return nil, chat.Errorf(chat.Invalid, "This offer is older than half an hour, or not yours. Begin once more.")
	}
	if err != nil {
		return nil, err
	}
	step, ok, err := stepOf(e.Secret, plainCode(code), s.now())
	if err == nil && !ok {
		err = wrongCode("the code that your authenticator shows now; its clock and the server's must agree within half a minute")
	}
	if err != nil {
		return nil, err
	}
	codes, hashes := newRecoveryCodes()
	err = s.tokens.audit.Change(ctx, PrincipalFrom(ctx), auditStep(ctx, u, "on"), func(ctx context.Context) error {
		return s.store.SetSecondStep(ctx, chat.SecondStep{
			UserID: u.ID, SealedSecret: s.sealer.Seal(e.Secret), Used: step, Since: s.now().UTC(),
		}, hashes, keep)
	})
	if err != nil {
		return nil, err
	}
	s.tokens.Ended(u.ID)
	return codes, nil
}

// auditStep is what the audit log says of a change of somebody's second step. On the way in it is the person's own doing.
func auditStep(ctx context.Context, u chat.User, what string) chat.AuditEntry {
	e := chat.AuditEntry{
		Kind: chat.AuditUserUpdated, Target: chat.AuditTarget{Kind: "user", ID: u.ID, Name: u.Name},
		Changes: []chat.AuditChange{{Field: "second_step", To: what}},
	}
	if PrincipalFrom(ctx) == nil && what == "on" {
		e.Actor = chat.AuditActor{UserID: u.ID, Name: u.Name, Credential: "password"}
	}
	return e
}

// TurnOff turns a person's second step off.
func (s *SecondSteps) TurnOff(ctx context.Context, u chat.User) error {
	err := s.tokens.audit.Change(ctx, PrincipalFrom(ctx), auditStep(ctx, u, "off"), func(ctx context.Context) error { return s.store.DeleteSecondStep(ctx, u.ID) })
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.NotFound, "There is no second step to turn off")
	}
	return err
}

// NewCodes gives a person other recovery codes; the ones before are worthless then.
func (s *SecondSteps) NewCodes(ctx context.Context, u chat.User) ([]string, error) {
	_, err := s.store.SecondStep(ctx, u.ID)
	if errors.Is(err, chat.ErrNotFound) {
		return nil, chat.Errorf(chat.NotFound, "There is no second step that recovery codes would be for")
	}
	if err != nil {
		return nil, err
	}
	codes, hashes := newRecoveryCodes()
	return codes, s.tokens.audit.Change(ctx, PrincipalFrom(ctx), auditStep(ctx, u, "new recovery codes"), func(ctx context.Context) error {
		return s.store.SetRecoveryCodes(ctx, u.ID, hashes)
	})
}

// State answers how a person's second step stands.
func (s *SecondSteps) State(ctx context.Context, u chat.User) (st SecondStepState, err error) {
	d, err := s.Demand(ctx)
	if err != nil {
		return st, err
	}
	st.Demanded = d.Of(u)
	v, err := s.store.SecondStep(ctx, u.ID)
	if errors.Is(err, chat.ErrNotFound) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	st.On, st.Since = true, v.Since
	st.CodesLeft, err = s.store.CountRecoveryCodes(ctx, u.ID)
	return st, err
}
