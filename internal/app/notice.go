package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// The account that the server's own messages to people come from. It is made when there is the first to send, and is
// deactivated: nobody can sign in with it or mention it.
const (
	noticeName  = "Stoa"
	noticeEmail = "stoa@server.invalid"
)

// tellPaused tells whoever a webhook belongs to that nothing is sent to it any more: in its room, or the person who
// registered or installed it in a one-to-one chat.
func (a *App) tellPaused(ctx context.Context, hook chat.Webhook) error {
	text := fmt.Sprintf("Webhook %d (%s) is paused: %s. What it is owed is kept. Resume it with: stoa delivery resume %d",
		hook.ID, hook.Event, hook.Paused, hook.ID)
	if hook.RoomID != 0 {
		room, err := a.store.Room(ctx, hook.RoomID)
		if err != nil {
			return err
		}
		if !room.Archived {
			p := &chat.Principal{Class: chat.ClassRoomClient, Kind: chat.TokenAddon, RoomID: room.ID, Name: noticeName}
			_, err = a.chat.Post(ctx, p, chat.ToConversation(room.ConversationID),
				chat.Draft{Kind: chat.KindNotification, Body: text, Format: chat.FormatText, Color: "red"})
			return err
		}
	}
	personID, err := a.ownerOf(ctx, hook)
	if err != nil {
		return err
	}
	return a.writeTo(ctx, personID, text)
}

// ownerOf is who registered the webhook or installed its add-on; the group's owner where no person did.
func (a *App) ownerOf(ctx context.Context, hook chat.Webhook) (int64, error) {
	personID := hook.UserID
	if hook.InstallationID != 0 {
		in, err := a.store.Installation(ctx, hook.InstallationID)
		if err != nil {
			return 0, err
		}
		personID = in.InstalledBy
	}
	if personID != 0 {
		return personID, nil
	}
	owner, err := a.store.Owner(ctx)
	return owner.ID, err
}

// writeTo writes a person a one-to-one message from the server.
func (a *App) writeTo(ctx context.Context, personID int64, text string) error {
	from, err := a.noticeAccount(ctx)
	if err != nil {
		return err
	}
	conversationID, err := a.store.DirectChat(ctx, from.ID, personID)
	if err != nil {
		return err
	}
	_, err = a.chat.Post(ctx, auth.PersonPrincipal(from), chat.ToConversation(conversationID),
		chat.Draft{Kind: chat.KindMessage, Body: text, Format: chat.FormatText})
	return err
}

func (a *App) noticeAccount(ctx context.Context) (chat.User, error) {
	u, err := a.store.UserByEmail(ctx, noticeEmail)
	if !errors.Is(err, chat.ErrNotFound) {
		return u, err
	}
	u, err = a.store.CreateUser(ctx, chat.User{Name: noticeName, Email: noticeEmail, Deleted: true}, "")
	if errors.Is(err, chat.ErrDuplicate) { // another delivery was faster
		return a.store.UserByEmail(ctx, noticeEmail)
	}
	return u, err
}
