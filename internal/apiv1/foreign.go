package apiv1

import (
	"cmp"
	"context"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// foreign reads a request that is surely another tool's: somebody has put a room's address where the tool wants one of its
// own. ok is false for everything else.
func (x *exchange) foreign() (d chat.Draft, ok bool) {
	m, n, ok := format.Foreign(format.Request{Header: x.r.Header, Query: x.r.URL.Query(), Body: x.body})
	if !ok {
		return d, false
	}
	x.tool, d = m, chat.NotificationDraft(n)
	d.From = cmp.Or(d.From, x.in["from"], format.Title(m.Format)) // on this wire it is all the sender there is
	return d, true
}

// sayForeign posts what another tool says, into the token's room unless the address names it.
func (a *API) sayForeign(ctx context.Context, p *chat.Principal, named string, d chat.Draft) error {
	if !p.Level.Has(hipchat.FeatureCards) {
		d.Card = nil
	}
	room, err := a.chat.FindRoomV1(ctx, p, cmp.Or(named, decimal(p.RoomID)))
	if err == nil {
		_, err = a.chat.Post(ctx, p, chat.ToRoom(decimal(room.ID)), d)
	}
	return err
}
