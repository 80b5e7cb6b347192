package xmpp

import "sync"

// own is what the client has said in this stream: its names for it, and those in the log.
type own struct {
	mu     sync.Mutex
	events map[string]string // by the client's name
	names  map[string]string // by the event's id
	latest map[string]string // corrections that are on their way, by the event's id
}

// maxOwn bounds how many of them are remembered: clients correct what they said last.
const maxOwn = 256

// said notes what the client calls an event that it has said.
func (o *own) said(name, event string) {
	o.note(name, event, func() { o.names[event] = name })
}

// corrected notes what the client calls its correction of an event, by which it may be corrected again.
func (o *own) corrected(name, event string) {
	o.note(name, event, func() { o.latest[event] = name })
}

func (o *own) note(name, event string, also func()) {
	if name == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.events == nil || len(o.events) >= maxOwn {
		o.events, o.names, o.latest = map[string]string{}, map[string]string{}, map[string]string{}
	}
	o.events[name] = event
	also()
}

// event answers what the client means by a name: something that it has said, or that it was told by this name.
func (o *own) event(name string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return orElse(o.events[name], name)
}

// name answers what the client calls an event that it has said; empty: what the log does.
func (o *own) name(event string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.names[event]
}

// correction answers, once, what the client calls its correction of an event.
func (o *own) correction(event string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	name := o.latest[event]
	delete(o.latest, event)
	return name
}
