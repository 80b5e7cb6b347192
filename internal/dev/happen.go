package dev

import (
	"context"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// happening makes one of the events of webhooks happen, as it would by itself. text is what is said, where something is.
type happening struct {
	Event  string `json:"event"`
	What   string `json:"what"`
	Global bool   `json:"global"` // only webhooks of the whole group hear of it

	do func(s *Server, ctx context.Context, text string) error
}

// happenings are all events that webhooks can be registered for. spec: connect, 2.3, 5.
func happenings() []happening {
	return []happening{
		{Event: "room_message", What: "Grace says the text", do: (*Server).sayText},
		{Event: "room_notification", What: "the room's token posts the text", do: (*Server).notifyText},
		{Event: "room_topic_change", What: "Grace makes the text the topic", do: (*Server).changeTopic},
		{Event: "room_enter", What: "Grace enters the room", do: (*Server).enterRoom},
		{Event: "room_exit", What: "Grace leaves the room", do: (*Server).exitRoom},
		{Event: "room_file_upload", What: "Grace shares a file with the text in it", do: (*Server).shareText},
		{Event: "room_archived", What: "the room is archived", do: (*Server).archive},
		{Event: "room_unarchived", What: "the room is taken out of the archive", do: (*Server).unarchive},
		{Event: "room_created", What: "another room is made", Global: true, do: (*Server).makeRoom},
		{Event: "room_deleted", What: "another room is made and deleted", Global: true, do: (*Server).deleteRoom},
	}
}

// happened is what an event led to.
type happened struct {
	Event      string  `json:"event"`
	Deliveries []int64 `json:"deliveries"` // ids, the oldest first: one for each webhook that it matched
}

// happen makes an event happen and answers which deliveries it owes. They are committed with it.
func (s *Server) happen(ctx context.Context, event, text string) (happened, error) {
	for _, h := range happenings() {
		if h.Event == event {
			return s.cause(ctx, h, text)
		}
	}
	var known []string
	for _, h := range happenings() {
		known = append(known, h.Event)
	}
	return happened{}, chat.Violates(hipchat.NotIn("event", event, known))
}

const maxDeliveries = 200 // of one event that are told of

func (s *Server) cause(ctx context.Context, h happening, text string) (happened, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	if text = strings.TrimSpace(text); text == "" {
		text = "Hello from Grace"
	}
	before, err := s.lastDelivery(ctx)
	if err != nil {
		return happened{}, err
	}
	if err := h.do(s, ctx, text); err != nil {
		return happened{}, err
	}
	list, err := s.inside.Desk.Deliveries(ctx, s.ready.owner, chat.DeliveryFilter{Limit: maxDeliveries})
	out := happened{Event: h.Event, Deliveries: []int64{}}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].ID > before {
			out.Deliveries = append(out.Deliveries, list[i].ID)
		}
	}
	return out, err
}

func (s *Server) lastDelivery(ctx context.Context) (int64, error) {
	list, err := s.inside.Desk.Deliveries(ctx, s.ready.owner, chat.DeliveryFilter{Limit: 1})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].ID, nil
}

// open takes the room out of the archive, where nothing can be said.
func (s *Server) open(ctx context.Context) error { return s.setArchived(ctx, false) }

// setArchived changes nothing when the room is so already.
func (s *Server) setArchived(ctx context.Context, archived bool) error {
	_, err := s.inside.Chat.UpdateRoom(ctx, s.ready.other, s.ready.ref(), chat.RoomPatch{Archived: &archived})
	return err
}

func (s *Server) sayText(ctx context.Context, text string) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	_, err := s.inside.Chat.Post(ctx, s.ready.other, chat.ToRoom(s.ready.ref()), chat.Draft{Kind: chat.KindMessage, Body: text})
	return err
}

func (s *Server) notifyText(ctx context.Context, text string) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	p, err := s.inside.Tokens.V2(ctx, s.ready.RoomToken)
	if err != nil {
		return err
	}
	_, err = s.inside.Chat.Post(ctx, p, chat.ToRoom(s.ready.ref()), chat.Draft{Kind: chat.KindNotification, Body: text, Format: chat.FormatText, Color: "green"})
	return err
}

func (s *Server) changeTopic(ctx context.Context, text string) error {
	return s.inside.Chat.SetTopic(ctx, s.ready.other, s.ready.ref(), text, "")
}

func (s *Server) enterRoom(ctx context.Context, _ string) error {
	if err := s.inside.Chat.LeaveRoom(ctx, s.ready.other, s.ready.ref()); err != nil {
		return err
	}
	_, err := s.inside.Chat.JoinRoom(ctx, s.ready.other, s.ready.ref())
	return err
}

func (s *Server) exitRoom(ctx context.Context, _ string) error {
	if _, err := s.inside.Chat.JoinRoom(ctx, s.ready.other, s.ready.ref()); err != nil {
		return err
	}
	return s.inside.Chat.LeaveRoom(ctx, s.ready.other, s.ready.ref())
}

func (s *Server) shareText(ctx context.Context, text string) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	in, err := s.inside.Files.Receive(ctx, s.ready.other, chat.ToRoom(s.ready.ref()), "note.txt", strings.NewReader(text+"\n"))
	if err != nil {
		return err
	}
	_, err = in.Post(ctx, s.ready.other, chat.Draft{})
	return err
}

func (s *Server) archive(ctx context.Context, _ string) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.setArchived(ctx, true)
}

func (s *Server) unarchive(ctx context.Context, _ string) error {
	if err := s.setArchived(ctx, true); err != nil {
		return err
	}
	return s.open(ctx)
}

func (s *Server) makeRoom(ctx context.Context, _ string) error {
	_, err := s.newRoom(ctx)
	return err
}

func (s *Server) deleteRoom(ctx context.Context, _ string) error {
	r, err := s.newRoom(ctx)
	if err != nil {
		return err
	}
	return s.inside.Chat.DeleteRoom(ctx, s.ready.other, r.Name)
}

// newRoom makes a room that nobody has made before.
func (s *Server) newRoom(ctx context.Context) (chat.Room, error) {
	return s.inside.Chat.CreateRoom(ctx, s.ready.other, chat.Room{Name: "Made at " + time.Now().Format("15:04:05.000000")})
}
