package realtime_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/realtime"
)

// BenchmarkAcrossNodes compares a socket of the node where something is posted with one of another node: the time from the
// ring to the screen, and how many events of a burst arrive in a second. x-screen is that time across nodes in times of the
// one node's, by the median; x-rate the rate in parts of its.
func BenchmarkAcrossNodes(b *testing.B) {
	c := newCluster(b, 2, realtime.Bounds{})
	near, far := c.nodes[0].open(1), c.nodes[1].open(2)
	near.watch(1, 0) // one room for each, so that neither waits for the other
	far.watch(2, 0)
	var seqs [3]int64
	send := func(conversation int64, p *page, n int) time.Duration {
		began := time.Now()
		for range n {
			c.nodes[0].post(conversation)
		}
		p.events(conversation, seqs[conversation]+1, seqs[conversation]+int64(n))
		seqs[conversation] += int64(n)
		return time.Since(began)
	}
	const burst = 500
	var one, two []time.Duration
	var oneBurst, twoBurst time.Duration
	for b.Loop() {
		one, two = append(one, send(1, near, 1)), append(two, send(2, far, 1))
		oneBurst += send(1, near, burst)
		twoBurst += send(2, far, burst)
	}
	b.ReportMetric(float64(median(one).Microseconds()), "µs-one")
	b.ReportMetric(float64(median(two).Microseconds()), "µs-two")
	b.ReportMetric(float64(median(two))/float64(median(one)), "x-screen")
	b.ReportMetric(float64(oneBurst)/float64(twoBurst), "x-rate")
	b.ReportMetric(float64(burst*b.N)/twoBurst.Seconds(), "rings/s")
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
