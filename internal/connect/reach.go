package connect

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
)

// EvidenceStore keeps what is known of the ways to and from add-ons.
type EvidenceStore interface {
	AddEvidence(ctx context.Context, found []chat.Evidence) error
	Evidence(ctx context.Context) (map[int64]chat.Evidence, error)
}

// Reach gathers evidence of which add-ons can be reached and reach the server. It is kept in memory and written down
// now and then: no call waits for it, and a server that is killed loses no more than the last minute of it.
type Reach struct {
	store EvidenceStore
	now   func() time.Time

	mu      sync.Mutex
	pending map[int64]chat.Evidence // by installation
}

// NewReach makes a Reach. now may be nil.
func NewReach(store EvidenceStore, now func() time.Time) *Reach {
	if now == nil {
		now = time.Now
	}
	return &Reach{store: store, now: now, pending: make(map[int64]chat.Evidence)}
}

// Heard notes that the add-on has called, for a token or with one.
func (r *Reach) Heard(installationID int64) {
	r.note(chat.Evidence{InstallationID: installationID, Heard: r.now().UTC()})
}

// Made notes how a call of the add-on ended.
func (r *Reach) Made(a outbound.Attempt) {
	e := chat.Evidence{InstallationID: a.Party, Tried: r.now().UTC(), Purpose: a.Purpose}
	if code := trouble(a); code != doctor.OK {
		e.Trouble = string(code)
	} else {
		e.Answered = e.Tried
	}
	r.note(e)
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

// note adds to what is to be written down. There are no more entries than installations.
func (r *Reach) note(e chat.Evidence) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := r.pending[e.InstallationID]
	known.InstallationID = e.InstallationID
	r.pending[e.InstallationID] = known.Join(e)
}

// writeDown is how often evidence is written down.
const writeDown = time.Minute

// Run writes evidence down until ctx ends, and then once more.
func (r *Reach) Run(ctx context.Context) error {
	tick := time.NewTicker(writeDown)
	defer tick.Stop()
	var failed error
	for {
		select {
		case <-ctx.Done():
			return errors.Join(failed, r.flush(context.WithoutCancel(ctx)))
		case <-tick.C:
			failed = r.flush(ctx)
		}
	}
}

// All answers what is known of all installations, up to this moment.
func (r *Reach) All(ctx context.Context) (map[int64]chat.Evidence, error) {
	if err := r.flush(ctx); err != nil {
		return nil, err
	}
	return r.store.Evidence(ctx)
}

// flush writes down what there is. What could not be written is written the next time.
func (r *Reach) flush(ctx context.Context) error {
	r.mu.Lock()
	pending := r.pending
	r.pending = make(map[int64]chat.Evidence)
	r.mu.Unlock()
	if len(pending) == 0 {
		return nil
	}
	found := make([]chat.Evidence, 0, len(pending))
	for _, e := range pending {
		found = append(found, e)
	}
	// In one order on every server, so that two of them never wait for each other's rows.
	slices.SortFunc(found, func(a, b chat.Evidence) int { return cmp.Compare(a.InstallationID, b.InstallationID) })
	err := r.store.AddEvidence(ctx, found)
	if err != nil {
		for _, e := range found {
			r.putBack(e)
		}
	}
	return err
}

func (r *Reach) putBack(older chat.Evidence) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending[older.InstallationID] = older.Join(r.pending[older.InstallationID])
}
