package bench

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
)

// The paths where a floor is told to post somewhere on a schedule, and asked what that has taken.
const (
	floorBeside    = "/beside"
	floorBesideEnd = "/beside/end"
)

// poster is a floor's part as somebody who posts: a process that does nothing else meanwhile.
type poster struct {
	mu     sync.Mutex
	posted func() (Times, error) // nil: it does not post
}

func (f *floor) beside(w http.ResponseWriter, r *http.Request) {
	var job besides
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFloorBody)).Decode(&job)
	if err == nil && (job.Rate < 1 || job.Rate > maxRate) {
		err = errors.New("bad rate")
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.poster.mu.Lock()
	defer f.poster.mu.Unlock()
	if f.poster.posted != nil {
		http.Error(w, "it posts already", http.StatusConflict)
		return
	}
	if f.poster.posted, err = job.here(f.ctx); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (f *floor) besideEnd(w http.ResponseWriter, _ *http.Request) {
	f.poster.mu.Lock()
	defer f.poster.mu.Unlock()
	if f.poster.posted == nil {
		http.Error(w, "it does not post", http.StatusConflict)
		return
	}
	times, err := f.poster.posted()
	f.poster.posted = nil
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	_ = json.NewEncoder(w).Encode(times) // who has gone does not want it
}
