package realtime

import (
	"slices"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/bus"
)

// people knows who is online, across all sessions of each person on all nodes, and tells everyone on this one the changes.
type people struct {
	bounds    *Bounds
	bus       *bus.Bus
	page      string              // see Config
	broadcast func(frames []byte) // gives encoded frames to every session of a person

	mu      sync.Mutex
	byID    map[int64]*person
	here    int                // sessions of this node
	changed map[int64]struct{} // who may have to be told; told together after a while, see gathering
	nodes   map[string]*roster
	stopped bool
}

type person struct {
	sessions []*session
	away     []saidAt // what other nodes say, those with nothing to say left out
	spread   said     // what other nodes have been told of the sessions here
	told     presence // what everyone knows
	leaving  bool     // the last session is gone, and the grace runs
}

// presence is what others see of a person.
type presence struct {
	online bool
	show   string
	mobile bool // only phones are connected
}

func newPeople(b *Bounds, link *bus.Bus, broadcast func([]byte)) *people {
	return &people{
		bounds: b, bus: link, broadcast: broadcast,
		byID: map[int64]*person{}, changed: map[int64]struct{}{}, nodes: map[string]*roster{},
	}
}

// hearFor has other nodes send what is for the person of a session, until end.
func (h *Hub) hearFor(s *session) (end func()) {
	id := s.principal.UserID()
	if id == 0 {
		return func() {}
	}
	h.bus.Watch(h.ctx, bus.Person(id))
	return func() { h.bus.Unwatch(bus.Person(id)) }
}

// arrive greets a session and counts it. Whoever has read the greeting is online. Integrations are greeted as user
// 0 and have no presence.
func (p *people) arrive(s *session) {
	id := s.principal.UserID()
	p.mu.Lock()
	defer p.mu.Unlock()
	s.out.add(helloFrame(id, p.page))
	if id == 0 {
		return
	}
	who := p.person(id)
	who.sessions = append(who.sessions, s)
	p.here++
	who.leaving = false
	p.change(id)
}

// person answers somebody who may be new. The caller holds p.mu.
func (p *people) person(id int64) *person {
	who := p.byID[id]
	if who == nil {
		who = &person{told: presence{show: showChat}}
		p.byID[id] = who
	}
	return who
}

func (p *people) leave(s *session) {
	id := s.principal.UserID()
	p.mu.Lock()
	defer p.mu.Unlock()
	who := p.byID[id]
	if id == 0 || who == nil {
		return
	}
	before := len(who.sessions)
	who.sessions = slices.DeleteFunc(who.sessions, func(other *session) bool { return other == s })
	p.here -= before - len(who.sessions)
	p.change(id)
	p.without(id, who)
}

// without begins the grace of who has no session left on any node. The caller holds p.mu.
func (p *people) without(id int64, who *person) {
	if who.said()&saidHere == 0 && !who.leaving {
		who.leaving = true
		time.AfterFunc(p.bounds.Grace, func() { p.gone(id, who) })
	}
}

// gone runs when the grace is over. A person who came back and left again meanwhile has a later grace of their own,
// which then finds nothing left to do.
func (p *people) gone(id int64, who *person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if who.said()&saidHere == 0 && p.byID[id] == who {
		who.leaving = false
		p.change(id)
	}
}

// set changes what one session says about its person.
func (p *people) set(s *session, show string, mobile bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.show, s.mobile = show, mobile
	if id := s.principal.UserID(); id != 0 {
		p.change(id)
	}
}

// setAll changes what every session of a person says, until it says something else.
func (p *people) setAll(id int64, show string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := p.byID[id]
	if who == nil {
		return
	}
	for _, s := range who.sessions {
		s.show = show
	}
	p.change(id)
}

// change has the person's presence told soon. The caller holds p.mu.
func (p *people) change(id int64) {
	if len(p.changed) == 0 {
		time.AfterFunc(p.gathering(), p.tell)
	}
	p.changed[id] = struct{}{}
}

// tell broadcasts the presence of those whose presence is not what was told last.
func (p *people) tell() {
	p.mu.Lock()
	p.spread()
	changed := map[presence][]int64{}
	for id := range p.changed {
		who := p.byID[id]
		now := who.presence()
		if now != who.told {
			who.told = now
			changed[now] = append(changed[now], id)
		}
		if !now.online {
			delete(p.byID, id)
		}
	}
	clear(p.changed)
	stopped := p.stopped
	p.mu.Unlock()
	if len(changed) > 0 && !stopped {
		p.broadcast(presenceFrames(changed))
	}
}

// stop ends the telling: when the server goes, all go.
func (p *people) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
}

func (p *person) presence() presence {
	if p.leaving {
		return presence{true, p.told.show, p.told.mobile}
	}
	all := p.said()
	return presence{all&saidHere != 0, all.show(), all.mobile()}
}

// said is what the sessions on all nodes say.
func (p *person) said() said {
	all := p.here()
	for _, a := range p.away {
		all |= a.said
	}
	return all
}

// here is what the sessions on this node say.
func (p *person) here() (all said) {
	for _, s := range p.sessions {
		all |= saidBy(s)
	}
	return all
}

func (p *people) of(id int64) presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	if who := p.byID[id]; who != nil {
		return who.presence()
	}
	return presence{}
}

func (p *people) sessions(id int64) []*session {
	p.mu.Lock()
	defer p.mu.Unlock()
	if who := p.byID[id]; who != nil {
		return slices.Clone(who.sessions)
	}
	return nil
}

// Online tells whether a person is here: they have a session, or had one a moment ago.
func (h *Hub) Online(userID int64) bool { return h.people.of(userID).online }

// SetShow changes how a person who is online shows. The sessions that they open later say their own.
func (h *Hub) SetShow(userID int64, show string) {
	h.people.setAll(userID, show)
	h.toPerson(topicShow, userID, []byte(show))
}

// Show is what a person who is online says about themselves: chat, away, xa or dnd. It is empty for who is not online.
func (h *Hub) Show(userID int64) string {
	if p := h.people.of(userID); p.online {
		return p.show
	}
	return ""
}

// Mobile tells whether a person who is online is so on phones alone. spec: product, 7.1.
func (h *Hub) Mobile(userID int64) bool { return h.people.of(userID).mobile }
