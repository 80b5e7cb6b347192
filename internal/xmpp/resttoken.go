package xmpp

import (
	"context"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// restToken is the token of the REST API that a stream was given.
type restToken struct {
	text  string
	token chat.Token
}

// giveToken answers a token of the REST API for the person, the same one while it is good. Who came with a token has one already,
// whose end would not be this one's. spec: xmpp, 2.3.
func (se *session) giveToken(ctx context.Context, _ *element, _ jid) (*element, error) {
	if se.p.Kind != "" {
		return nil, chat.Errorf(chat.Forbidden, "You have a token: it is good for the REST API too")
	}
	if !time.Now().Before(se.rest.token.Expires) {
		t := chat.Token{
			Kind: chat.TokenUser, UserID: se.p.UserID(), Name: se.p.User.Name, Scopes: auth.PersonPrincipal(*se.p.User).Scopes,
			Family: auth.RandomText(20), Expires: time.Now().Add(auth.UserLife).UTC(),
		}
		text, issued, err := se.server.c.Tokens.Issue(ctx, t)
		if err != nil {
			return nil, err
		}
		se.rest = restToken{text, issued}
	}
	ends := se.rest.token.Expires
	token := leaf("token", se.rest.text).set("expiration", strconv.FormatInt(ends.Unix(), 10)).set("ttl", strconv.Itoa(int(time.Until(ends).Seconds())))
	return el("query", nsHipChatAuth).add(token), nil
}

// takeToken ends the token that the stream was given.
func (se *session) takeToken(ctx context.Context, q *element, _ jid) (*element, error) {
	if q.attr("action") != "delete" {
		return nil, chat.Errorf(chat.Invalid, "A token can only be deleted")
	}
	if se.rest.text == "" {
		return nil, nil
	}
	err := se.server.c.Tokens.Revoke(ctx, se.rest.token)
	se.rest = restToken{}
	return nil, err
}
