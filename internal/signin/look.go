package signin

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// Finding is what a look at a source has found: good, or in the way of signing in by it.
type Finding struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"`
}

// LookAt asks a provider what it says of itself, anew, and answers what there is to know before people come by it.
func (s *Service) LookAt(ctx context.Context, p Provider) ([]Finding, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	s.forget(p.Key)
	with, err := s.partyOf(ctx, p)
	s.forget(p.Key) // what is not saved is not kept
	if err != nil {
		return inTheWay(err)
	}
	found := []Finding{
		{true, "It answers and calls itself " + p.Issuer},
		{true, "It must know the redirect address " + s.RedirectURL(p.Key)},
	}
	if p.SignOut {
		found = append(found, Finding{with.onward != "", "Where people sign out there: " + orNone(with.onward)})
	}
	if len(p.Domains) == 0 && !p.Adopt {
		found = append(found, nobodyComes)
	}
	return found, nil
}

// inTheWay is a finding for what a source, or its description, is to blame for.
func inTheWay(err error) ([]Finding, error) {
	var known *chat.Error
	if errors.As(err, &known) {
		return []Finding{{false, known.Message}}, nil
	}
	return nil, err
}

var nobodyComes = Finding{false, "Nobody can come in by it for the first time: no domain gets accounts, and accounts that are there are not theirs"}

func orNone(text string) string {
	if text == "" {
		return "it names none"
	}
	return text
}
