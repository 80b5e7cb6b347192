package chat

import "slices"

// Listener is what decides whether an event calls for a person.
type Listener struct {
	UserID       int64
	Loudness     Loudness
	Show         string // chat, away, xa or dnd; empty for who is not here
	EvenWhenBusy bool   // they want to be told although they do not want to be disturbed
	Direct       bool   // the conversation is a one-to-one chat
}

// Calls tells whether an event can call for anybody.
func (e *Event) Calls() bool {
	return (e.Kind == KindMessage || e.Kind == KindNotification) && !e.Deleted && !e.Corrects()
}

// CallsFor tells whether an event calls for a person. The page decides the same, in notify/rule.ts.
// spec: product, 4.5, 7.2.
func CallsFor(e Event, l Listener) bool {
	switch {
	case !e.Calls(), e.UserID == l.UserID, l.Show == "dnd" && !l.EvenWhenBusy:
		return false
	case l.Direct, slices.ContainsFunc(e.Mentions, func(u UserRef) bool { return u.ID == l.UserID }):
		return true
	case l.Loudness == Quiet:
		return false
	case e.MentionAll, e.MentionHere && l.Show == "chat":
		return true
	case !e.InFlow(): // what others say aside
		return e.involves(l.UserID)
	}
	return l.Loudness == Loud && (e.Kind == KindMessage || e.Notify)
}
