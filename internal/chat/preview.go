package chat

import "context"

// Preview puts what was found at a link under the message that has it, unless that says something else by now.
func (s *Service) Preview(ctx context.Context, p *Principal, said Event, link LinkPreview) error {
	c, err := s.changing(ctx, p, said.ConversationID, said.ID)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, c, ChangePreview, func(e *Event) (bool, error) {
		if e.Body != said.Body || len(e.Links) > 0 {
			return false, nil
		}
		e.Links = []LinkPreview{link}
		return true, nil
	})
	return err
}
