package chat

import (
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/cache"
)

// Live is the feed to connected people: who is there, and frames that are not events. internal/realtime implements it.
type Live interface {
	Online(userID int64) bool
	Show(userID int64) string          // chat, away, xa or dnd
	Mobile(userID int64) bool          // on phones alone
	SetShow(userID int64, show string) // for who is online, until they say otherwise
	Reconnect(userID int64)            // who a person is has changed: their sockets must come back
	SendUser(userID int64, frame []byte)
	SendConversation(conversationID int64, frame []byte)
	SendAll(frame []byte)         // to everybody who is here
	Recheck(conversationID int64) // who may read the conversation has changed
}

// Config is what a Service is built from. Owing may be nil: then no webhooks are owed anything.
type Config struct {
	Store Store
	Owing Owing
	Gone  func() // called when a room was deleted, with its tokens, webhooks and installations; may be nil
	// Changed is called when a person's account has changed, or what they are signed in with; may be nil.
	Changed func(userID int64)
	// Emoticons are everybody's, in order of their shortcuts.
	Emoticons []Emoticon
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: slog.Default
}

// Service is the one door. Its methods check what the caller may do and answer *Error for everything that is the
// caller's fault.
type Service struct {
	store     Store
	audit     *Auditor
	owing     Owing
	gone      func()
	changed   func(userID int64)
	emoticons []Emoticon
	live      Live
	now       func() time.Time
	log       *slog.Logger

	rooms    *cache.Cache[string, Room] // by the reference that callers use
	mentions *cache.Cache[string, User] // by mention name

	group *cache.Cache[string, GroupPreferences] // by the setting's key

	looks   looks
	people  peopleTold
	groupMu sync.Mutex     // held by who changes the group's preferences
	telling [64]sync.Mutex // by a person's id, see turn
}

// New makes a Service.
func New(c Config) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Gone == nil {
		c.Gone = func() {}
	}
	if c.Changed == nil {
		c.Changed = func(int64) {}
	}
	return &Service{
		store: c.Store, audit: NewAuditor(c.Store, c.Now), owing: c.Owing, gone: c.Gone, changed: c.Changed, emoticons: c.Emoticons, live: nobody{}, now: c.Now, log: c.Log,
		rooms:    cache.New[string, Room](10_000),
		mentions: cache.New[string, User](10_000),
		group:    cache.New[string, GroupPreferences](1),
	}
}

// Attach connects the live feed. The feed asks the service what a person may read, so it is built second; call
// Attach before serving.
func (s *Service) Attach(l Live) { s.live = l }

// Close tells other nodes at once of what they would have been told in a moment. Call it when nothing is changed any more.
func (s *Service) Close() { s.people.tellWaiting(s.live.SendAll) }

// Forget drops what is kept in memory of the database.
func (s *Service) Forget() {
	s.rooms.Clear()
	s.mentions.Clear()
	s.group.Clear()
}

// Share has all nodes forget what one of them has to. Call it before serving.
func (s *Service) Share(others cache.Sharing) {
	s.rooms.Share(others, "rooms")
	s.mentions.Share(others, "mentions")
	s.group.Share(others, "group")
}

// Auditor writes the audit log, for those who change the group past the Service.
func (s *Service) Auditor() *Auditor { return s.audit }

// moment is the current time as the log keeps it.
func (s *Service) moment() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// nobody is the live feed when there is none.
type nobody struct{}

func (nobody) Online(int64) bool              { return false }
func (nobody) Show(int64) string              { return "" }
func (nobody) Mobile(int64) bool              { return false }
func (nobody) SetShow(int64, string)          {}
func (nobody) Reconnect(int64)                {}
func (nobody) SendUser(int64, []byte)         {}
func (nobody) SendConversation(int64, []byte) {}
func (nobody) SendAll([]byte)                 {}
func (nobody) Recheck(int64)                  {}

// pick chooses one of the colours that a notification with color "random" gets.
func pick(colors []string) string { return colors[rand.IntN(len(colors))] }
