package addon

import (
	"context"
	"iter"
	"sync"

	"github.com/stoachat/stoa/hipchat"
)

// registry holds the installations that are in use, so that their tokens are kept. The store is asked each time
// nevertheless: another process may have changed one, or removed it.
type registry struct {
	mu  sync.Mutex
	all map[string]*Installation
}

// of answers the installation of a record, brought up to it.
func (r *registry) of(a *Addon, rec Record) *Installation {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in, ok := r.all[rec.OAuthID]; ok {
		if in.record.Load().Version != rec.Version {
			in.adopt(rec)
		}
		return in
	}
	in := &Installation{addon: a, clients: make(map[string]*hipchat.Client)}
	in.record.Store(&rec)
	if r.all == nil {
		r.all = make(map[string]*Installation)
	}
	r.all[rec.OAuthID] = in
	return in
}

func (r *registry) drop(oauthID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, oauthID)
}

// Installation answers an installation by its OAuth id, or ErrNotInstalled.
func (a *Addon) Installation(ctx context.Context, oauthID string) (*Installation, error) {
	rec, err := a.opt.Store.Get(ctx, oauthID)
	if err != nil {
		a.live.drop(oauthID)
		return nil, err
	}
	return a.live.of(a, rec), nil
}

// Installations walks through all installations, in no order.
func (a *Addon) Installations(ctx context.Context) iter.Seq2[*Installation, error] {
	return func(yield func(*Installation, error) bool) {
		for rec, err := range a.opt.Store.All(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(a.live.of(a, rec), nil) {
				return
			}
		}
	}
}
