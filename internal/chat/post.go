package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/markup"
)

// Draft is what somebody wants to say, before it has been looked at.
type Draft struct {
	Kind     Kind // KindMessage or KindNotification
	Body     string
	Format   Format // empty: text for messages, html for notifications
	Color    string // empty: yellow
	Notify   bool
	From     string          // notifications: a label beside the integration's own name
	AttachTo string          // an earlier event of the room; one that is not there is left out
	Card     json.RawMessage // checked and kept as it is
	ReplyTo  string          // messages: the event of the conversation that this one answers, in its thread
	Thread   string          // messages: any event of the thread that this one belongs to
	ToRoom   bool            // with Thread: it stands in the conversation as well
	ClientID string          // the sender's own name for this message; a repeat is answered with the first event
	Chain    []int64         // notifications: the webhooks whose answers led to it, see Append
	EventID  string          // made beforehand by who has stored its file; empty: made here
	File     *File           // what is shared; Body may then be empty
	Owned    bool            // notifications: the caller's token may edit and delete it
	Links    []LinkPreview   // previews of what is shared; nil: what can be told from Body without fetching anything
}

// NotificationDraft is what a notification of HipChat's wire says. spec: rest-v2, 4.6 send_room_notification.
func NotificationDraft(in hipchat.NotificationRequest) Draft {
	if string(in.Card) == "null" {
		in.Card = nil
	}
	return Draft{
		Kind: KindNotification, Body: in.Message, Format: Format(in.MessageFormat), Color: in.Color,
		Notify: bool(in.Notify), From: in.From, AttachTo: in.AttachTo, Card: in.Card,
	}
}

// Target says where a draft goes.
type Target struct {
	room, user     string
	conversationID int64
}

// ToRoom names a room as a path does: by id, name or XMPP address.
func ToRoom(ref string) Target { return Target{room: ref} }

// ToConversation names a room or a one-to-one chat by its log.
func ToConversation(id int64) Target { return Target{conversationID: id} }

// MaxTyped is how long a message typed in the page may be, in characters. spec: product, 4.2.
const MaxTyped = 32768

// Post is the one door: it commits the draft to the conversation's log and answers the event. The event is on disk
// and announced when Post returns. spec: rest-v2, 4.6 send_room_notification and send_message.
func (s *Service) Post(ctx context.Context, p *Principal, to Target, d Draft) (Event, error) {
	e, room, err := s.drafted(ctx, p, to, &d)
	if err != nil {
		return Event{}, err
	}
	commit := Append{Event: e, Chain: d.Chain}
	if e.Thread != "" {
		commit.Apply = e.counted()
	}
	e, err = s.append(ctx, room, commit)
	if err == nil && room == nil && e.Seq == 1 {
		s.tellOfFirst(ctx, e)
	}
	return e, err
}

// drafted is the event that a draft becomes, when the caller may say it there; room is nil for a one-to-one chat.
func (s *Service) drafted(ctx context.Context, p *Principal, to Target, d *Draft) (e Event, room *Room, err error) {
	conversationID, room, err := s.resolve(ctx, p, to)
	if err != nil {
		return Event{}, nil, err
	}
	if room == nil {
		if err := s.mayChat(ctx, p); err != nil {
			return Event{}, nil, err
		}
	}
	if room != nil && room.Archived {
		return Event{}, nil, Errorf(Invalid, "Room '%s' is archived: messages cannot be sent in archived rooms", room.Name)
	}
	if len(d.Card) > 0 && !p.Level.Has(hipchat.FeatureCards) {
		return Event{}, nil, Violates(&hipchat.Violation{Field: "card", Rule: hipchat.RuleExtra})
	}
	if err := d.check(p); err != nil {
		return Event{}, nil, err
	}
	e, err = s.compose(ctx, p, conversationID, *d)
	return e, room, err
}

// append asks what the event owes, encodes it once and commits it.
func (s *Service) append(ctx context.Context, room *Room, a Append) (Event, error) {
	nameSaid(ctx, &a.Event)
	// Once accepted, the work goes on when the caller hangs up: senders on raw sockets close without waiting.
	ctx = context.WithoutCancel(ctx)
	var err error
	if room != nil && s.owing != nil {
		if a.Owed, err = s.owing.Owed(ctx, *room, a.Event); err != nil {
			return Event{}, fmt.Errorf("what the event owes to webhooks: %w", err)
		}
		for i := range a.Owed {
			a.Owed[i].Chain = a.Chain
		}
	}
	if a.Apply == nil {
		if a.Frame, err = a.Event.Frame(); err != nil {
			return Event{}, fmt.Errorf("encode event: %w", err)
		}
	}
	e, err := s.store.Append(ctx, a)
	if errors.Is(err, ErrNotFound) {
		return Event{}, Errorf(NotFound, "The conversation is gone")
	}
	return e, err
}

// resolve finds the log that a target names; room is nil for a one-to-one chat.
func (s *Service) resolve(ctx context.Context, p *Principal, to Target) (conversationID int64, room *Room, err error) {
	if to.user != "" {
		other, err := s.User(ctx, to.user)
		if err != nil {
			return 0, nil, err
		}
		conversationID, err = s.directChat(ctx, p, other)
		return conversationID, nil, err
	}
	if to.conversationID != 0 {
		r, isRoom, err := s.RoomOf(ctx, p, to.conversationID)
		if err != nil || !isRoom {
			return to.conversationID, nil, err
		}
		return to.conversationID, &r, nil
	}
	r, err := s.Room(ctx, p, to.room)
	if err != nil {
		return 0, nil, err
	}
	return r.ConversationID, &r, nil
}

