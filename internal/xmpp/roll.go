package xmpp

import (
	"cmp"
	"slices"
	"sync"
	"unique"

	"github.com/stoachat/stoa/internal/chat"
)

// roll is the people who have joined a room, and the names by which the client is shown those of them who are there. Every
// client in a room has one: so it is a list in order of the ids, and names are kept once for all of them.
type roll struct {
	mu   sync.Mutex
	list []participant
}

type participant struct {
	id   int64
	name unique.Handle[string] // that the client knows; zero: it is not shown them
}

func (p participant) shown() bool { return p.name != unique.Handle[string]{} }

func (p participant) called() string {
	if !p.shown() {
		return ""
	}
	return p.name.Value()
}

// find answers where somebody stands, or belongs. The caller holds l.mu.
func (l *roll) find(id int64) (i int, found bool) {
	return slices.BinarySearchFunc(l.list, id, func(p participant, id int64) int { return cmp.Compare(p.id, id) })
}

// call begins with who has joined, and who of them is shown.
func (l *roll) call(joined []int64, shown []chat.User) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = make([]participant, 0, len(joined))
	for _, id := range slices.Sorted(slices.Values(joined)) {
		l.list = append(l.list, participant{id: id})
	}
	for _, u := range shown {
		if i, found := l.find(u.ID); found {
			l.list[i].name = unique.Make(u.Name)
		}
	}
}

// show notes by which name somebody is shown, and answers the one before. It answers false when they have left.
func (l *roll) show(id int64, name string) (before string, joined bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, joined := l.find(id)
	if joined {
		before = l.list[i].called()
		l.list[i].name = unique.Make(name)
	}
	return before, joined
}

// enter notes that somebody has joined, and answers whether they are shown already.
func (l *roll) enter(id int64) (shown bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, joined := l.find(id)
	if !joined {
		l.list = slices.Insert(l.list, i, participant{id: id})
	}
	return l.list[i].shown()
}

// get answers the name by which somebody is shown, empty when they are not, and whether they have joined.
func (l *roll) get(id int64) (name string, joined bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, joined := l.find(id)
	if joined {
		name = l.list[i].called()
	}
	return name, joined
}

// hide notes that somebody is shown no more, and answers by which name they were.
func (l *roll) hide(id int64) (name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, joined := l.find(id)
	if joined {
		name = l.list[i].called()
		l.list[i].name = unique.Handle[string]{}
	}
	return name
}

// leave takes somebody off, and answers the name by which they were shown.
func (l *roll) leave(id int64) (name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, joined := l.find(id)
	if joined {
		name = l.list[i].called()
		l.list = slices.Delete(l.list, i, i+1)
	}
	return name
}

// ids are everybody's who has joined.
func (l *roll) ids() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]int64, len(l.list))
	for i, p := range l.list {
		all[i] = p.id
	}
	return all
}

// who answers who is shown by a name; 0: nobody.
func (l *roll) who(name string) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.list {
		if p.shown() && p.called() == name {
			return p.id
		}
	}
	return 0
}
