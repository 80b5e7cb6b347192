package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// entryCookie is the cookie of a browser that has come half of the way in.
const entryCookie = "stoa_entry"

// entryLife is how long the second step may take: whoever must set an authenticator up needs to find it first.
const entryLife = 30 * time.Minute

// Entry is a sign-in that has a step to go. The browser carries it, so that the page cannot lose or read it.
type Entry struct {
	UserID  int64  `json:"user_id"`
	Version string `json:"version"` // of the user: any change of the account ends the sign-in
	Step    string `json:"step"`
	Method  string `json:"method"`
	Source  string `json:"source"`
}

// Session is the session that the sign-in was for.
func (e Entry) Session(agent string) chat.Session {
	return chat.Session{UserID: e.UserID, Agent: agent, Method: e.Method, Source: e.Source}
}

// Entrances keep sign-ins that have a step to go.
type Entrances struct {
	users interface {
		User(ctx context.Context, id int64) (chat.User, error)
	}
	tickets *Tickets
	base    string
	now     func() time.Time
}

// NewEntrances makes Entrances. base is the server's public URL.
func NewEntrances(store Store, sealer *Sealer, base string, now func() time.Time) *Entrances {
	if now == nil {
		now = time.Now
	}
	return &Entrances{users: store, tickets: NewTickets(sealer, now), base: base, now: now}
}

// Begin gives a browser its half of the way in.
func (e *Entrances) Begin(w http.ResponseWriter, u chat.User, step, method, source string) error {
	text, err := e.tickets.Issue("entry", entryLife, Entry{u.ID, u.Version, step, method, source})
	if err != nil {
		return err
	}
	http.SetCookie(w, NewCookie(e.base, entryCookie, "/api/", text, e.now().Add(entryLife)))
	return nil
}

// End has a browser forget that it was on its way in.
func (e *Entrances) End(w http.ResponseWriter) {
	http.SetCookie(w, NoCookie(e.base, entryCookie, "/api/"))
}

// Find answers who is on their way in, ErrNoToken for nobody.
func (e *Entrances) Find(r *http.Request) (entry Entry, u chat.User, err error) {
	c, err := r.Cookie(entryCookie)
	if err != nil {
		return entry, u, ErrNoToken
	}
	if e.tickets.Open("entry", c.Value, &entry) != nil {
		return entry, u, ErrNoToken
	}
	if u, err = e.users.User(r.Context(), entry.UserID); err != nil {
		return entry, u, err
	}
	if u.Deleted || u.Version != entry.Version {
		return entry, u, ErrNoToken
	}
	return entry, u, nil
}
