package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store"
)

// shared is a file that has to be copied, and where to.
type shared struct{ key, to string }

// writeRoomLogs writes what was said in rooms, the newest first, as HipChat had it.
func (m *maker) writeRoomLogs(ctx context.Context) error {
	for i := range m.rooms {
		r := &m.rooms[i]
		dir := fmt.Sprintf("rooms/%d/", r.ID)
		err := m.writeLog(ctx, dir, []int64{r.ConversationID}, func(e *chat.Event) *archive.Message {
			msg := messageOf(e)
			if msg == nil {
				return nil
			}
			m.count(&m.sum.Messages, "messages")
			m.share(e, dir+"files/")
			return msg
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeOneToOne writes each person's one-to-one messages: those that two people exchanged stand with both of them.
func (m *maker) writeOneToOne(ctx context.Context) error {
	chats, of := make(map[int64]store.Direct), make(map[int64][]int64)
	for _, c := range m.chats {
		chats[c.Conversation] = c
		of[c.Low] = append(of[c.Low], c.Conversation)
		if c.High != c.Low {
			of[c.High] = append(of[c.High], c.Conversation)
		}
	}
	for _, u := range m.users {
		if len(of[u.ID]) == 0 {
			continue
		}
		err := m.writeLog(ctx, fmt.Sprintf("users/%d/", u.ID), of[u.ID], func(e *chat.Event) *archive.Message {
			c := chats[e.ConversationID]
			msg := m.privateOf(e, c)
			if msg == nil || u.ID != c.Low { // it has been counted
				return msg
			}
			m.count(&m.sum.OneToOne, "one-to-one messages")
			m.share(e, "users/files/")
			return msg
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeLog writes the history of one place; none where nothing was said.
func (m *maker) writeLog(ctx context.Context, dir string, conversations []int64, message func(*chat.Event) *archive.Message) error {
	err := m.out.addList(dir+"history.json", false, func(put func([]byte) error) error {
		n := 0
		for e, err := range m.dump.Logs(ctx, conversations...) {
			if n++; err == nil && n%10_000 == 0 {
				err = m.hold(ctx)
			}
			if err != nil {
				return err
			}
			msg := message(&e)
			if msg == nil {
				continue
			}
			b, err := msg.Encode()
			if err == nil {
				err = put(b)
			}
			if err != nil {
				return fmt.Errorf("write message %s: %w", e.ID, err)
			}
		}
		return nil
	})
	return errors.Join(err, m.hold(ctx))
}

func (m *maker) count(n *int64, what string) {
	if *n++; *n%1000 == 0 {
		m.Progress(what, *n)
	}
}

// messageOf is an event of a room as HipChat's histories have it; nil: they have none of the kind.
func messageOf(e *chat.Event) *archive.Message {
	if e.Deleted {
		return nil
	}
	msg := &archive.Message{ID: e.ID, Time: e.Time, Text: e.Body, Sender: archive.Person{ID: e.UserID, Name: e.Sender, MentionName: e.MentionName}}
	switch e.Kind {
	case chat.KindMessage:
		msg.Kind = archive.UserMessage
	case chat.KindNotification:
		msg.Kind = archive.NotificationMessage
	case chat.KindTopic:
		msg.Kind = archive.TopicRoomMessage
	case chat.KindGuestAccess:
		msg.Kind = archive.GuestAccessMessage
	default:
		return nil
	}
	if msg.Kind == archive.UserMessage && e.UserID == 0 {
		msg.Kind = archive.NotificationMessage // an integration's
	}
	if msg.Kind == archive.NotificationMessage {
		msg.Format, msg.Color = string(e.Format), e.Color
		msg.Sender = archive.Person{Name: e.Sender} // as most archives have it
	}
	for _, u := range e.Mentions {
		msg.Mentions = append(msg.Mentions, u.ID)
	}
	if e.File != nil {
		msg.Attachment = &archive.Attachment{Name: e.File.Name, Path: pathOf(e), Size: e.File.Size}
	}
	if x := extraOf(e); !x.Empty() {
		msg.Extra = x
	}
	return msg
}

// privateOf is an event of a one-to-one chat.
func (m *maker) privateOf(e *chat.Event, c store.Direct) *archive.Message {
	msg := messageOf(e)
	if msg == nil {
		return nil
	}
	other := c.Low + c.High - e.UserID
	if e.UserID != c.Low && e.UserID != c.High {
		return nil // nobody who is in the chat
	}
	msg.Kind, msg.Sender.ID, msg.Sender.MentionName = archive.PrivateUserMessage, e.UserID, e.MentionName
	msg.Receiver = archive.Person{ID: other, Name: m.nameOf(other)}
	if u := m.names[other]; u != nil {
		msg.Receiver.MentionName = u.MentionName
	}
	return msg
}

func extraOf(e *chat.Event) *archive.Extra {
	x := &archive.Extra{Thread: e.Thread, ToRoom: e.ToRoom, Edited: e.Edited, Card: e.Card}
	for _, r := range e.Reactions {
		x.Reactions = append(x.Reactions, archive.Reaction{Emoji: r.Emoji, Users: r.Users})
	}
	if e.Pinned != nil {
		x.Pinned = &archive.Pin{By: e.Pinned.By, At: e.Pinned.At}
	}
	return x
}

// pathOf is where an event's file stands, below the directory for files. The file's key is no part of it: whoever knows the key
// can read the file on the server.
func pathOf(e *chat.Event) string { return e.ID + "/" + files.CleanName(e.File.Name) }

// share notes the file of an event.
func (m *maker) share(e *chat.Event, dir string) {
	if e.File != nil && m.Blobs != nil {
		m.files = append(m.files, shared{files.Keys(*e.File)[0], dir + pathOf(e)})
	}
}

// writeFiles copies the files. They do not change once they are there, and none is swept up meanwhile.
func (m *maker) writeFiles(ctx context.Context) error {
	for _, f := range m.files {
		if err := m.writeFile(ctx, f); err != nil {
			return err
		}
		if err := m.hold(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) writeFile(ctx context.Context, f shared) error {
	r, err := m.Blobs.Open(ctx, f.key)
	if errors.Is(err, blob.ErrNotFound) {
		m.sum.Missing++
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = m.out.add(f.to, size, r)
	}
	if err != nil {
		return fmt.Errorf("file %s: %w", f.to, err)
	}
	m.sum.FileBytes += size
	m.count(&m.sum.Files, "files")
	return nil
}
