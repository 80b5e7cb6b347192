package chat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
)

// HookKey is the message that stands for a thing that an integration tells of, and how the thing is.
type HookKey struct {
	TokenID        int64
	ConversationID int64
	Key            string // the SHA-256 of the sender's key, in hexadecimal
	Nonce          string // tells this row from others of the same key
	Version        int64  // of what was said in its name
	EventID        string // the message; empty: there is none yet
	State          string
	Edits          int64
	Since          time.Time // when the message was posted
}

// KeyStore keeps what keys stand for.
type KeyStore interface {
	HookKey(ctx context.Context, tokenID, conversationID int64, key string, now time.Time) (HookKey, error) // made when missing
	AdvanceHookKey(ctx context.Context, k HookKey) (bool, error)                                            // false: somebody else was quicker
	HookKeyTold(ctx context.Context, tokenID, conversationID int64, key string) (bool, error)
	CountHookEdit(ctx context.Context, k HookKey) error
}

// News is a notification about something that is told of more than once.
type News struct {
	Draft Draft
	Key   string // names the thing among those of the caller's token in the room
	State string // how it stands: firing, open, merged; empty: unknown
	Aside bool   // said about it, without being how it stands: a comment. It goes into the thread, if there is one
}

// Outcome is what became of news.
type Outcome string

// The outcomes of news.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Replied   Outcome = "replied"
)

// MaxEdits is how often one message is edited by news before a new one is posted. It lasts for ChangeWindow at most.
const MaxEdits = 200

// maxRaces bounds how often a caller starts again because others told of the same thing at the same moment.
const maxRaces = 16

// PostNews says news: the first of a thing is a message, later ones edit it, and a change of its state is told in the
// message's thread. It answers the message. What is said is said once, however often and on how many nodes it is told
// at the same moment: each version of a key has one event of the log, by its client id.
func (s *Service) PostNews(ctx context.Context, p *Principal, to Target, n News) (Event, Outcome, error) {
	e, room, err := s.drafted(ctx, p, to, &n.Draft)
	if err != nil {
		return Event{}, "", err
	}
	for range maxRaces {
		k, err := s.store.HookKey(ctx, p.TokenID, e.ConversationID, hash(n.Key), s.now())
		if errors.Is(err, ErrNotFound) {
			return Event{}, "", Errorf(NotFound, "The conversation is gone")
		}
		if err != nil {
			return Event{}, "", err
		}
		done, what, again, err := s.tell(ctx, p, room, e, n, k)
		if err != nil || !again {
			return done, what, err
		}
	}
	return Event{}, "", Errorf(TooMany, "Too many tell of '%s' at the same moment", hipchat.Abridge(n.Key))
}

// tell says news where the key stands. again: the key has moved on meanwhile.
func (s *Service) tell(ctx context.Context, p *Principal, room *Room, e Event, n News, k HookKey) (told Event, what Outcome, again bool, err error) {
	if k.EventID == "" || s.now().Sub(k.Since) > ChangeWindow || k.Edits >= MaxEdits {
		return s.tellFirst(ctx, room, e, n, k)
	}
	was, err := s.store.EventByID(ctx, e.ConversationID, k.EventID)
	if errors.Is(err, ErrNotFound) || err == nil && was.Deleted {
		return s.tellFirst(ctx, room, e, n, k)
	}
	if err != nil {
		return Event{}, "", false, err
	}
	if n.Aside {
		e.Thread, e.Notify = was.ID, false
		_, err := s.append(ctx, room, Append{Event: e, Chain: n.Draft.Chain, Apply: e.counted()})
		return was, Replied, false, err
	}
	return s.tellChange(ctx, p, room, was, e, n, k)
}

