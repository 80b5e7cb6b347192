package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// NoticeStore keeps what may have to be told; the store does.
type NoticeStore interface {
	DirectChatOf(ctx context.Context, conversationID int64) (a, b int64, err error)
	AddMailNotices(ctx context.Context, notices []chat.MailNotice) error
	MailWaits(ctx context.Context, oldest time.Time) ([]chat.MailWait, error)
	MailNotices(ctx context.Context, userID int64, limit int) ([]chat.MailNotice, error)
	ForgetMailNotices(ctx context.Context, userID int64, until time.Time) error
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error)
	RoomByConversation(ctx context.Context, conversationID int64) (chat.Room, error)
	User(ctx context.Context, id int64) (chat.User, error)
	Preferences(ctx context.Context, userID int64) (chat.Preferences, error)
}

// People says who is here and who may read what. chat.Service is it.
type People interface {
	Presence(userID int64) (online bool, show string)
	CanRead(ctx context.Context, p *chat.Principal, conversationID int64) error
}

// MinderConfig is what a Minder is built from.
type MinderConfig struct {
	Mailer *Mailer
	Store  NoticeStore
	People People
	Base   string // the public URL
	NoText bool   // mails only say that something arrived
	Links  Links
	Keeps  func() bool   // this node tells what all have noted; nil: it does
	Every  time.Duration // between two looks at who waits; 0: 30 s
	Now    func() time.Time
	Log    *slog.Logger
}

// Minder tells people by mail of what calls for them by name, in rooms and in one-to-one chats, when they have not read
// it for as long as they want it. What was committed in the moment before the server was killed is not told.
type Minder struct {
	MinderConfig

	mu    sync.Mutex
	heard []heard
	rung  chan struct{}

	rooms map[int64]bool // conversations that are rooms, as far as they have been looked at
	again time.Time      // when the mail server is tried again after it failed
	wait  time.Duration
	later map[int64]time.Time // when people are told again whose address was refused
}

// heard is what is kept of an event until it has been looked at.
type heard struct {
	conversationID, seq, by int64
	at                      time.Time
	named                   []int64
}

const (
	lookEvery = 30 * time.Second
	gather    = 200 * time.Millisecond // what is said within this time is noted together
	maxHeard  = 10_000                 // what comes faster than it can be noted is not told by mail
	maxAge    = 24 * time.Hour         // of what is told
	firstWait = time.Minute            // after the mail server has failed
	maxWait   = 30 * time.Minute
)

// NewMinder makes a Minder.
func NewMinder(c MinderConfig) *Minder {
	if c.Every == 0 {
		c.Every = lookEvery
	}
	if c.Keeps == nil {
		c.Keeps = func() bool { return true }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Minder{MinderConfig: c, rung: make(chan struct{}, 1), rooms: make(map[int64]bool), later: make(map[int64]time.Time)}
}

// Committed hears what has been said. It is called by the goroutine that commits, and only takes a note.
func (m *Minder) Committed(appended []chat.Append) {
	m.mu.Lock()
	for i := range appended {
		e := &appended[i].Event
		if !e.Calls() || e.UserID == 0 && len(e.Mentions) == 0 || len(m.heard) >= maxHeard {
			continue
		}
		h := heard{conversationID: e.ConversationID, seq: e.Seq, by: e.UserID, at: e.Time}
		for _, u := range e.Mentions {
			h.named = append(h.named, u.ID)
		}
		m.heard = append(m.heard, h)
	}
	ring := len(m.heard) > 0
	m.mu.Unlock()
	if ring {
		select {
		case m.rung <- struct{}{}:
		default:
		}
	}
}

// Run tells people until ctx ends.
func (m *Minder) Run(ctx context.Context) {
	tick := time.NewTicker(m.Every)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-m.rung:
			if !pause(ctx, gather) {
				return
			}
			err = m.note(ctx)
		case <-tick.C:
			err = m.look(ctx)
		}
		if err != nil && ctx.Err() == nil {
			m.Log.WarnContext(ctx, "nobody was told by mail", "error", err)
		}
	}
}