func (d *Draft) check(p *Principal) error {
	if d.Format == "" {
		d.Format = FormatText
		if d.Kind == KindNotification {
			d.Format = FormatHTML
		}
	}
	limit := hipchat.MaxMessage
	if d.Kind == KindMessage && p.Kind == "" {
		limit = MaxTyped
	}
	if d.File != nil {
		return d.checkShared()
	}
	if v := hipchat.CheckLength("message", d.Body, 1, limit); v != nil {
		return Violates(v)
	}
	if d.Kind == KindMessage && strings.TrimSpace(d.Body) == "" {
		return Violates(hipchat.TooShort("message", d.Body, 1))
	}
	for _, f := range []struct{ name, value string }{
		{"message", d.Body}, {"from", d.From}, {"attach_to", d.AttachTo}, {"card", string(d.Card)},
	} {
		if !utf8.ValidString(f.value) {
			return Violates(&hipchat.Violation{Field: f.name, Rule: hipchat.RuleFormat, Expected: "valid UTF-8"})
		}
	}
	if d.Format != FormatHTML && d.Format != FormatText {
		return Violates(hipchat.NotIn("message_format", string(d.Format), []string{string(FormatHTML), string(FormatText)}))
	}
	if d.Kind == KindNotification {
		return d.checkNotification()
	}
	return nil
}

// checkShared checks what was said about a file, which may be nothing. spec: rest-v2, 4.7.
func (d *Draft) checkShared() error {
	if v := hipchat.CheckLength("message", d.Body, 0, hipchat.MaxShareMessage); v != nil {
		return Violates(v)
	}
	return nil
}

func (d *Draft) checkNotification() error {
	switch d.Color {
	case "":
		d.Color = "yellow"
	case "grey":
		d.Color = "gray"
	case hipchat.ColorRandom:
		d.Color = pick(hipchat.Colors[:len(hipchat.Colors)-1])
	}
	if !slices.Contains(hipchat.Colors[:], d.Color) {
		return Violates(hipchat.NotIn("color", d.Color, hipchat.Colors[:]))
	}
	for _, f := range []struct {
		name, value string
		max         int
	}{{"from", d.From, hipchat.MaxFrom}, {"attach_to", d.AttachTo, hipchat.MaxAttachTo}} {
		if v := hipchat.CheckLength(f.name, f.value, 0, f.max); v != nil {
			return Violates(v)
		}
	}
	if d.Card != nil {
		if v := hipchat.CheckCard(d.Card); v != nil {
			return Violates(v)
		}
	}
	return nil
}

func (s *Service) compose(ctx context.Context, p *Principal, conversationID int64, d Draft) (Event, error) {
	id, err := d.id()
	if err != nil {
		return Event{}, err
	}
	e := Event{
		ID: id, ConversationID: conversationID, Time: s.moment(), Kind: d.Kind,
		UserID: p.UserID(), Sender: sender(p, d), InstallationID: p.InstallationID, AddonKey: p.AddonKey,
		Body: d.Body, Format: d.Format, Notify: d.Notify, ClientID: d.ClientID,
	}
	if p.User != nil && d.Kind == KindMessage {
		e.MentionName = p.User.MentionName
	}
	if d.Kind == KindMessage {
		e.File, e.Links = d.File, d.links()
	}
	if d.Kind == KindNotification {
		e.Color = d.Color
		if d.Owned {
			e.TokenID = p.TokenID
		}
		if e.AttachTo, err = s.attachable(ctx, conversationID, d.AttachTo); err != nil {
			return Event{}, err
		}
		if e.Card, err = CleanCard(d.Card); err != nil {
			return Event{}, err
		}
	}
	if d.threadOf() != "" {
		if err := s.thread(ctx, &e, d); err != nil {
			return Event{}, err
		}
	}
	if e.Format == FormatHTML {
		e.Body = markup.SanitizeHTML(e.Body)
		return e, nil
	}
	if e.Corrects() {
		return e, nil // it tells nobody
	}
	return e, s.findMentions(ctx, &e)
}

func (d *Draft) id() (string, error) {
	if d.EventID != "" {
		return d.EventID, nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("message id: %w", err)
	}
	return id.String(), nil
}

// attachable answers id if it is an event of the conversation, else "": an unknown parent is no error.
// spec: rest-v2, 2.5.
func (s *Service) attachable(ctx context.Context, conversationID int64, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	_, err := s.store.EventByID(ctx, conversationID, id)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return id, err
}

// sender is the name beside the message. A label never replaces the name of what posts, it stands beside it; API
// v1 has only the label. spec: rest-v2, 2.5.
func sender(p *Principal, d Draft) string {
	switch {
	case d.Kind == KindMessage || d.From == "" || d.From == p.Name:
		return p.Name
	case p.Name == "":
		return d.From
	}
	return p.Name + " · " + d.From
}

func (s *Service) findMentions(ctx context.Context, e *Event) error {
	if !strings.Contains(e.Body, "@") {
		return nil
	}
	names, all, here := markup.Mentions(e.Body)
	if all || here {
		may, err := s.mayMention(ctx, e.UserID)
		if err != nil {
			return err
		}
		all, here = all && may, here && may
	}
	e.MentionAll, e.MentionHere = all, here
	for _, name := range names {
		u, err := s.mentions.Get(ctx, strings.ToLower(name), s.store.UserByMention)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("mention: %w", err)
		}
		if !u.Deleted {
			e.Mentions = append(e.Mentions, u.Ref())
		}
	}
	return nil
}
