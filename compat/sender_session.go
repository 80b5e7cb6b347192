package compat

import (
	"context"
	"crypto/tls"
	"net/http"
	"os"
	"strings"

	"github.com/stoachat/stoa/internal/mask"
)

// session is one check of a sender: the server, the traps, and what has been told already.
type session struct {
	Sender
	stand *stand
	rooms [2]berth // the second with blanks in its name
	traps *traps
	told  map[string]bool // rules of which one finding is enough
	plain *attempt        // the run that nothing stood in the way of
	bare  bool            // the command drops the path of an address, so all but the first case are tried without one
	ca    *authority      // with TLS

	without *attempt // the run without a path, where that delivers and the plain one does not
}

func (in *session) close() {
	if in.ca != nil {
		_ = os.Remove(in.ca.file)
	}
}

// manner is how a run differs from the plain one.
type manner struct {
	slash   bool // a slash at the end of the base URL
	blank   bool // the room with a blank in its name, by its name
	foreign bool // a certificate of an authority that the command does not know
	instead func(http.ResponseWriter, *http.Request) bool
}

// attempt is what came of one run.
type attempt struct {
	errand
	base    string
	calls   []heard
	caught  []string
	scheme  bool // something arrived that spoke the other protocol
	arrived bool // something was said in the room
	flooded bool
	token   string
	mask    *mask.Mask
}

// send runs the command once.
func (in *session) send(ctx context.Context, m manner) (*attempt, error) {
	room := in.rooms[0]
	if m.blank {
		room = in.rooms[1]
	}
	certificate, environment, err := in.trust(m.foreign)
	if err != nil {
		return nil, err
	}
	prefix := oddPrefix
	if in.bare {
		prefix = ""
	}
	s, err := openStall(in.stand, room.token, prefix, certificate, m.instead)
	if err != nil {
		return nil, err
	}
	before, err := in.stand.said(ctx, room.Room)
	if err != nil {
		return nil, err
	}
	in.traps.begin(s)
	e, err := runErrand(ctx, in.traps.command(in.filled(s, room, m)), append(environment, in.traps.environment()...), in.Timeout, s.full)
	a := &attempt{errand: e, base: s.base, calls: s.settle(ctx), caught: in.traps.taken(), scheme: s.wrongScheme, token: room.token, mask: mask.New(room.token, in.stand.v1)}
	if err != nil {
		return nil, err
	}
	a.flooded = len(a.calls) == mostCalls
	after, err := in.stand.said(ctx, room.Room)
	a.arrived = after > before
	return a, err
}

// trust is the server's certificate, and the environment in which a command trusts it.
func (in *session) trust(foreign bool) (*tls.Certificate, []string, error) {
	if !in.TLS {
		return nil, nil, nil
	}
	if in.ca == nil {
		ca, err := newAuthority()
		if err != nil {
			return nil, nil, err
		}
		in.ca = ca
	}
	by := in.ca
	if foreign {
		other, err := newAuthority()
		if err != nil {
			return nil, nil, err
		}
		defer os.Remove(other.file)
		by = other
	}
	certificate, err := by.certificate()
	return certificate, in.ca.environment(), err
}

// filled is the command with what the placeholders stand for.
func (in *session) filled(s *stall, room berth, m manner) []string {
	base, name, v1Room := s.base, idOf(room.Room), "&room_id="+idOf(room.Room)
	if m.blank {
		name = room.Name
	}
	if in.takes("{room}") {
		v1Room = ""
	}
	full := base + "/v2/room/" + strings.ReplaceAll(name, " ", "%20") + "/notification?auth_token=" + room.token
	fullV1 := base + "/v1/rooms/message?format=json&auth_token=" + room.token + v1Room
	if m.slash {
		base += "/"
	}
	fill := strings.NewReplacer("{base_url}", base, "{token}", room.token, "{room}", name, "{full_url}", full, "{full_url_v1}", fullV1)
	list := make([]string, len(in.Command))
	for i, a := range in.Command {
		list[i] = fill.Replace(a)
	}
	return list
}

const mostSeen = 5

// seen is the run as reports show it.
func (a *attempt) seen() []string {
	var list []string
	for i, c := range a.calls {
		if i == mostSeen {
			list = append(list, "and "+counted(len(a.calls)-i, "more call"))
			break
		}
		list = append(list, c.String())
	}
	list = append(list, a.lines()...)
	for i := range list {
		list[i] = mask.Cut(a.mask.Text(list[i]), 300)
	}
	return list
}

// inside are the calls that came below the path that was given.
func (a *attempt) inside() (list []heard) {
	for _, c := range a.calls {
		if c.inside {
			list = append(list, c)
		}
	}
	return list
}
