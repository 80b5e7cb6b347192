package inbound

import (
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// Counted is the outcome of what came too quickly to be said by a message of its own.
const Counted chat.Outcome = "counted"

// Ceilings over a limit of messages in a minute: so many times as much is counted instead of said, and so many times as many
// calls may fail that come from one address.
const (
	SurplusOver   = 40
	StrangersOver = 2
)

// allow counts a call. Over the limits it answers when the next one may come.
func (a *API) allow(p *chat.Principal, room chat.Room) (left auth.Allowance, ok bool) {
	token := strconv.FormatInt(p.TokenID, 10)
	if left, ok = a.c.Rate.Take(token); ok {
		left, ok = a.c.Flood.Take(token + "/" + strconv.FormatInt(room.ID, 10))
	}
	return left, ok
}

// tooMany refuses a call, and says when the next one may come.
func (a *API) tooMany(w http.ResponseWriter, left auth.Allowance) error {
	wait := left.Reset.Sub(a.c.Now()).Seconds()
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait)))))
	return chat.Errorf(chat.TooMany, "Rate Limit exceeded")
}

// surplus takes what is over the limits: news of what there is a message about edit it, and everything else is counted. It is
// refused where the room wants that, and over the ceiling.
func (a *API) surplus(w http.ResponseWriter, r *http.Request, p *chat.Principal, room chat.Room, m *format.Message, over auth.Allowance) error {
	if p.Check != nil && p.Check.RefuseBursts {
		return a.tooMany(w, over)
	}
	if left, ok := a.c.Surplus.Take(strconv.FormatInt(p.TokenID, 10)); !ok {
		return a.tooMany(w, left)
	}
	n, err := newsOf(r, m)
	if err == nil {
		n.Draft, err = draftOf(p, m)
	}
	if err != nil {
		return err
	}
	if n.Key != "" {
		if told, err := a.c.Chat.Told(r.Context(), p, room, n.Key); err != nil || told {
			if err == nil {
				err = a.take(w, r, p, room, m)
			}
			return err
		}
	}
	if _, err := a.c.Chat.Rehearse(r.Context(), p, chat.ToRoom(idOf(room)), n.Draft); err != nil {
		return err
	}
	key := chat.BurstKey{TokenID: p.TokenID, ConversationID: room.ConversationID, Kind: m.Format}
	if err := a.c.Bursts.Count(r.Context(), key, m.Headline()); err != nil {
		return err
	}
	w.Header().Set(headerOutcome, string(Counted))
	m.Reply.Write(w)
	return nil
}

// stranger names who fails to prove something: an address, with the token that it has.
func stranger(r *http.Request, tokenID int64) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return host + " " + strconv.FormatInt(tokenID, 10)
}

// unknown is the error of a call whose token is not good.
func (a *API) unknown(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, auth.ErrInvalidToken) && !errors.Is(err, auth.ErrV1Token) {
		return err
	}
	if left, ok := a.c.Strangers.Take(stranger(r, 0)); !ok {
		return a.tooMany(w, left)
	}
	return err
}

// unproved is the error of a call that does not prove what it must.
func (a *API) unproved(r *http.Request, p *chat.Principal, err error) error {
	var known *chat.Error
	if errors.As(err, &known) {
		a.c.Strangers.Take(stranger(r, p.TokenID))
	}
	return err
}

// meet refuses who has failed too often, before anything is read.
func (a *API) meet(w http.ResponseWriter, r *http.Request, tokenID int64) error {
	if left, over := a.c.Strangers.Peek(stranger(r, tokenID)); over {
		return a.tooMany(w, left)
	}
	return nil
}
