package addon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/bits"
	"net/http"
	"time"

	mathrand "math/rand/v2"

	"github.com/stoachat/stoa/hipchat"
)

const (
	maxWaiting  = 1000 // posts for one installation
	maxSending  = 16   // installations that are posted to at the same time
	attemptTime = 20 * time.Second
	lease       = time.Minute // longer than an attempt: who claimed a post and died leaves it to others
	lookAgain   = time.Second // at the outbox, besides being rung
	longestWait = 10 * time.Minute
)

// Post puts a notification into the outbox, from where Run sends it to the room: again and again while the server cannot
// be reached, in the order of the calls. It is not lost when the add-on ends, if its Store is not; when an answer is
// lost, it may be said twice.
func (in *Installation) Post(ctx context.Context, room hipchat.ID, n hipchat.NotificationRequest) error {
	if err := checkNotification(n); err != nil {
		return err
	}
	if room == "" {
		return errors.New("addon: a post needs a room")
	}
	a := in.addon
	now := a.opt.Now().UTC()
	p := Post{
		ID: fmt.Sprintf("%016x-%s", now.UnixMicro(), rand.Text()[:10]), OAuthID: in.ID(), Room: room, Notification: n, Created: now,
	}
	if err := a.opt.Store.AddPost(ctx, p, maxWaiting); err != nil {
		return err
	}
	a.rung()
	return nil
}

func (a *Addon) rung() {
	select {
	case a.ring <- struct{}{}:
	default: // somebody rang already
	}
}

// Run empties the outbox until ctx ends; then it waits for what is under way, also for what Go started. Serve calls it.
func (a *Addon) Run(ctx context.Context) {
	free := make(chan struct{}, maxSending)
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		if a.sendDue(ctx, free) {
			continue
		}
		select {
		case <-ctx.Done():
			for range maxSending {
				free <- struct{}{}
			}
			a.tasks.end()
			return
		case <-a.ring:
		case <-again.C:
		}
	}
}

// sendDue begins to send what is due, as far as hands are free, and tells whether there was anything.
func (a *Addon) sendDue(ctx context.Context, free chan struct{}) bool {
	hands := maxSending - len(free)
	if ctx.Err() != nil || hands == 0 {
		return false
	}
	now := a.opt.Now()
	posts, err := a.opt.Store.ClaimPosts(ctx, now, now.Add(lease), hands)
	if err != nil {
		if ctx.Err() == nil {
			a.opt.Log.ErrorContext(ctx, "the outbox was not read", "error", err)
		}
		return false
	}
	for _, p := range posts {
		free <- struct{}{}
		go func() {
			a.send(context.WithoutCancel(ctx), p)
			<-free
			a.rung()
		}()
	}
	return len(posts) > 0
}

// send makes one attempt, and notes what came of it.
func (a *Addon) send(ctx context.Context, p Post) {
	done := a.observed("outbox")
	trying, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	in, err := a.Installation(trying, p.OAuthID)
	if err == nil {
		err = in.Notify(trying, p.Room, p.Notification)
	}
	done(err)
	switch wait, more := a.again(p, err); {
	case err == nil:
		err = a.opt.Store.DeletePost(ctx, p.ID)
	case more:
		a.opt.Log.WarnContext(ctx, "a post is put off", "oauth_id", p.OAuthID, "attempts", p.Attempts+1, "error", err)
		err = a.opt.Store.PutOffPost(ctx, p.ID, a.opt.Now().Add(wait))
	default:
		a.opt.Log.ErrorContext(ctx, "a post reached nobody", "oauth_id", p.OAuthID, "attempts", p.Attempts+1, "error", err)
		if a.opt.Undelivered != nil {
			a.opt.Undelivered(ctx, p, err)
		}
		err = a.opt.Store.DeletePost(ctx, p.ID)
	}
	if err != nil {
		a.opt.Log.ErrorContext(ctx, "the outbox was not written", "error", err)
	}
}

// again decides whether a failed post is worth another attempt, and when: the last is made when it is to be given up, however
// long the server asks to be left alone, since all that is posted there waits behind it.
func (a *Addon) again(p Post, err error) (time.Duration, bool) {
	wait := backoff(p.Attempts)
	left := a.opt.GiveUpAfter - a.opt.Now().Sub(p.Created)
	var refused *hipchat.Error
	switch {
	case errors.Is(err, ErrNotInstalled), left <= 0:
		return 0, false
	case errors.As(err, &refused) && (refused.RateLimited || refused.Code >= 500):
		return min(max(wait, refused.Wait), left), true
	case errors.As(err, &refused):
		return wait, refused.Code == http.StatusUnauthorized || refused.Code == http.StatusRequestTimeout
	}
	return min(wait, left), true
}

// backoff doubles from a second, less up to a half, so that many posts do not come back together.
func backoff(attempts int) time.Duration {
	d := longestWait
	if attempts < bits.Len(uint(longestWait/time.Second)) {
		d = min(d, time.Second<<attempts)
	}
	return d - mathrand.N(d/2)
}
