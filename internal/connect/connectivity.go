package connect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
)

// State is how far an add-on and the server reach each other, in the vendor's words. spec: product, 11.2
type State string

// LIMITED is one way of the two.
const (
	Connected    State = "CONNECTED"
	Limited      State = "LIMITED"
	NotConnected State = "NOT CONNECTED"
)

// Way is one of the two directions.
type Way struct {
	Needed bool        // by the descriptor
	Open   bool        // by the evidence
	Code   doctor.Code // why it is not open; OK where it is, or is not needed
	Reason string      // in plain words
	Remedy string      // what to change or to open; empty where it is open
}

// Connectivity is what the evidence says of an installation.
type Connectivity struct {
	State    State
	In, Out  Way // seen from the server
	Evidence chat.Evidence
}

// silence is how long an add-on may say nothing before nobody knows whether it still can.
const silence = 30 * 24 * time.Hour

// Judge decides from the evidence. Neither way may be assumed: one that is needed and of which nothing is known is
// not open. base is the server's public URL, callback how long an add-on may
// take to answer one. spec: connect, 9, IG-07, IG-08
func Judge(needs hipchat.Needs, e chat.Evidence, base string, callback time.Duration, now time.Time) Connectivity {
	c := Connectivity{In: inbound(needs, e, now), Out: outgoing(needs, e, callback, now), Evidence: e}
	c.In.Remedy = doctor.About(c.In.Code, base, callback).Remedy
	needed, open := 0, 0
	for _, w := range []Way{c.In, c.Out} {
		if w.Needed {
			needed++
		}
		if w.Needed && w.Open {
			open++
		}
	}
	switch {
	case open == needed:
		c.State = Connected
	case open > 0:
		c.State = Limited
	default:
		c.State = NotConnected
	}
	return c
}

// disable closes both ways, of an add-on that is disabled.
func (c *Connectivity) disable() {
	about := doctor.About(doctor.AddonDisabled, "", 0)
	for _, w := range []*Way{&c.In, &c.Out} {
		*w = Way{Needed: w.Needed, Code: doctor.OK}
		if w.Needed {
			w.Code, w.Remedy = about.Code, about.Remedy
		}
	}
	c.State, c.In.Reason = NotConnected, about.Means
}

// Reason says it in plain words, of both ways.
func (c Connectivity) Reason() string {
	return strings.TrimSpace(c.In.Reason + " " + c.Out.Reason)
}

func inbound(needs hipchat.Needs, e chat.Evidence, now time.Time) Way {
	w := Way{Needed: needs.Inbound, Code: doctor.OK}
	switch {
	case !e.Heard.IsZero() && now.Sub(e.Heard) < silence:
		w.Open, w.Reason = true, "It called this server "+ago(e.Heard, now)+"."
	case !w.Needed:
		w.Reason = "It does not call this server."
	case e.Heard.IsZero():
		w.Code, w.Reason = doctor.NeverCalled, "It needs this server's API, and has never called it."
	default:
		w.Code, w.Reason = doctor.LongSilent, "It last called this server "+ago(e.Heard, now)+"."
	}
	return w
}

func outgoing(needs hipchat.Needs, e chat.Evidence, callback time.Duration, now time.Time) Way {
	w := Way{Needed: isCalled(needs), Code: doctor.OK}
	switch {
	case e.Tried.IsZero() && !w.Needed:
		w.Reason = "This server does not call it."
	case e.Tried.IsZero():
		w.Reason = "This server has not called it yet."
	case e.Trouble == "":
		w.Open, w.Reason = true, fmt.Sprintf("It answered this server's call (%s) %s.", e.Purpose, ago(e.Tried, now))
	default:
		found := doctor.About(doctor.Code(e.Trouble), calledAt(needs, e.Purpose), limitOf(e.Purpose, callback))
		w.Code, w.Remedy, w.Reason = found.Code, found.Remedy, failure(e, now)+" "+found.Means
	}
	return w
}

// isCalled tells whether the server calls the add-on after the descriptor has been read.
func isCalled(needs hipchat.Needs) bool {
	return slices.ContainsFunc(needs.Outbound, func(e hipchat.Endpoint) bool {
		return slices.ContainsFunc(e.For, func(purpose string) bool { return purpose != "descriptor" })
	})
}

func failure(e chat.Evidence, now time.Time) string {
	text := fmt.Sprintf("This server's last call (%s) came to nothing %s.", e.Purpose, ago(e.Tried, now))
	if e.Answered.IsZero() {
		return text
	}
	return text + " It last answered " + ago(e.Answered, now) + "."
}

// calledAt is where the add-on is called for the purpose.
func calledAt(needs hipchat.Needs, purpose string) string {
	for _, e := range needs.Outbound {
		if slices.Contains(e.For, purpose) {
			return e.URL()
		}
	}
	if len(needs.Outbound) > 0 {
		return needs.Outbound[0].URL()
	}
	return ""
}

func limitOf(purpose string, callback time.Duration) time.Duration {
	if purpose == "install" {
		return callback
	}
	return descriptorLimit
}

// ago is the age of a moment in the largest unit that is not zero.
func ago(t, now time.Time) string {
	age := now.Sub(t)
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := int(age / unit.size); n == 1 {
			return "1 " + unit.name + " ago"
		} else if n > 1 {
			return fmt.Sprintf("%d %ss ago", n, unit.name)
		}
	}
	return "just now"
}
