package connect

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/writebehind"
)

// EvidenceStore keeps what is known of the ways to and from add-ons.
type EvidenceStore interface {
	AddEvidence(ctx context.Context, found []chat.Evidence) error
	Evidence(ctx context.Context) (map[int64]chat.Evidence, error)
}

// Reach gathers evidence of which add-ons can be reached and reach the server. See Run, without which nothing of it is
// written down.
type Reach struct {
	store                                     EvidenceStore
	now                                       func() time.Time
	*writebehind.Buffer[int64, chat.Evidence] // by installation
}

// NewReach makes a Reach. now may be nil.
func NewReach(store EvidenceStore, now func() time.Time) *Reach {
	if now == nil {
		now = time.Now
	}
	return &Reach{store, now, writebehind.New(writebehind.Config[int64, chat.Evidence]{
		What: "evidence of connectivity", Join: chat.Evidence.Join, Order: cmp.Compare[int64], Write: store.AddEvidence,
	})}
}

// Heard notes that the add-on has called, for a token or with one.
func (r *Reach) Heard(installationID int64) {
	r.Note(installationID, chat.Evidence{InstallationID: installationID, Heard: r.now().UTC()})
}

// Made notes how a call of the add-on ended.
func (r *Reach) Made(a outbound.Attempt) {
	e := chat.Evidence{InstallationID: a.Party, Tried: r.now().UTC(), Purpose: a.Purpose}
	if code := trouble(a); code != doctor.OK {
		e.Trouble = string(code)
	} else {
		e.Answered = e.Tried
	}
	r.Note(e.InstallationID, e)
}

// trouble is what was in the way of a call. That an add-on does not like a call is not in the way, except for its
// signature, which nobody would look for.
func trouble(a outbound.Attempt) doctor.Code {
	signed := a.Purpose == "webhook" || a.Purpose == "link"
	switch {
	case a.Err != nil && !errors.Is(a.Err, outbound.ErrTooLarge):
		return doctor.Explain(a.Err, a.Way)
	case doctor.IsGatewayDown(a.Status):
		return doctor.GatewayDown
	case signed && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden):
		return doctor.SignatureRefused
	}
	return doctor.OK
}

// All answers what is known of all installations, up to this moment.
func (r *Reach) All(ctx context.Context) (map[int64]chat.Evidence, error) {
	if err := r.Flush(ctx); err != nil {
		return nil, err
	}
	return r.store.Evidence(ctx)
}
