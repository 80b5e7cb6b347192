package chat

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Unsent is what a person is writing in a conversation or a thread and has not sent: a draft, as people call it.
type Unsent struct {
	ConversationID int64
	Thread         string // the id of the event that it began with; empty: none
	Body           string
	Updated        time.Time
}

// UnsentStore keeps what people are writing.
type UnsentStore interface {
	Unsent(ctx context.Context, userID int64) ([]Unsent, error)              // the newest first
	KeepUnsent(ctx context.Context, userID int64, u Unsent, limit int) error // forgets the oldest over the limit
	DropUnsent(ctx context.Context, userID, conversationID int64, thread string) error
}

// maxUnsent bounds in how many conversations and threads a person's drafts are kept.
const maxUnsent = 200

// Unsent answers the drafts of a person, the newest first.
func (s *Service) Unsent(ctx context.Context, p *Principal) ([]Unsent, error) {
	if p.User == nil {
		return nil, Errorf(Forbidden, "Only a person has drafts")
	}
	return s.store.Unsent(ctx, p.User.ID)
}

// unsentFrame is what the person's tabs and devices are told. By names the page that wrote it, which knows already.
type unsentFrame struct {
	Conversation int64  `json:"conversation"`
	Thread       string `json:"thread,omitempty"`
	Body         string `json:"body"`
	By           string `json:"by,omitempty"`
}

// KeepUnsent keeps what a person is writing, and tells their other tabs and devices; an empty body drops it. by names
// the page that it is written on.
func (s *Service) KeepUnsent(ctx context.Context, p *Principal, conversationID int64, thread, body, by string) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person has drafts")
	}
	if v := hipchat.CheckLength("body", body, 0, MaxTyped); v != nil {
		return Violates(v)
	}
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return err
	}
	if err := s.beginsThread(ctx, conversationID, thread); err != nil && body != "" {
		return err
	}
	if err := s.keepUnsent(ctx, p.User.ID, Unsent{conversationID, thread, body, s.moment()}); err != nil {
		return err
	}
	s.TellSelf(p.User.ID, "draft", unsentFrame{conversationID, thread, body, by})
	return nil
}

// beginsThread tests that a thread, where one is named, is one of the conversation's.
func (s *Service) beginsThread(ctx context.Context, conversationID int64, thread string) error {
	if thread == "" {
		return nil
	}
	first, err := s.EventIn(ctx, conversationID, thread)
	if err == nil && first.Thread != "" {
		err = Errorf(Invalid, "Message '%s' is a reply: its thread has the id of the first message", thread)
	}
	return err
}

func (s *Service) keepUnsent(ctx context.Context, userID int64, u Unsent) error {
	if u.Body == "" {
		return s.store.DropUnsent(ctx, userID, u.ConversationID, u.Thread)
	}
	err := s.store.KeepUnsent(ctx, userID, u, maxUnsent)
	if errors.Is(err, ErrNotFound) {
		return noConversation(u.ConversationID)
	}
	return err
}
