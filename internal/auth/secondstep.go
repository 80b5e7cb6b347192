package auth

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// SecondStepStore is what the second step asks of the database.
type SecondStepStore interface {
	Group(ctx context.Context) (chat.Group, error)
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	SecondStep(ctx context.Context, userID int64) (chat.SecondStep, error)
	SetSecondStep(ctx context.Context, v chat.SecondStep, codes [][]byte, keep []byte) error
	DeleteSecondStep(ctx context.Context, userID int64) error
	UseStep(ctx context.Context, userID, step int64) error
	CountRecoveryCodes(ctx context.Context, userID int64) (int64, error)
	SetRecoveryCodes(ctx context.Context, userID int64, codes [][]byte) error
	UseRecoveryCode(ctx context.Context, userID int64, hash []byte) error
	PeopleWithoutSecondStep(ctx context.Context) ([]chat.User, error)
	EndPasswordSignIns(ctx context.Context, userIDs []int64) error
}

// SecondSteps are the codes that people prove besides their password (TOTP, RFC 6238), and who must.
type SecondSteps struct {
	store   SecondStepStore
	sealer  *Sealer
	tickets *Tickets
	tokens  *Tokens
	tries   *Windows
	now     func() time.Time
}

// NewSecondSteps makes a SecondSteps. Ten wrong codes in an hour are all that a person has: six digits are soon guessed by
// somebody who knows the password. now may be nil.
func NewSecondSteps(store SecondStepStore, sealer *Sealer, tokens *Tokens, now func() time.Time) *SecondSteps {
	if now == nil {
		now = time.Now
	}
	return &SecondSteps{
		store: store, sealer: sealer, tickets: NewTickets(sealer, now), tokens: tokens, tries: NewWindows(10, time.Hour, now), now: now,
	}
}

// The steps that may come after a password.
const (
	StepNone  = ""      // that was all
	StepCode  = "code"  // the code of an authenticator
	StepEnrol = "enrol" // the group demands a code of who has no authenticator yet
)

// Next answers what a person who has come in so far must do yet. Whoever a provider vouches for is not made to have an
// authenticator here: that is the provider's to demand.
func (s *SecondSteps) Next(ctx context.Context, u chat.User, method string) (string, error) {
	_, err := s.store.SecondStep(ctx, u.ID)
	if !errors.Is(err, chat.ErrNotFound) {
		return StepCode, err
	}
	if method == chat.ByProvider {
		return StepNone, nil
	}
	d, err := s.Demand(ctx)
	if err != nil || !d.Of(u) {
		return StepNone, err
	}
	return StepEnrol, nil
}

// OnItsOwn answers nil where a password alone says enough about a person: a call that has no second step to it is refused.
func (s *SecondSteps) OnItsOwn(ctx context.Context, u chat.User) error {
	switch next, err := s.Next(ctx, u, chat.ByPassword); {
	case err != nil:
		return err
	case next != StepNone:
		return chat.Errorf(chat.Forbidden, "This account signs in with a second step, so its password gives no token. "+
			"Make a personal token on the page, under Settings, and use that instead")
	}
	return nil
}

// Check answers nil for a code of the person's authenticator that has not been used yet, and for a recovery code, which is
// used up.
func (s *SecondSteps) Check(ctx context.Context, u chat.User, code string) error {
	key := strconv.FormatInt(u.ID, 10)
	if _, ok := s.tries.Take(key); !ok {
		return chat.Errorf(chat.TooMany, "Too many wrong codes. Try again in an hour.")
	}
	err := s.use(ctx, u.ID, code)
	if errors.Is(err, chat.ErrNotFound) {
		if err := s.tokens.audit.SignInFailed(ctx, u.Email); err != nil {
			return err
		}
		return wrongCode("a code that your authenticator shows now and that has not been used, or a recovery code")
	}
	s.tries.GiveBack(key) // right, or never looked at
	return err
}

func wrongCode(expected string) error {
	return chat.Violates(&hipchat.Violation{Field: "code", Rule: hipchat.RuleFormat, Value: "…", Expected: expected})
}

func (s *SecondSteps) use(ctx context.Context, userID int64, code string) error {
	code = plainCode(code)
	if len(code) > 6 {
		return s.store.UseRecoveryCode(ctx, userID, hashRecovery(code))
	}
	v, err := s.store.SecondStep(ctx, userID)
	if err != nil {
		return err
	}
	secret, err := s.sealer.Open(v.SealedSecret)
	if err != nil {
		return fmt.Errorf("second step: %w", err)
	}
	step, ok, err := stepOf(secret, code, s.now())
	if err == nil && !ok {
		err = chat.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.store.UseStep(ctx, userID, step)
}

// demandKey is the setting that says of whom a second step is demanded.
const demandKey = "second_step"

// Demand answers of whom the group demands a second step.
func (s *SecondSteps) Demand(ctx context.Context) (chat.Demand, error) {
	text, err := s.store.Setting(ctx, demandKey)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.DemandNobody, nil
	}
	if err != nil {
		return "", err
	}
	return chat.ParseDemand("demand", text)
}

// SetDemand demands the second step of people. Where they have none, what they are signed in to by a password ends: they
// get theirs when they come back. Whoever demands it of themselves must have it, so as not to be locked out.
func (s *SecondSteps) SetDemand(ctx context.Context, by chat.User, d chat.Demand) error {
	without, err := s.Without(ctx, d)
	if err != nil {
		return err
	}
	var ids []int64
	for _, u := range without {
		if u.ID == by.ID {
			return chat.Errorf(chat.Conflict, "Turn your own second step on first, under Settings: you would be the first to be asked for it")
		}
		ids = append(ids, u.ID)
	}
	before, err := s.Demand(ctx)
	if err != nil {
		return err
	}
	e := chat.AuditEntry{
		Kind: chat.AuditSettingChanged, Target: chat.AuditTarget{Kind: "setting", Name: "sign-in"},
		Changes: []chat.AuditChange{{Field: demandKey, From: string(before), To: string(d)}},
	}
	err = s.tokens.audit.Change(ctx, PrincipalFrom(ctx), e, func(ctx context.Context) error { return s.store.SetSetting(ctx, demandKey, string(d)) })
	if err != nil {
		return err
	}
	if err := s.store.EndPasswordSignIns(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		s.tokens.Ended(id)
	}
	return nil
}

// Without answers of whom a demand would be made who have no second step.
func (s *SecondSteps) Without(ctx context.Context, d chat.Demand) ([]chat.User, error) {
	all, err := s.store.PeopleWithoutSecondStep(ctx)
	var of []chat.User
	for _, u := range all {
		if d.Of(u) {
			of = append(of, u)
		}
	}
	return of, err
}
