package app

import (
	"context"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/inbound"
	"github.com/stoachat/stoa/internal/once"
	"github.com/stoachat/stoa/internal/slackapi"
	"github.com/stoachat/stoa/internal/webhook"
)

const expireEvery = time.Hour

// expire removes dead tokens and sessions, deliveries, calls and messages of long ago, and installations that nobody finished, now
// and then.
func (a *App) expire(ctx context.Context) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		err := a.chat.Auditor().Settle(ctx)
		if a.keeps() {
			err = errors.Join(err, a.expireNow(ctx, a.cfg.Now()))
		}
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "what has expired was not removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (a *App) expireNow(ctx context.Context, now time.Time) error {
	return errors.Join(a.store.DeleteExpired(ctx, now), a.deleteLogs(ctx, now), a.keepShort(ctx, now), a.addons.RemoveUnread(ctx), a.counter.Forget(ctx),
		a.store.DeleteHookKeys(ctx, now.Add(-2*chat.ChangeWindow)), a.store.DeleteOnces(ctx, now.Add(-once.Kept)),
		a.store.DeleteBursts(ctx, now.Add(-inbound.KeptBurst)),
		a.store.DeleteStamps(ctx, now.Add(-slackapi.Remembered)))
}

// heldFor is how long what a paused webhook is owed is kept at least: somebody has to come and resume it.
const heldFor = 30 * 24 * time.Hour

// deleteLogs removes what has stood in the logs of deliveries and of calls for its time.
func (a *App) deleteLogs(ctx context.Context, now time.Time) error {
	before := now.Add(-a.cfg.LogRetention)
	held := now.Add(-max(heldFor, a.cfg.LogRetention))
	return errors.Join(a.store.DeleteDeliveries(ctx, before, held), a.store.DeleteCalls(ctx, before), a.store.DeleteHookPayloads(ctx, before))
}

// secretOf opens the secret that an installation's deliveries are signed with.
func (a *App) secretOf(ctx context.Context, installationID int64) (oauthID, secret string, err error) {
	in, err := a.store.Installation(ctx, installationID)
	if err != nil {
		return "", "", err
	}
	secret, err = a.sealer.Open(in.SealedSecret)
	return in.OAuthID, secret, err
}

// webhookSecret makes the secret of a new webhook as it stands in the database.
func (a *App) webhookSecret() []byte { return a.sealer.Seal(webhook.NewSecret()) }

// trusted lets a group administrator's webhooks be on the inside network.
func (a *App) trusted(ctx context.Context, hook chat.Webhook) bool {
	if hook.UserID == 0 {
		return false
	}
	u, err := a.store.User(ctx, hook.UserID)
	return err == nil && !u.Deleted && (u.Admin || u.Owner)
}