// tellFirst posts the message that the key stands for from now on.
func (s *Service) tellFirst(ctx context.Context, room *Room, e Event, n News, k HookKey) (Event, Outcome, bool, error) {
	if n.Aside { // the next one that says how the thing stands is no news of a comment
		posted, err := s.append(ctx, room, Append{Event: e, Chain: n.Draft.Chain})
		return posted, Created, false, err
	}
	k.Version++
	e.ClientID = k.clientID()
	posted, err := s.append(ctx, room, Append{Event: e, Chain: n.Draft.Chain})
	if err != nil {
		return Event{}, "", false, err
	}
	k.EventID, k.State, k.Edits, k.Since = posted.ID, n.State, 0, posted.Time
	if _, err := s.store.AdvanceHookKey(ctx, k); err != nil {
		return Event{}, "", false, err
	}
	return posted, Created, posted.ID != e.ID, nil // another one's message is there to be edited
}

// tellChange edits the message, and says in its thread how the state has changed.
func (s *Service) tellChange(ctx context.Context, p *Principal, room *Room, was, e Event, n News, k HookKey) (Event, Outcome, bool, error) {
	now, changed, err := s.rewrite(ctx, p, was, e, nil)
	if err != nil {
		return Event{}, "", errors.Is(err, ErrNotFound), ignoreNotFound(err)
	}
	if changed {
		if err := s.store.CountHookEdit(ctx, k); err != nil {
			return Event{}, "", false, err
		}
		k.Edits++
	}
	if n.State == "" || n.State == k.State {
		if changed {
			return now, Updated, false, nil
		}
		return now, Unchanged, false, nil
	}
	if k.State != "" {
		reply := stateReply(was, e, k.State, n.State)
		if reply.ID, err = new(Draft).id(); err != nil {
			return Event{}, "", false, err
		}
		reply.ClientID = k.stateID(n.State)
		if _, err := s.append(ctx, room, Append{Event: reply, Chain: n.Draft.Chain, Apply: reply.counted()}); err != nil {
			return Event{}, "", false, err
		}
	}
	return now, Updated, false, s.noteState(ctx, k, n.State)
}

// noteState writes down a state that has been told, also when others told of other states meanwhile.
func (s *Service) noteState(ctx context.Context, k HookKey, state string) error {
	for range maxRaces {
		k.Version, k.State = k.Version+1, state
		if mine, err := s.store.AdvanceHookKey(ctx, k); mine || err != nil {
			return err
		}
		now, err := s.store.HookKey(ctx, k.TokenID, k.ConversationID, k.Key, s.now())
		if err != nil || now.EventID != k.EventID || now.State == state {
			return err
		}
		k = now
	}
	return nil
}

func ignoreNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// clientID names the message of a version of the key in the log. No page calls a message so.
func (k HookKey) clientID() string { return "key:" + k.Nonce + ":" + strconv.FormatInt(k.Version, 10) }

// stateID names the reply that tells of a state after that version.
func (k HookKey) stateID(state string) string { return k.clientID() + ":" + hash(state)[:16] }

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// stateReply is the line of the thread. What has turned bad again stands in the room as well: nobody looks at an old
// message that has turned red.
func stateReply(was, e Event, before, after string) Event {
	reply := e
	reply.Card, reply.Thread, reply.AttachTo = nil, was.ID, ""
	reply.ToRoom = e.Color == "red" && was.Color != "red"
	reply.Notify = e.Notify && reply.ToRoom
	head := html.EscapeString(before + " → " + after)
	if reply.Format == FormatText {
		reply.Body = before + " → " + after + "\n" + e.Body
	} else {
		reply.Body = "<b>" + head + "</b><br>" + e.Body
	}
	if utf8.RuneCountInString(reply.Body) > hipchat.MaxMessage {
		reply.Body, reply.Format = before+" → "+after, FormatText
	}
	return reply
}

// MaxKey is how long a sender's key may be, in characters.
const MaxKey = 500

// CheckKey answers why a sender's key is none.
func CheckKey(key string) error {
	if strings.TrimSpace(key) == "" || !utf8.ValidString(key) {
		return Violates(&hipchat.Violation{Field: "key", Rule: hipchat.RuleFormat, Expected: "a text that is not empty"})
	}
	if v := hipchat.CheckLength("key", key, 1, MaxKey); v != nil {
		return Violates(v)
	}
	return nil
}
