package chat

import (
	"context"
	"errors"
)

// ToUser names the one-to-one chat of the calling person with somebody, who is referred to as a path does: by id,
// e-mail address or @mention. The chat is made when there is none yet.
func ToUser(ref string) Target { return Target{user: ref} }

// OpenDirectChat answers the one-to-one chat with the other person, and makes it when it is not there yet.
func (s *Service) OpenDirectChat(ctx context.Context, p *Principal, otherID int64) (Conversation, error) {
	other, err := s.UserByID(ctx, otherID)
	if err != nil {
		return Conversation{}, err
	}
	id, err := s.directChat(ctx, p, other)
	if err != nil {
		return Conversation{}, err
	}
	return s.store.Conversation(ctx, p.User.ID, id)
}

// directChat answers the log that the calling person shares with another one, made when there is none.
func (s *Service) directChat(ctx context.Context, p *Principal, other User) (int64, error) {
	switch {
	case p.User == nil:
		return 0, Errorf(Forbidden, "Only a person can open a one-to-one chat")
	case other.ID == p.User.ID:
		return 0, Errorf(Invalid, "A one-to-one chat needs another person")
	case p.User.Guest || other.Guest:
		return 0, Errorf(Forbidden, "Guests have no one-to-one chats")
	case other.Deleted:
		return 0, Errorf(Invalid, "%s has left the group", other.Name)
	}
	if err := s.mayChat(ctx, p); err != nil {
		return 0, err
	}
	return s.store.DirectChat(ctx, p.User.ID, other.ID)
}

func (s *Service) mayChat(ctx context.Context, p *Principal) error {
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.DirectChats }, "Chatting in private")
}

// FindDirectChat answers the log that the calling person shares with somebody; ok is false when the two have none
// yet, and for callers who are no person. Whoever has left the group can still be read.
func (s *Service) FindDirectChat(ctx context.Context, p *Principal, ref string) (id int64, ok bool, err error) {
	other, err := s.User(ctx, ref)
	if err != nil || p.User == nil {
		return 0, false, err
	}
	id, err = s.store.FindDirectChat(ctx, p.User.ID, other.ID)
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// tellOfFirst lets both people know of a chat that has got its first line: it stands in no list before.
func (s *Service) tellOfFirst(ctx context.Context, e Event) {
	a, b, err := s.store.DirectChatOf(ctx, e.ConversationID)
	switch {
	case err == nil:
		s.tellConversationsChanged(a, b)
	case !errors.Is(err, ErrNotFound): // the line is committed all the same
		s.log.WarnContext(ctx, "who is in a new one-to-one chat", "error", err)
	}
}
