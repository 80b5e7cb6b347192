package compat

import (
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

const kindConfigurable = "configurable"

// stimulus is something that an add-on is made to answer by using it.
type stimulus struct {
	name   string
	event  string // of a webhook; empty: a page is opened
	text   string // that is said
	kind   string // of the page
	key    string // of the module
	signed bool
	since  hipchat.Feature // that a server must have for it
}

// stimuli are what the descriptor offers. Webhooks of events that no add-on in a room hears, or that would be the end of its
// room, are left out where it is installed in one.
func (s *subject) stimuli(say string) (all []stimulus, left []string) {
	c := s.d.Capabilities
	for _, w := range c.Webhooks {
		st := stimulus{name: "webhook " + w.Event, event: w.Event, signed: w.Authentication == hipchat.AuthenticationJWT}
		switch w.Event {
		case hipchat.EventRoomMessage, hipchat.EventRoomNotification:
			text, ok := sayFor(w.Pattern)
			if say != "" && w.Event == hipchat.EventRoomMessage {
				text, ok = say, true
			}
			if !ok {
				left = append(left, st.name+": nothing was found to say that its pattern lets through; give it with --say")
				continue
			}
			st.text = text
		case hipchat.EventRoomCreated, hipchat.EventRoomDeleted:
			if s.d.AllowsRoom() {
				left = append(left, st.name+": the add-on is looked at in a room")
				continue
			}
		}
		all = append(all, st)
	}
	if c.Configurable != nil {
		all = append(all, stimulus{name: "configuration page", kind: kindConfigurable, signed: c.Configurable.Authentication != hipchat.AuthenticationNone})
	}
	for _, g := range c.Glances {
		if g.QueryURL != "" {
			all = append(all, stimulus{name: "glance " + g.Key, kind: hipchat.KindGlance, key: g.Key, signed: true, since: hipchat.FeatureConnect})
		}
	}
	for _, p := range c.WebPanels {
		all = append(all, stimulus{name: "web panel " + p.Key, kind: hipchat.KindWebPanel, key: p.Key,
			signed: p.Authentication != hipchat.AuthenticationNone, since: hipchat.FeatureConnect})
	}
	for _, d := range c.Dialogs {
		if !strings.Contains(d.URL, "{") {
			all = append(all, stimulus{name: "dialog " + d.Key, kind: hipchat.KindDialog, key: d.Key,
				signed: d.Authentication != hipchat.AuthenticationNone, since: hipchat.FeatureConnect})
		}
	}
	return all, left
}
