package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// InviteToRoom invites a person into a public room: with a message from the caller to the person, which waits for
// those who are not here, and a frame on their live feed. page tells a room's address. spec: rest-v2, 4.5 invite_user.
func (s *Service) InviteToRoom(ctx context.Context, p *Principal, ref, userRef, reason string, page func(Room) string) error {
	if p.User == nil {
		return Errorf(Forbidden, "Only a person can invite somebody")
	}
	reason = strings.TrimSpace(reason)
	if v := hipchat.CheckLength("reason", reason, 0, hipchat.MaxInviteReason); v != nil {
		return Violates(v)
	}
	r, err := s.Room(ctx, p, ref)
	if err != nil {
		return err
	}
	switch {
	case r.Archived:
		return Errorf(Invalid, "Room '%s' is archived: nobody can be invited into it", r.Name)
	case r.Private:
		return Errorf(Invalid, "Room '%s' is private: make the person a member instead", r.Name)
	}
	u, err := s.User(ctx, userRef)
	if err != nil {
		return err
	}
	c, err := s.OpenDirectChat(ctx, p, u.ID)
	if err != nil {
		return err
	}
	text := "You are invited to the room " + r.Name + ": " + page(r)
	if reason != "" {
		text = reason + "\n" + text
	}
	if _, err := s.Say(ctx, p, c.ID, text, ""); err != nil {
		return err
	}
	return s.TellInvited(p, r, u.ID, reason)
}

// TellInvited tells somebody who is connected that the caller has asked them into a room, which they may see.
func (s *Service) TellInvited(p *Principal, r Room, userID int64, reason string) error {
	b, err := json.Marshal(inviteFrame{Type: "invite", Room: r.ID, Name: r.Name, From: p.UserID(), Reason: reason})
	if err != nil {
		return fmt.Errorf("encode invitation: %w", err)
	}
	s.live.SendUser(userID, b)
	return nil
}

// inviteFrame tells a connected person's page of an invitation.
type inviteFrame struct {
	Type   string `json:"type"`
	Room   int64  `json:"room"`
	Name   string `json:"name"`
	From   int64  `json:"from"`
	Reason string `json:"reason"`
}
