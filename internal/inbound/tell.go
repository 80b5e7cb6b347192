package inbound

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

const (
	tellEvery = time.Second      // at most, about one burst
	quietFor  = time.Minute      // after which a burst is over
	longest   = time.Hour        // of a burst; what comes then is told of by a message of its own
	tellingIn = 10 * time.Second // or else its node is taken for dead
	lookEvery = 30 * time.Second // for bursts of other nodes that are dead
	againIn   = 5 * time.Second  // after an error
	KeptBurst = 24 * time.Hour   // at most, when it cannot be told
)

// Run counts, and tells what has been counted, until ctx ends.
func (b *Bursts) Run(ctx context.Context) {
	var counting sync.WaitGroup
	counting.Go(func() { b.count(ctx) })
	defer counting.Wait()
	look, tell := time.NewTicker(lookEvery), time.NewTicker(tellEvery)
	defer look.Stop()
	defer tell.Stop()
	for until := time.Now(); ; {
		pace := tell.C
		if time.Now().After(until) {
			pace = nil // nothing is going on here
		}
		select {
		case <-ctx.Done():
			return
		case <-b.rung:
			until = time.Now().Add(quietFor + tellingIn)
		case <-pace:
		case <-look.C:
		}
		b.Tell(ctx)
	}
}

// Tell tells of what nobody has told yet. A burst is told of by one node at a time, and once a second at most.
func (b *Bursts) Tell(ctx context.Context) {
	now := b.c.Now()
	mine, err := b.c.Store.ClaimBursts(ctx, now, now.Add(tellingIn), now.Add(-quietFor), now.Add(-longest))
	for _, one := range mine {
		err = errors.Join(err, b.tell(ctx, one))
	}
	if err != nil && ctx.Err() == nil {
		b.c.Log.ErrorContext(ctx, "a burst of calls was not told of", "error", err)
	}
}

func (b *Bursts) tell(ctx context.Context, one chat.Burst) error {
	now := b.c.Now()
	one.Done = now.Sub(one.Latest) >= quietFor || now.Sub(one.Began) >= longest
	next := now.Add(tellEvery)
	err := b.say(ctx, &one)
	var known *chat.Error
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return b.c.Store.RenewBurst(ctx, one) // somebody has deleted the message
	case errors.As(err, &known): // the room is archived, the token's person is gone
		b.c.Log.WarnContext(ctx, "what a hook took in a burst can be said no more", "token", one.TokenID, "calls", one.Counted, "error", err)
		one.Done = true
	case err != nil:
		next, one.Done = now.Add(againIn), false
		return errors.Join(err, b.c.Store.TellBurst(ctx, one, next))
	}
	one.Shown = one.Counted
	return b.c.Store.TellBurst(ctx, one, next)
}

// say posts the burst's message, or edits it. The log takes a burst's message once, whatever happens before it is noted.
func (b *Bursts) say(ctx context.Context, one *chat.Burst) error {
	p, err := b.c.Tokens.Speaking(ctx, one.TokenID)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Errorf(chat.Forbidden, "Whom the token spoke for is gone")
	}
	if err != nil {
		return err
	}
	d := chat.Draft{Kind: chat.KindNotification, Format: chat.FormatHTML, Color: "gray", Body: told(*one), Owned: true}
	if one.EventID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		d.EventID, d.ClientID = id.String(), "burst:"+one.Nonce
		e, err := b.c.Chat.Post(ctx, p, chat.ToConversation(one.ConversationID), d)
		if err != nil {
			return err
		}
		one.EventID = e.ID
		if e.ID == d.EventID {
			return nil
		}
	}
	var known *chat.Error
	_, err = b.c.Chat.Revise(ctx, p, one.ConversationID, one.EventID, d, outdating(one))
	if errors.As(err, &known) && known.Code == chat.NotFound {
		err = chat.ErrNotFound
	}
	return err
}

// outdating tells a message that says more than one does. Another node has told of the burst since one was read: whose node
// was paused for longer than its claim holds must not put an older number in the place of a newer one.
func outdating(one *chat.Burst) func(now *chat.Event) bool {
	return func(now *chat.Event) bool {
		var n int64
		_, err := fmt.Sscanf(now.Body, beginning, &n)
		return err == nil && (n > one.Counted || n == one.Counted && !one.Done)
	}
}

const beginning = "<b>%d more" // begins the message

// told is what the message says: how many came, from whom, and what the first of them said.
func told(one chat.Burst) string {
	var out strings.Builder
	fmt.Fprintf(&out, beginning, one.Counted)
	if name := format.Tool(one.Kind); name != "" {
		out.WriteString(" from " + html.EscapeString(name))
	}
	out.WriteString("</b>")
	if one.Done {
		out.WriteString(" in " + lasted(one.Latest.Sub(one.Began)))
	}
	out.WriteString("<ul>")
	rest := one.Counted
	for _, line := range one.Lines {
		rest -= line.Times
		out.WriteString("<li>" + line.HTML)
		if line.Times > 1 {
			out.WriteString(" × " + strconv.FormatInt(line.Times, 10))
		}
		out.WriteString("</li>")
	}
	if rest > 0 {
		out.WriteString("<li>and " + strconv.FormatInt(rest, 10) + " more</li>")
	}
	return out.String() + "</ul>"
}

func lasted(d time.Duration) string {
	n, unit := int(d.Round(time.Second).Seconds()), "second"
	if n >= 90 {
		n, unit = int(d.Round(time.Minute).Minutes()), "minute"
	}
	n = max(1, n)
	if n > 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}
