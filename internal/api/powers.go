package api

import "github.com/stoachat/stoa/internal/connect"

// powersView is what people are told that an add-on can see and do beside what its scopes say.
type powersView struct {
	Hears    []hearingView `json:"hears"`
	Frames   []string      `json:"frames"` // origins
	Asked    []string      `json:"asked"`  // origins
	Shows    []string      `json:"shows"`  // kinds of modules
	FromName string        `json:"from_name"`
	ForOther bool          `json:"for_others"` // it may ask people to let it act in their name
}

type hearingView struct {
	Event   string `json:"event"`
	Pattern string `json:"pattern"`
	Host    string `json:"host"`
}

func showPowers(p connect.Powers) powersView {
	v := powersView{Hears: []hearingView{}, Frames: p.Frames, Asked: p.Asked, Shows: p.Shows, FromName: p.FromName, ForOther: p.ForOther}
	for _, h := range p.Hears {
		v.Hears = append(v.Hears, hearingView{h.Event, h.Pattern, h.Host})
	}
	return v
}
