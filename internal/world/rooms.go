package world

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	subjects = `Payments Search Mobile Website Billing Support Hiring Marketing Design Backend Frontend Platform Security Data Network Storage
		Release Research Legal Finance Travel Lunch Music Games Books Running Cycling Cooking Photos Parents Berlin London
		Lisbon Tokyo Boston Sydney Onboarding Partners Events Press Quality Tools Build Deploys Incidents Monitoring Backup Mail
		Accounts Imports Reports Analytics Docs Training Office Hardware Printers Coffee Garden Football`
	aspects = `team|help|alerts|deploys|reviews|planning|standup|ideas|bugs|customers|on call|archive|design|tests|news|requests|handover|offsite|
		project|feedback|questions|migration|roadmap|launch|maintenance|metrics|vendors|contracts|interviews|builds|errors|tickets|
		changes|experiments|lab|core|ops|infra|social|random|leads|budget|weekly|review board|war room`
)

// log is a place in which people talk.
type log struct {
	conversation int64
	messages     int
	here         []chat.User // who talk, those who talk more first
	notices      float64     // the share of what integrations post
	sender       string      // what they are called
	after        float64     // the share of all talk that was before it began

	lastSeq    int64
	lastActive time.Time
}

// room is one with a name.
type room struct {
	log
	id      int64
	name    string
	private bool
	closed  bool // archived
	created time.Time
}

func (m *maker) makeRooms() {
	topics, aspect := strings.Fields(subjects), strings.Split(aspects, "|")
	sizes := m.Rooms
	if sizes == nil {
		sizes = shares(int(float64(m.Size.Messages)*inRooms), m.Size.Rooms, 1)
	}
	for i, messages := range sizes {
		random := m.random("room", int64(i))
		name := topics[i%len(topics)] + " " + strings.TrimSpace(aspect[(i/len(topics)+i)%len(aspect)])
		if lap := i / (len(topics) * len(aspect)); lap > 0 {
			name = fmt.Sprintf("%s %d", name, lap+1)
		}
		r := &room{id: int64(i + 1), name: name, private: i > 0 && random.IntN(5) == 0, closed: i > len(sizes)/2 && random.IntN(4) == 0}
		r.conversation, r.messages = int64(i+1), messages
		r.here = m.joined(random, 3+int(2*math.Sqrt(float64(messages)/10)), i%5 == 0)
		if random.IntN(2) == 0 || i == 0 {
			r.notices, r.sender = 0.1+0.7*random.Float64(), integrations()[random.IntN(len(integrations()))]
		}
		if i > 0 {
			r.after = 0.6 * random.Float64()
		}
		r.created = m.hours.at(r.after)
		m.rooms = append(m.rooms, r)
	}
	m.made.Biggest, m.made.Middle = m.rooms[0].place(), m.rooms[min(max(1, len(m.rooms)/8), len(m.rooms)-1)].place()
	m.made.Person = m.rooms[0].here[len(m.rooms[0].here)/2].MentionName
}

func (r *room) place() Place { return Place{r.name, r.id, r.conversation, r.messages} }

// joined draws so many people, with the first one or without.
func (m *maker) joined(random *rand.Rand, n int, first bool) []chat.User {
	var some []chat.User
	if first {
		some = append(some, m.people[0])
	}
	others := len(m.people) - 1
	start, stride := random.IntN(others), 1+random.IntN(others)
	for gcd(stride, others) != 1 { // then nobody comes twice
		stride = 1 + stride%others
	}
	for i := range min(n, others) {
		some = append(some, m.people[1+(start+i*stride)%others])
	}
	return some
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// makeChats makes pairs of people: the first one talks to many, all others to those whose turn it is.
func (m *maker) makeChats() {
	inChats := m.Size.Messages
	for _, r := range m.rooms {
		inChats -= r.messages
	}
	sizes := shares(inChats, m.Size.Chats, 0.7)
	others := len(m.people) - 1
	hers := max(min(others, m.Size.Chats/60+1), m.Size.Chats-others*(others-1)/2)
	low, apart := 0, 1
	for i, messages := range sizes {
		c := &log{conversation: int64(m.Size.Rooms + i + 1), messages: messages, after: 0.6 * m.random("chat", int64(i)).Float64()}
		m.chats = append(m.chats, c)
		if i < hers {
			c.here = []chat.User{m.people[0], m.people[i+1]}
			continue
		}
		high := (low + apart) % others
		c.here = []chat.User{m.people[1+min(low, high)], m.people[1+max(low, high)]}
		if low++; low == others || apart*2 == others && low == others/2 {
			low, apart = 0, apart+1
		}
	}
}

func (m *maker) writePlaces(ctx context.Context) error {
	var conversations, rooms, members, chats, readers [][]any
	for _, r := range m.rooms {
		conversations = append(conversations, r.row())
		key := strings.ToLower(r.name)
		rooms = append(rooms, []any{r.id, r.conversation, r.name, key, "About " + key, r.private, r.closed, false, r.here[0].ID,
			strings.ReplaceAll(key, " ", "_"), r.created.UnixMicro(), version(r.id), ""})
		for i, u := range r.here {
			if r.private || i == 0 {
				members = append(members, []any{r.id, u.ID, string(roleOf(i))})
			}
		}
		readers = append(readers, m.readers(&r.log)...)
	}
	for _, c := range m.chats {
		conversations = append(conversations, c.row())
		chats = append(chats, []any{c.conversation, c.here[0].ID, c.here[1].ID})
		readers = append(readers, m.readers(c)...)
	}
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"conversation", []string{"id", "last_seq", "last_active", "said"}, conversations},
		{"room", []string{"id", "conversation_id", "name", "name_key", "topic", "private", "archived", "guest_access", "owner_id", "slug", "created", "version", "guest_token"}, rooms},
		{"member", []string{"room_id", "user_id", "role"}, members},
		{"direct_chat", []string{"conversation_id", "low_id", "high_id"}, chats},
		{"reader", []string{"conversation_id", "user_id", "read_seq"}, readers},
	} {
		if err := m.fill(ctx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

func roleOf(i int) chat.Role {
	if i == 0 {
		return chat.RoleAdmin
	}
	return chat.RoleMember
}

func (l *log) row() []any {
	return []any{l.conversation, l.lastSeq, l.lastActive.UnixMicro(), int64(l.messages)}
}

// readers tells how far everybody has read: most nearly all, some are behind, and some have never looked.
func (m *maker) readers(l *log) (rows [][]any) {
	random := m.random("read", l.conversation)
	for _, u := range l.here {
		read := max(0, l.lastSeq-int64(random.IntN(30)))
		switch random.IntN(20) {
		case 0:
			read = 0
		case 1, 2, 3:
			read = max(0, l.lastSeq-int64(random.IntN(2000)))
		}
		rows = append(rows, []any{l.conversation, u.ID, read})
	}
	return rows
}
