package chat

import "context"

// sayGuestAccess logs that guest access to a room was switched. spec: rest-v2, 2.1.
func (s *Service) sayGuestAccess(ctx context.Context, p *Principal, r Room, on bool) error {
	e, err := s.line(KindGuestAccess, p, r.ConversationID)
	if err != nil {
		return err
	}
	e.Body = "Guest access was switched off"
	if on {
		e.Body = "Guest access was switched on"
	}
	_, err = s.append(ctx, &r, Append{Event: e})
	return err
}
