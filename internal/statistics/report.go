package statistics

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Range is how far back a report goes, and in which steps.
type Range struct{ hours, step int64 }

// The ranges by their names.
func ranges() map[string]Range {
	return map[string]Range{"day": {24, 1}, "week": {7 * 24, 6}, "month": {30 * 24, 24}}
}

// RangeNames are what Report takes.
func RangeNames() []string { return []string{"day", "week", "month"} }

// Point is what was counted in a step, or in all of them.
type Point struct {
	At                           time.Time // its beginning
	Messages, Notifications      int64
	People                       int64 // who said something
	Delivered, Retried, GivenUp  int64 // attempts at deliveries
	Calls, Refused               int64 // of integrations
	CallLatency, DeliveryLatency Latency
}

// Report is what was counted in a range of time, up to this moment, with a point for each step.
type Report struct {
	Step   time.Duration
	Points []Point
	Total  Point
}

// Report answers what was counted in a range of time that is named by one of RangeNames.
func (c *Counter) Report(ctx context.Context, name string) (Report, error) {
	if err := c.flush(ctx); err != nil {
		return Report{}, err
	}
	r := ranges()[name]
	now := hourOf(c.now())
	last := now - now%r.step
	from := last - r.hours + r.step
	counted, err := c.store.Tallies(ctx, from, now+1, r.step)
	if err != nil {
		return Report{}, err
	}
	people, all, err := c.store.ActivePeople(ctx, from, now+1, r.step)
	if err != nil {
		return Report{}, err
	}
	out := Report{Step: time.Duration(r.step) * time.Hour, Total: pointOf(from, counted)}
	out.Total.People = all
	bySteps := make(map[int64][]chat.Tally)
	for _, t := range counted {
		bySteps[t.Hour] = append(bySteps[t.Hour], t)
	}
	for step := from; step <= last; step += r.step {
		p := pointOf(step, bySteps[step])
		p.People = people[step]
		out.Points = append(out.Points, p)
	}
	return out, nil
}

// pointOf adds up what was counted.
func pointOf(hour int64, counted []chat.Tally) Point {
	p := Point{At: time.Unix(hour*3600, 0).UTC()}
	latencies := make(map[string][]chat.Tally)
	numbers := map[string]*int64{
		messages: &p.Messages, notifications: &p.Notifications, delivered: &p.Delivered, retried: &p.Retried, givenUp: &p.GivenUp,
		calls: &p.Calls, refused: &p.Refused,
	}
	for _, t := range counted {
		if n, ok := numbers[t.Name]; ok {
			*n += t.Count
			continue
		}
		latencies[t.Name] = append(latencies[t.Name], t)
	}
	p.CallLatency, p.DeliveryLatency = latencyOf(latencies[callTook]), latencyOf(latencies[deliveryTook])
	return p
}
