package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

const readyLimit = 2 * time.Second

// ready answers nil when the database can be reached.
func (a *App) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
	defer cancel()
	if _, err := a.store.Group(ctx); err != nil {
		return errors.New("the database does not answer")
	}
	return nil
}

const (
	expireEvery    = time.Hour
	keepDeliveries = 7 * 24 * time.Hour
)

// expire removes dead tokens and sessions, and deliveries that ended long ago, now and then.
func (a *App) expire(ctx context.Context) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		now := a.cfg.Now()
		err := errors.Join(a.store.DeleteExpired(ctx, now), a.store.DeleteDeliveries(ctx, now.Add(-keepDeliveries)))
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

// sendAway ends the live sessions of a person whose credential has ended.
func (a *App) sendAway(userID int64) {
	a.hub.DisconnectUser(userID, func(p *chat.Principal) bool { return a.tokens.Good(context.Background(), p) })
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

// trusted lets a group administrator's webhooks be on the inside network.
func (a *App) trusted(ctx context.Context, hook chat.Webhook) bool {
	if hook.UserID == 0 {
		return false
	}
	u, err := a.store.User(ctx, hook.UserID)
	return err == nil && !u.Deleted && (u.Admin || u.Owner)
}

// postAnswer posts the notification that a webhook's receiver answered with, from the add-on that registered it.
// spec: connect, 5.5.
func (a *App) postAnswer(ctx context.Context, hook chat.Webhook, d chat.Delivery, notification []byte) error {
	var in hipchat.NotificationRequest
	if err := json.Unmarshal(notification, &in); err != nil {
		return fmt.Errorf("the answer is not a notification: %w", err)
	}
	p, err := a.answerer(ctx, hook)
	if err != nil {
		return err
	}
	// An add-on hears its own notifications, so one that answers each would never end.
	if _, ok := a.answers.Take(strconv.FormatInt(hook.ID, 10) + "/" + strconv.FormatInt(d.RoomID, 10)); !ok {
		return errors.New("the answer is over the limit of messages per room and minute")
	}
	_, err = a.chat.Post(ctx, p, chat.ToConversation(d.ConversationID), chat.NotificationDraft(in))
	return err
}

// answerer is who a receiver's answer comes from: the add-on, or what the person or token called the webhook.
func (a *App) answerer(ctx context.Context, hook chat.Webhook) (*chat.Principal, error) {
	p := &chat.Principal{Class: chat.ClassGroupClient, Kind: chat.TokenAddon, RoomID: hook.RoomID, Name: hook.Name}
	if p.Name == "" {
		p.Name = "Webhook"
	}
	if hook.InstallationID == 0 {
		return p, nil
	}
	in, err := a.store.Installation(ctx, hook.InstallationID)
	if err != nil {
		return nil, err
	}
	p.InstallationID, p.AddonKey, p.Name = in.ID, in.Key, in.FromName
	return p, nil
}
