package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// maxAnswersInARow bounds how many answers may follow from one another: an add-on that answers a notification which is
// itself the answer to one, and so on.
const maxAnswersInARow = 3

// postAnswer posts the notification that a webhook's receiver answered with, from the add-on that registered it. No
// webhook answers what followed from an answer of its own, so that neither an add-on that hears itself nor two that
// hear each other go on for ever. spec: connect, 5.5, 5.6.
func (a *App) postAnswer(ctx context.Context, hook chat.Webhook, d chat.Delivery, notification []byte) error {
	if slices.Contains(d.Chain, hook.ID) || len(d.Chain) >= maxAnswersInARow {
		return chat.Errorf(chat.Forbidden, "it would answer what followed from an answer of its own, or be the fourth in a row")
	}
	var in hipchat.NotificationRequest
	if err := json.Unmarshal(notification, &in); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return chat.Errorf(chat.Invalid, "its %s must be a %s, and is a %s", wrong.Field, wrong.Type, wrong.Value)
		}
		return chat.Errorf(chat.Invalid, "it is no notification: %s", err)
	}
	p, err := a.answerer(ctx, hook)
	if err != nil {
		return err
	}
	if _, ok := a.answers.Take(strconv.FormatInt(hook.ID, 10) + "/" + strconv.FormatInt(d.RoomID, 10)); !ok {
		return chat.Errorf(chat.TooMany, "it is over the limit of answers per webhook, room and minute")
	}
	draft := chat.NotificationDraft(in)
	draft.Chain = append(slices.Clone(d.Chain), hook.ID)
	_, err = a.chat.Post(ctx, p, chat.ToConversation(d.ConversationID), draft)
	return err
}

// answerer is who a receiver's answer comes from: the add-on, or what the person or token called the webhook.
func (a *App) answerer(ctx context.Context, hook chat.Webhook) (*chat.Principal, error) {
	p := &chat.Principal{Class: chat.ClassGroupClient, Kind: chat.TokenAddon, RoomID: hook.RoomID, Name: hook.Name, Level: a.level}
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
	if in.Disabled {
		return nil, chat.Disabled(in.Name)
	}
	p.InstallationID, p.AddonKey, p.Name = in.ID, in.Key, in.FromName
	p.Level = hipchat.Older(a.level, in.Level)
	return p, nil
}
