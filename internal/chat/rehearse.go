package chat

import "context"

// Rehearse is what a draft would look like, said by p: everything is decided as when it is posted, and nothing is kept.
func (s *Service) Rehearse(ctx context.Context, p *Principal, to Target, d Draft) (Event, error) {
	e, _, err := s.drafted(ctx, p, to, &d)
	return e, err
}

// CheckTyped tells what is wrong with a text that a person has typed, wherever it is to be said.
func CheckTyped(body string) error {
	d := Draft{Kind: KindMessage, Body: body}
	return d.check(&Principal{})
}
