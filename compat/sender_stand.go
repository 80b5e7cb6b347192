package compat

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// stand is the throwaway server that senders post to. It is a whole one, which decides what is right; its own listener
// is not used, because a sender arrives at a stall.
type stand struct {
	inside app.Inside
	all    http.Handler
	owner  *chat.Principal
	v1     string // a token of API v1
	guests atomic.Int64

	stop  context.CancelFunc
	ended chan error
}

// berth is a room, and a token that may post to it.
type berth struct {
	chat.Room
	token string
}

func openStand(ctx context.Context) (*stand, error) {
	st := &stand{ended: make(chan error, 1)}
	ready := make(chan http.Handler, 1)
	a, err := app.New(ctx, app.Config{
		Unlimited: true, PasswordCost: auth.Cheap, NoPreview: true, Log: slog.New(slog.DiscardHandler),
		Trial: app.Trial{Around: func(all http.Handler) http.Handler {
			ready <- all
			return all
		}},
	})
	if err != nil {
		return nil, err
	}
	st.inside = a.Inside()
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	st.stop = stop
	go func() { st.ended <- a.Run(run) }()
	select {
	case st.all = <-ready:
		err = st.furnish(ctx)
	case err = <-st.ended:
		stop()
		return nil, err
	}
	if err != nil {
		st.close()
		return nil, err
	}
	return st, nil
}

func (st *stand) close() {
	st.stop()
	<-st.ended
}

// furnish makes the owner and the token that are there for all.
func (st *stand) furnish(ctx context.Context) error {
	hash, err := st.inside.Passwords.Hash(ctx, auth.RandomText(16))
	if err != nil {
		return err
	}
	owner, err := st.inside.Chat.CreateOwner(ctx, "", chat.User{Name: "Checker", MentionName: "checker", Email: "checker@check.example"}, hash)
	if err != nil {
		return err
	}
	st.owner = auth.PersonPrincipal(owner)
	st.v1, _, err = st.inside.Tokens.Issue(ctx, chat.Token{Kind: chat.TokenV1Admin, UserID: owner.ID, Name: "check"})
	return err
}

// rooms makes two for one check: what is counted in them is then its own.
func (st *stand) rooms(ctx context.Context) (plain, blank berth, err error) {
	n := st.guests.Add(1)
	if plain, err = st.room(ctx, fmt.Sprintf("Ops%d", n)); err != nil {
		return plain, blank, err
	}
	blank, err = st.room(ctx, fmt.Sprintf("Boiler Room %d", n))
	return plain, blank, err
}

func (st *stand) room(ctx context.Context, name string) (berth, error) {
	r, err := st.inside.Chat.CreateRoom(ctx, st.owner, chat.Room{Name: name})
	if err != nil {
		return berth{}, err
	}
	token, _, err := st.inside.Tokens.Issue(ctx, chat.Token{
		Kind: chat.TokenRoom, RoomID: r.ID, UserID: st.owner.User.ID, Name: "check", Scopes: []string{hipchat.ScopeSendNotification},
	})
	return berth{r, token}, err
}

// said is how many things were said in the room.
func (st *stand) said(ctx context.Context, r chat.Room) (int, error) {
	events, err := st.inside.Chat.History(ctx, chat.HistoryQuery{
		ConversationID: r.ConversationID, Kinds: []chat.Kind{chat.KindMessage, chat.KindNotification}, Limit: 1000,
	})
	return len(events), err
}

func idOf(r chat.Room) string { return strconv.FormatInt(r.ID, 10) }
