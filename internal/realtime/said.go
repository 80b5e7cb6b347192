package realtime

import "slices"

// shows are the words of presence; the order is that of what bits say, see said.
func shows() []string { return []string{showChat, showAway, showXA, showDND} }

// said is what the sessions of a person say together. Those of several nodes are put together by or, so a node tells others
// of its own and each of them knows the same of everybody.
type said byte

const (
	saidHere said = 1 << iota // there is a session
	saidChat                  // one shows chat, and so on
	saidAway
	saidXA
	saidDND
	saidPhone // one is on a phone
	saidDesk  // one has said something and is on none
)

// saidBy answers what one session says.
func saidBy(s *session) said {
	all := saidHere
	if i := slices.Index(shows(), s.show); i >= 0 {
		all |= saidChat << i
	}
	switch {
	case s.mobile:
		all |= saidPhone
	case s.show != "":
		all |= saidDesk
	}
	return all
}

// show is chat if any session says so, else away, else xa, else dnd. Sessions that have said nothing yet count only when none
// has, so that opening a second page does not end a do-not-disturb.
func (s said) show() string {
	for i, show := range shows() {
		if s&(saidChat<<i) != 0 {
			return show
		}
	}
	return showChat
}

// mobile tells whether only phones are connected.
func (s said) mobile() bool { return s&saidPhone != 0 && s&saidDesk == 0 }
