package bench

import "fmt"

// Verdict says whether something grows in a soak, by the slope of its samples after the warm-up.
type Verdict struct {
	Figure  string  `json:"figure"`
	First   float64 `json:"first"`    // the median of the first tenth that counts
	Last    float64 `json:"last"`     // and of the last
	PerHour float64 `json:"per_hour"` // the slope
	Says    string  `json:"says"`     // flat; grows by so much a message; grows
	Good    bool    `json:"good"`
}

// series is something that must not grow by itself.
type series struct {
	name   string
	of     func(Sample) float64
	spare  float64              // so much growth over the whole is none
	driven bool                 // it grows with what is said, always by as much a message
	end    func(Sample) float64 // it may grow by so much from the first sample of all, and then ends; nil: it has no such end
	part   bool                 // of the resident memory
}

// judged are the figures of a soak. What posts take is not: it tells what else the machine does.
func judged() []series {
	const mib = 1 << 10 // in KiB
	return []series{
		{name: "RSS KB", of: func(s Sample) float64 { return float64(s.RSSKB) }, spare: 8 * mib},
		{name: "Go KB", of: func(s Sample) float64 { return float64(s.GoKB) }, spare: 8 * mib, part: true},
		{name: "program KB", of: func(s Sample) float64 { return float64(s.ProgramKB) }, spare: 4 * mib, part: true},
		{name: "SQLite KB", of: func(s Sample) float64 { return float64(s.SQLiteKB) }, spare: 2 * mib, end: Sample.keeps, part: true},
		{name: "rest KB", of: func(s Sample) float64 { return float64(s.RestKB) }, spare: 2 * mib, end: Sample.untold, part: true},
		{name: "SQLite pieces", of: Sample.piecesEach, spare: 120},
		{name: "SQLite pages KB", of: func(s Sample) float64 { return float64(s.PagesKB) }, spare: mib, end: Sample.pages},
		{name: "heap KB", of: func(s Sample) float64 { return float64(s.HeapKB) }, spare: 8 * mib},
		{name: "goroutines", of: func(s Sample) float64 { return float64(s.Goroutines) }, spare: 50},
		{name: "descriptors", of: func(s Sample) float64 { return float64(s.Descriptors) }, spare: 50},
		{name: "database KB", of: func(s Sample) float64 { return float64(s.DatabaseKB) }, spare: mib, driven: true},
		{name: "WAL KB", of: func(s Sample) float64 { return float64(s.WALKB) }, spare: 40 * mib}, // it begins anew at 32
		{name: "queued", of: func(s Sample) float64 { return float64(s.Queued) }, spare: 100},
	}
}

// pages is by how much SQLite's pages may still grow.
func (s Sample) pages() float64 { return float64(s.PagesEndKB - s.PagesKB) }

// allocatorKeeps is what SQLite's allocator keeps of what is given back, beside as much as it has ever given out.
const allocatorKeeps = 4 << 10 // in KiB

// besidePages is what SQLite may have in use at once beside pages: schemas and statements of nine connections, the megabyte in
// which the search gathers what it writes, what statements sort.
const besidePages = 4 << 10 // in KiB

// keeps is by how much what SQLite's allocator holds may still grow.
func (s Sample) keeps() float64 {
	if s.PagesEndKB == 0 {
		return 0
	}
	return 2*float64(s.PagesEndKB+besidePages) + allocatorKeeps - float64(s.SQLiteKB)
}

// untold is the same of a server that was built without counting what its allocator holds.
func (s Sample) untold() float64 {
	if s.SQLiteKB > 0 || s.PagesEndKB == 0 {
		return 0
	}
	return 2*(s.pages()+besidePages) + allocatorKeeps
}

// piecesEach is how many pieces SQLite has in use for each of its connections: one more has a schema of its own.
func (s Sample) piecesEach() float64 { return float64(s.Pieces) / float64(max(1, s.Connections)) }

// tolerance is the share of its own level by which something may seem to grow and is flat.
const tolerance = 0.05

// judge answers a verdict for each figure. The resident memory, which is the first, may grow as its parts may.
func judge(all []Sample) (verdicts []Verdict) {
	explained := all[len(all)-1].GoKB > 0 // the parts are known
	for _, f := range judged() {
		v := f.judge(all)
		explained = explained && (v.Good || !f.part)
		verdicts = append(verdicts, v)
	}
	if whole := &verdicts[0]; !whole.Good && explained {
		whole.Says, whole.Good = "grows as its parts may", true
	}
	return verdicts
}

func (f series) judge(samples []Sample) Verdict {
	v := Verdict{Figure: f.name, Good: true, Says: "flat"}
	all := samples[len(samples)/4:] // caches fill at first
	if len(all) < 2 {
		v.Says = "too short to tell"
		return v
	}
	seconds, values := make([]float64, len(all)), make([]float64, len(all))
	for i, s := range all {
		seconds[i], values[i] = s.Seconds, f.of(s)
	}
	tenth := max(1, len(all)/10)
	v.First, v.Last = middle(values[:tenth]), middle(values[len(values)-tenth:])
	slope := slopeOf(seconds, values)
	v.PerHour = slope * 3600
	growth := slope * (seconds[len(seconds)-1] - seconds[0])
	if growth <= max(f.spare, tolerance*middle(values)) {
		return v
	}
	v.Says, v.Good = f.grows(samples, all, v.Last)
	return v
}

// grows tells whether there is a reason for that.
func (f series) grows(samples, all []Sample, last float64) (says string, good bool) {
	switch {
	case f.driven:
		return f.driver(all)
	case f.end != nil && f.end(samples[0]) > 0:
		by, end := last-f.of(samples[0]), f.end(samples[0])
		return fmt.Sprintf("grew by %.0f since the load began, and may by %.0f", by, end), by <= end
	}
	return "grows", false
}

// steadier is by how much more a message may add in the second half than in the first.
const steadier = 1.25

// driver tells what a message adds. What adds more and more is not explained by messages.
func (f series) driver(all []Sample) (says string, good bool) {
	half := len(all) / 2
	early, late := f.perMessage(all[:half+1]), f.perMessage(all[half:])
	if late > steadier*early {
		return fmt.Sprintf("grows faster than what is said: by %.0f and then %.0f bytes a message", early, late), false
	}
	return fmt.Sprintf("grows by %.0f bytes a message", f.perMessage(all)), true
}

func (f series) perMessage(all []Sample) float64 {
	messages, values := make([]float64, len(all)), make([]float64, len(all))
	for i, s := range all {
		messages[i], values[i] = float64(s.Messages), f.of(s)
	}
	return 1024 * slopeOf(messages, values)
}

// slopeOf is the median of the slopes between any two points, which neither peaks nor a garbage collector's teeth move
// much. Theil and Sen have it.
func slopeOf(x, y []float64) float64 {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			if x[j] != x[i] {
				slopes = append(slopes, (y[j]-y[i])/(x[j]-x[i]))
			}
		}
	}
	return middle(slopes)
}

// middle is the median of numbers, 0 of none.
func middle(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	return median(of, func(v float64) float64 { return v })
}
