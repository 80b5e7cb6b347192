package chat

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Installation is one add-on installed once, in the whole group or in one room. It owns one OAuth client.
type Installation struct {
	ID            int64
	Key           string // the descriptor's key
	Name          string
	RoomID        int64 // 0: the whole group
	OAuthID       string
	SealedSecret  []byte // the OAuth secret, encrypted with the key outside the database
	Scopes        []string
	FromName      string // who its notifications come from
	CallbackURL   string
	DescriptorURL string
	Descriptor    json.RawMessage // as fetched
	Active        bool            // false while its install callback is outstanding: its client works, its webhooks do not yet
	Ended         bool            // it was removed or its room deleted: its client is dead, and it goes when it has been told
	Disabled      bool            // nothing of it works, and nothing is forgotten
	Replaces      int64           // the installation that ends when this one becomes active
	Updating      bool            // the add-on is being asked to agree to an update
	NewDescriptor json.RawMessage // a newer one that nobody has agreed to; nil: none is known
	InstalledBy   int64
	Level         hipchat.Level // the release of HipChat Server that it is shown; empty: the latest
	Created       time.Time

	UpdatingScopes []string // granted beside Scopes while Updating
}

// Works tells whether what the installation has is heard, shown and served.
func (i Installation) Works() bool { return i.Active && !i.Disabled && !i.Ended }

// Granted are the scopes that tokens of the installation may have.
func (i Installation) Granted() []string {
	all := slices.Clone(i.Scopes)
	for _, scope := range i.UpdatingScopes {
		if !slices.Contains(all, scope) {
			all = append(all, scope)
		}
	}
	return all
}

// Disabled is the error about what belongs to a disabled add-on.
func Disabled(name string) *Error {
	return Errorf(Forbidden, "%s is disabled here; an administrator can enable it again on the add-ons page", name)
}

// InstallationFilter selects installations in order of id.
type InstallationFilter struct {
	RoomID *int64 // nil: all; 0: the group's; else that room's
	Key    string // empty: any
}

// Webhook is a registration: which events of which rooms are to be posted where.
type Webhook struct {
	ID             int64
	RoomID         int64 // 0: all rooms
	InstallationID int64 // 0: registered with a person's or room's token
	UserID         int64 // who registered it, 0 for an installation's
	TokenID        int64 // the token that registered it, for room tokens
	Key            string
	Name           string
	Event          string // room_message, room_notification, ...
	Pattern        string // a regular expression in Python's syntax; empty: every message
	URL            string
	JWT            bool // sign deliveries with the installation's secret
	Declared       bool // from the descriptor: cannot be changed by REST
	Ended          bool // its room was deleted: it hears nothing more, but gets what it is still owed
	Created        time.Time

	Queue        string    // what is sent in one order, see Delivery.Queue; empty: a queue of its own
	Paused       string    // why nothing is sent; empty: it is
	PausedAt     time.Time // zero: it is not
	SealedSecret []byte    // signs its deliveries, encrypted with the key outside the database
	SealedFormer []byte    // the secret before, which signs beside it until FormerUntil
	FormerUntil  time.Time
}

// WebhookFilter selects webhooks in order of id.
type WebhookFilter struct {
	RoomID         *int64 // nil: all; 0: those that hear all rooms; else that room's own
	InstallationID int64
	UserID         int64
}
