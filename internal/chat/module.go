package chat

import (
	"encoding/json"
	"time"
)

// Module is one part of an add-on that people see in a room: a glance, a web panel, a dialog, an action or an external
// page. Webhooks are kept as Webhook.
type Module struct {
	ID             int64
	InstallationID int64
	RoomID         int64 // 0: the whole group
	Kind           string
	Key            string
	Body           json.RawMessage // as the add-on gave it
	Declared       bool            // from the descriptor: cannot be changed by REST
	Created        time.Time
}

// ModuleFilter selects modules in order of id.
type ModuleFilter struct {
	InstallationID int64   // 0: any
	RoomIDs        []int64 // nil: any; 0 among them: the whole group's
	Kind, Key      string  // empty: any
}

// GlanceContent is the last that an add-on said of one of its glances to one audience.
type GlanceContent struct {
	InstallationID int64
	Key            string
	RoomID         int64           // 0: in every room
	UserID         int64           // 0: to everybody
	Content        json.RawMessage // hipchat.GlanceContent, cleaned
	Updated        time.Time
}

// Link is an address that asks an add-on where it leads.
type Link struct {
	ID             int64
	Hash           []byte // SHA-256 of the token in the address
	InstallationID int64
	Target         string // the add-on's endpoint to ask
	Created        time.Time
	Expires        time.Time
}

// Installable is what an add-on may read once, without a token of its own: its new client, or which one has gone.
type Installable struct {
	Hash           []byte // SHA-256 of the token in the address
	InstallationID int64
	AddonKey       string
	OAuthID        string
	Sealed         []byte // the JSON, encrypted with the key outside the database
	Expires        time.Time
}

// AuthorizationCode is a person's consent on its way to an add-on.
type AuthorizationCode struct {
	Hash           []byte // SHA-256 of the code
	InstallationID int64
	UserID         int64
	RedirectURI    string // as it stood in the request; empty when it did not
	Scopes         []string
	Expires        time.Time
}
