package dev

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// The kinds of traffic.
const (
	kindCall     = "call"     // an integration called
	kindDelivery = "delivery" // an event was delivered to a webhook
	kindOutgoing = "outgoing" // the server called an add-on for another reason
)

// line is a call in or out.
type line struct {
	Kind   string    `json:"kind"`
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Title  string    `json:"title"`
	Status int       `json:"status"` // 0: none came
	verdict
}

const maxLines = 100

// listTraffic answers the newest calls in and out with their verdicts: ?kind=, ?look= and ?text= select.
func (s *Server) listTraffic(r *http.Request, _ func(any) error) (any, error) {
	q := r.URL.Query()
	if err := choice(q, "kind", kindCall, kindDelivery, kindOutgoing); err != nil {
		return nil, err
	}
	if err := choice(q, "look", good, advice, bad, waiting); err != nil {
		return nil, err
	}
	if v := hipchat.CheckLength("text", q.Get("text"), 0, 200); v != nil {
		return nil, chat.Violates(v)
	}
	lines, err := s.traffic(r.Context(), q.Get("kind"), q.Get("text"))
	if err != nil {
		return nil, err
	}
	if look := q.Get("look"); look != "" {
		lines = slices.DeleteFunc(lines, func(l line) bool { return l.Look != look })
	}
	return map[string][]line{"items": lines[:min(len(lines), maxLines)]}, nil
}

func choice(q url.Values, name string, options ...string) error {
	if v := q.Get(name); v != "" && !slices.Contains(options, v) {
		return chat.Violates(hipchat.NotIn(name, v, options))
	}
	return nil
}

// traffic gathers the lines of a kind, or of all, the newest first.
func (s *Server) traffic(ctx context.Context, kind, text string) ([]line, error) {
	lines := []line{}
	if kind == "" || kind == kindCall {
		calls, err := s.inside.Calls.List(ctx, s.ready.owner, chat.CallFilter{Text: text, Limit: maxLines})
		if err != nil {
			return nil, err
		}
		for _, c := range calls {
			lines = append(lines, line{kindCall, c.ID, c.At, c.Method + " " + c.Path, c.Status, onCall(c)})
		}
	}
	if kind == "" || kind == kindDelivery {
		deliveries, err := s.inside.Desk.Deliveries(ctx, s.ready.owner, chat.DeliveryFilter{Text: text, Limit: maxLines})
		if err != nil {
			return nil, err
		}
		for _, d := range deliveries {
			lines = append(lines, line{kindDelivery, d.ID, d.Created, eventOf(d.Payload), d.LastStatus, onDelivery(d)})
		}
	}
	if kind == "" || kind == kindOutgoing {
		lines = append(lines, s.outgoing(text)...)
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	return lines, nil
}

func (s *Server) outgoing(text string) (lines []line) {
	for _, o := range s.made.all() {
		l := line{kindOutgoing, o.id, o.at, o.Purpose, o.Status, onOutgoing(o)}
		if strings.Contains(strings.ToLower(l.Title+" "+l.Says), strings.ToLower(text)) {
			lines = append(lines, l)
		}
	}
	return lines
}

// eventOf is the event that a payload is about.
func eventOf(payload []byte) string {
	var p struct {
		Event string `json:"event"`
	}
	_ = json.Unmarshal(payload, &p) // the server made it
	return p.Event
}
