package world

import (
	"math/rand/v2"
	"sort"
	"time"
)

// calendar knows when people talk: on working days, from morning to evening with a pause at noon, and more every year.
// Integrations also talk at night.
type calendar struct {
	begin time.Time
	until []float64 // by hour since the beginning: the share of all talk that is over with it
}

func newCalendar(now time.Time, years int) *calendar {
	begin := now.UTC().AddDate(-years, 0, 0).Truncate(time.Hour)
	hours := int(now.Sub(begin) / time.Hour)
	c := &calendar{begin: begin, until: make([]float64, hours)}
	sum := 0.0
	for h := range c.until {
		at := begin.Add(time.Duration(h) * time.Hour)
		sum += talk(at) * (0.3 + 0.7*float64(h)/float64(hours))
		c.until[h] = sum
	}
	for h := range c.until {
		c.until[h] /= sum
	}
	return c
}

// talk is how much is said in an hour, beside others.
func talk(at time.Time) float64 {
	hour := at.Hour()
	switch day := at.Weekday(); {
	case day == time.Saturday || day == time.Sunday:
		return 0.03
	case hour == 12:
		return 0.5
	case hour >= 8 && hour < 18:
		return 1
	case hour >= 6 && hour < 21:
		return 0.25
	}
	return 0.04
}

// at is when such a share of all that is ever said has been said.
func (c *calendar) at(share float64) time.Time {
	h := min(sort.SearchFloat64s(c.until, share), len(c.until)-1)
	before := 0.0
	if h > 0 {
		before = c.until[h-1]
	}
	within := min(1, (share-before)/(c.until[h]-before))
	return c.begin.Add(time.Duration((float64(h) + within) * float64(time.Hour))).Truncate(time.Microsecond)
}

// moments are n of them, one behind the other, after such a share.
func (c *calendar) moments(random *rand.Rand, n int, after float64) []time.Time {
	gaps, sum := make([]float64, n), 0.0
	for i := range gaps {
		sum += random.ExpFloat64()
		gaps[i] = sum
	}
	sum += random.ExpFloat64()
	times := make([]time.Time, n)
	for i, g := range gaps {
		times[i] = c.at(after + (1-after)*g/sum)
	}
	return times
}
