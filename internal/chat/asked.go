package chat

import (
	"context"
	"strconv"
	"sync/atomic"
)

// asked is a request that is asked again when its answer was lost.
type asked struct {
	id   string
	said atomic.Int64 // messages
}

type askedKey struct{}

// AskedAs gives what a request says names that are made of the request's own, so that it says nothing twice when it is done
// again because nobody knows whether it was done.
func AskedAs(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, askedKey{}, &asked{id: id})
}

// nameSaid names a message that its sender has not named.
func nameSaid(ctx context.Context, e *Event) {
	a, ok := ctx.Value(askedKey{}).(*asked)
	if ok && e.ClientID == "" && (e.Kind == KindMessage || e.Kind == KindNotification) {
		e.ClientID = "once:" + a.id + ":" + strconv.FormatInt(a.said.Add(1), 10)
	}
}
