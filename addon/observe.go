package addon

import (
	"errors"
	"net/http"
	"time"
)

// Observation is something that happened, for an add-on's metrics.
type Observation struct {
	What    string // install, update, uninstall, webhook, page, glance, outbox
	Outcome string // ok, refused (what was asked was wrong), failed (it went wrong here or on the way)
	Took    time.Duration
}

// The outcomes of an Observation.
const (
	OutcomeOK      = "ok"
	OutcomeRefused = "refused"
	OutcomeFailed  = "failed"
)

// observed begins an observation; what it answers ends it.
func (a *Addon) observed(what string) func(error) {
	began := time.Now()
	return func(err error) { a.opt.Observe(Observation{what, outcomeOf(err), time.Since(began)}) }
}

func outcomeOf(err error) string {
	var no *refusal
	switch {
	case err == nil:
		return OutcomeOK
	case errors.As(err, &no) && no.status < http.StatusInternalServerError:
		return OutcomeRefused
	}
	return OutcomeFailed
}
