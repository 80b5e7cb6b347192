package mailin

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/emersion/go-smtp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// tokenOf is the token of an address at the domain: TOKEN@domain, or anything+TOKEN@domain, for people who read it.
func tokenOf(address, domain string) string {
	local, host, ok := cutLast(address, "@")
	if !ok || !strings.EqualFold(host, domain) {
		return ""
	}
	if _, token, ok := cutLast(local, "+"); ok {
		return token
	}
	return local
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

// find finds the room of an address.
func (s *Server) find(ctx context.Context, address string) (recipient, error) {
	unknown := refusal(550, smtp.EnhancedCode{5, 1, 1}, "There is no such address here")
	p, err := s.c.Tokens.V2(ctx, tokenOf(address, s.c.Domain))
	if errors.Is(err, auth.ErrNoToken) || errors.Is(err, auth.ErrInvalidToken) || errors.Is(err, auth.ErrV1Token) {
		return recipient{}, unknown
	}
	var known *chat.Error
	if errors.As(err, &known) { // its add-on is disabled
		return recipient{}, unknown
	}
	if err != nil {
		return recipient{}, err
	}
	if p.RoomID == 0 || !p.Has(hipchat.ScopeSendNotification) {
		return recipient{}, unknown
	}
	room, err := s.c.Chat.RoomByID(ctx, p, p.RoomID)
	if errors.As(err, &known) {
		return recipient{}, unknown
	}
	if err == nil && room.Archived {
		return recipient{}, refusal(550, smtp.EnhancedCode{5, 2, 1}, "The room is archived")
	}
	return recipient{p, room}, err
}

// mayCome refuses mail that cannot prove what calls with the token must.
func mayCome(p *chat.Principal, from string) error {
	var known *chat.Error
	err := auth.CheckDoor(p, from)
	if errors.As(err, &known) {
		return refusal(550, smtp.EnhancedCode{5, 7, 1}, known.Message)
	}
	return err
}

// allow counts a mail.
func (s *Server) allow(r recipient) error {
	token := strconv.FormatInt(r.p.TokenID, 10)
	_, ok := s.c.Rate.Take(token)
	if ok {
		_, ok = s.c.Flood.Take(token + "/" + strconv.FormatInt(r.room.ID, 10))
	}
	if !ok {
		return chat.Errorf(chat.TooMany, "Too many messages: try again in a minute")
	}
	return nil
}
