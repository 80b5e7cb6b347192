package dev

import (
	"net/http"

	"github.com/stoachat/stoa/internal/api"
	"github.com/stoachat/stoa/internal/outage"
)

// api are the methods behind the inspector, which a script may call as well.
func (s *Server) api() map[string]api.Extra {
	return map[string]api.Extra{
		"GET /api/dev":                   s.overview,
		"GET /api/dev/traffic":           s.listTraffic,
		"POST /api/dev/events/{event}":   s.makeHappen,
		"POST /api/dev/outages":          s.changeOutages,
		"POST /api/dev/tokens/expire":    s.expireTokens,
		"POST /api/dev/addons/reinstall": s.reinstall,
	}
}

// overviewView is everything but the traffic.
type overviewView struct {
	Ready
	Events  []happening  `json:"events"`
	Outages outage.State `json:"outages"`
	APIURL  string       `json:"api_url"` // as the capabilities document has it just now
	Addons  []followView `json:"addons"`
}

func (s *Server) overview(*http.Request, func(any) error) (any, error) {
	out := overviewView{
		Ready: s.ready, Events: happenings(), Outages: s.switches.State(),
		APIURL: s.app.Base() + s.switches.State().Prefix() + "/v2/", Addons: []followView{},
	}
	out.EnterURL = "" // it is for one browser, and once
	for _, f := range s.follows {
		out.Addons = append(out.Addons, f.view())
	}
	return out, nil
}

// makeHappen makes the path's event happen. text is what is said, or the topic.
func (s *Server) makeHappen(r *http.Request, decode func(any) error) (any, error) {
	var in struct {
		Text string `json:"text"`
	}
	if r.ContentLength != 0 {
		if err := decode(&in); err != nil {
			return nil, err
		}
	}
	return s.happen(r.Context(), r.PathValue("event"), in.Text)
}

func (s *Server) changeOutages(_ *http.Request, decode func(any) error) (any, error) {
	var in outage.Change
	if err := decode(&in); err != nil {
		return nil, err
	}
	return s.switches.Set(in)
}

// expireTokens ends all tokens of add-ons now, as time would.
func (s *Server) expireTokens(r *http.Request, _ func(any) error) (any, error) {
	n, err := s.app.ExpireTokens(r.Context())
	return map[string]int{"expired": n}, err
}

// reinstall installs the add-ons that are followed once more, and answers what became of them.
func (s *Server) reinstall(r *http.Request, _ func(any) error) (any, error) {
	out := make([]followView, 0, len(s.follows))
	for _, f := range s.follows {
		if err := f.look(r.Context(), true); err != nil {
			f.tell(f.address + " is not installed: " + reason(err))
		}
		out = append(out, f.view())
	}
	return map[string][]followView{"addons": out}, nil
}