// pause waits; false when ctx has ended.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// look is Look on the node that tells.
func (m *Minder) look(ctx context.Context) error {
	if !m.Keeps() {
		return m.note(ctx)
	}
	return m.Look(ctx)
}

// note writes down whom what was heard calls for. Without a mail server nothing is written down.
func (m *Minder) note(ctx context.Context) error {
	m.mu.Lock()
	all := m.heard
	m.heard = nil
	m.mu.Unlock()
	if ready, err := m.Mailer.Ready(ctx); err != nil || !ready {
		return err
	}
	var notices []chat.MailNotice
	for _, h := range all {
		for _, id := range m.meant(ctx, h) {
			if id != h.by {
				notices = append(notices, chat.MailNotice{UserID: id, ConversationID: h.conversationID, Seq: h.seq, At: h.at})
			}
		}
	}
	if len(notices) == 0 {
		return nil
	}
	return m.Store.AddMailNotices(ctx, notices)
}

// meant is whom an event calls for: both of a one-to-one chat, in a room who is named.
func (m *Minder) meant(ctx context.Context, h heard) []int64 {
	if m.rooms[h.conversationID] {
		return h.named
	}
	a, b, err := m.Store.DirectChatOf(ctx, h.conversationID)
	if errors.Is(err, chat.ErrNotFound) {
		m.rooms[h.conversationID] = true // and never anything else
		return h.named
	}
	if err != nil {
		return h.named
	}
	return []int64{a, b}
}

// Look tells whoever has waited long enough.
func (m *Minder) Look(ctx context.Context) error {
	now := m.Now() // before that, so that what was said by now is told together
	if err := m.note(ctx); err != nil {
		return err
	}
	if ready, err := m.Mailer.Ready(ctx); err != nil || !ready || now.Before(m.again) {
		return err
	}
	waits, err := m.Store.MailWaits(ctx, now.Add(-maxAge))
	if err != nil {
		return err
	}
	for _, w := range waits {
		if err := m.tell(ctx, w, now); err != nil {
			return err
		}
	}
	return nil
}

// tell tells one person what they have missed, all at once. When the mail server fails, it and everybody else waits; where
// only their address is refused, they alone.
func (m *Minder) tell(ctx context.Context, w chat.MailWait, now time.Time) error {
	if now.Before(m.later[w.UserID]) {
		return nil
	}
	u, wanted, err := m.wanted(ctx, w, now)
	if err != nil || !wanted {
		return err
	}
	msg, until, err := m.digest(ctx, u)
	if err != nil {
		return err
	}
	if msg != nil {
		switch err := m.Mailer.Send(ctx, *msg); {
		case errors.Is(err, ErrRecipient):
			m.Log.WarnContext(ctx, "somebody was not told by mail", "user", u.ID, "error", err)
			m.later[u.ID] = now.Add(maxWait)
			return nil
		case err != nil:
			m.wait = min(max(2*m.wait, firstWait), maxWait)
			m.again = m.Now().Add(m.wait)
			return err
		}
		m.wait = 0
		delete(m.later, u.ID)
	}
	return m.Store.ForgetMailNotices(ctx, u.ID, until)
}

// wanted tells whether a person is to be told now. Who wants no mail has nothing kept for them; who is here sees it there.
func (m *Minder) wanted(ctx context.Context, w chat.MailWait, now time.Time) (u chat.User, wanted bool, err error) {
	if u, err = m.Store.User(ctx, w.UserID); err != nil && !errors.Is(err, chat.ErrNotFound) {
		return u, false, err
	}
	prefs, err := m.Store.Preferences(ctx, w.UserID)
	if err != nil {
		return u, false, err
	}
	if u.ID == 0 || u.Deleted || u.Guest || u.Email == "" || prefs.MailMinutes == 0 {
		return u, false, m.Store.ForgetMailNotices(ctx, w.UserID, now)
	}
	if now.Sub(w.Since) < time.Duration(prefs.MailMinutes)*time.Minute {
		return u, false, nil
	}
	online, show := m.People.Presence(u.ID)
	return u, !online || show == "away" || show == "xa", nil
}
