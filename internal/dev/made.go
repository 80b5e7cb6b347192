package dev

import (
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

const maxMade = 200

// made remembers the last outgoing calls that are no deliveries: installations, farewells, links.
type made struct {
	mu   sync.Mutex
	last int64
	list []outgoing // the oldest first
}

// outgoing is one of them.
type outgoing struct {
	id int64
	at time.Time
	outbound.Attempt
}

// note keeps one. Deliveries have a log of their own.
func (m *made) note(a outbound.Attempt) {
	if a.Purpose == "webhook" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	m.list = append(m.list, outgoing{m.last, time.Now().UTC(), a})
	if len(m.list) > maxMade {
		m.list = m.list[1:]
	}
}

func (m *made) all() []outgoing {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]outgoing(nil), m.list...)
}
