package importer

import (
	"cmp"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Report tells what became of an archive.
type Report struct {
	Owner    Owner    `json:"owner"`
	People   People   `json:"people"`
	Rooms    Rooms    `json:"rooms"`
	Members  Members  `json:"members"`
	Chats    int      `json:"chats"` // one-to-one
	Messages Messages `json:"messages"`
	Files    Files    `json:"files"`

	Since   time.Time `json:"since,omitzero"` // of the first event
	Until   time.Time `json:"until,omitzero"` // of the last
	Longest int       `json:"longest"`        // characters of the longest message

	Changes []Change `json:"changes,omitempty"` // what is not allowed here and was put right
	Left    []Count  `json:"left_out,omitempty"`
	Odd     []string `json:"not_understood,omitempty"`
	Senders []Count  `json:"senders,omitempty"` // of notifications, those who sent most first: what has to be set up anew
	PerRoom []InRoom `json:"per_room,omitempty"`

	left, senders map[string]int
}

// Owner is who owns the group.
type Owner struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Email       string `json:"email"`
	Password    string `json:"password,omitempty"` // when one was made: it is told once
}

// People counts accounts.
type People struct {
	Active      int `json:"active"`
	Admins      int `json:"admins"` // of the active ones
	Deactivated int `json:"deactivated"`
	Guests      int `json:"guests"`
	Unknown     int `json:"unknown"`       // said something and are not among the archive's users
	WithoutMail int `json:"without_email"` // active ones, who cannot sign in before they get an address
	Avatars     int `json:"avatars"`
}

func (p *People) count(u *chat.User) {
	switch {
	case u.Guest:
		p.Guests++
		return
	case u.Deleted:
		p.Deactivated++
		return
	}
	p.Active++
	if u.Admin {
		p.Admins++
	}
	if u.Email == "" {
		p.WithoutMail++
	}
}

// Rooms counts rooms.
type Rooms struct {
	Public    int `json:"public"`
	Private   int `json:"private"`
	Archived  int `json:"archived"`  // of both
	Unknown   int `json:"unknown"`   // have a history and are not among the archive's rooms: private and archived here
	Ownerless int `json:"ownerless"` // now belong to the group's owner
	Guests    int `json:"guest_access"`
}

func (c *Rooms) count(r *room) {
	if r.Private {
		c.Private++
	} else {
		c.Public++
	}
	if r.Archived {
		c.Archived++
	}
	if r.GuestAccess {
		c.Guests++
	}
}

// Members counts who is where.
type Members struct {
	Inside  int `json:"inside"`  // people in rooms, each room counted
	Unknown int `json:"unknown"` // on a room's list and not among the archive's users
	NoRoom  int `json:"no_room"` // what people had open and is no room of the archive
}

// Messages counts what stands in the logs.
type Messages struct {
	People        int64 `json:"people"`
	Private       int64 `json:"private"` // in one-to-one chats; not among those of people
	Notifications int64 `json:"notifications"`
	Topics        int64 `json:"topics"`
	GuestAccess   int64 `json:"guest_access"`
	Replies       int64 `json:"replies"` // of the first three: those in threads
}

// All counts them together.
func (m Messages) All() int64 {
	return m.People + m.Private + m.Notifications + m.Topics + m.GuestAccess
}

// Files counts shared files and pictures.
type Files struct {
	Shared    int   `json:"shared"`
	Bytes     int64 `json:"bytes"`
	Missing   int   `json:"missing"` // messages tell of them, and the archive does not have them
	Unused    int   `json:"unused"`  // are in the archive, and no message tells of them
	Emoticons int   `json:"emoticons"`
}

// Change is something that was put right.
type Change struct {
	Kind  string `json:"kind"` // person, room, emoticon
	ID    int64  `json:"id,omitempty"`
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"` // empty: it was left out
}

// Count is how often there was something.
type Count struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// InRoom is what was said in a room.
type InRoom struct {
	ID       int64     `json:"id"`
	Name     string    `json:"name"`
	Messages int64     `json:"messages"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
}

func (r *Report) change(c Change) { r.Changes = append(r.Changes, c) }

func (r *Report) leftOut(what string) {
	if r.left == nil {
		r.left = map[string]int{}
	}
	r.left[what]++
}

// maxSenders bounds how many names are kept: each notification may have another.
const maxSenders = 10_000

func (r *Report) event(e *chat.Event, private bool) {
	if r.Since.IsZero() || e.Time.Before(r.Since) {
		r.Since = e.Time
	}
	if e.Time.After(r.Until) {
		r.Until = e.Time
	}
	if e.Thread != "" {
		r.Messages.Replies++
	}
	switch e.Kind {
	case chat.KindNotification:
		r.Messages.Notifications++
		if r.senders == nil {
			r.senders = map[string]int{}
		}
		if r.senders[e.Sender] > 0 || len(r.senders) < maxSenders {
			r.senders[e.Sender]++
		}
	case chat.KindTopic:
		r.Messages.Topics++
	case chat.KindGuestAccess:
		r.Messages.GuestAccess++
	default:
		if private {
			r.Messages.Private++
		} else {
			r.Messages.People++
		}
	}
}

func (r *Report) room(of *room) {
	r.PerRoom = append(r.PerRoom, InRoom{ID: of.ID, Name: of.Name, Messages: of.said, First: of.first, Last: of.last})
}

// finish brings the counts into order.
func (m *importer) finish() {
	m.report.Left, m.report.Senders = ordered(m.report.left), ordered(m.report.senders)
	m.report.Odd = m.archive.Odd()
}

// ordered are counts, the highest first.
func ordered(counts map[string]int) (list []Count) {
	for name, n := range counts {
		list = append(list, Count{name, n})
	}
	slices.SortFunc(list, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return list
}
