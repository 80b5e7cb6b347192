package statistics

import (
	"math"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// growth is the ratio of a bucket's upper end to its lower: a percentile is known to a twentieth, whatever is added up.
const growth = 1.1

// bucket is the one that a latency falls into: about a hundred and fifty of them lead from a microsecond to a minute.
func bucket(d time.Duration) int64 {
	return int64(math.Log(float64(max(1, d.Microseconds()))) / math.Log(growth))
}

// middle is the latency that stands for all of a bucket.
func middle(bucket int64) time.Duration {
	return time.Duration(math.Pow(growth, float64(bucket)+0.5) * float64(time.Microsecond))
}

// Latency is what half of what was counted, and nearly all of it, took at most.
type Latency struct{ P50, P95, P99 time.Duration }

// latencyOf reads percentiles out of counted buckets. Of nothing they are 0.
func latencyOf(buckets []chat.Tally) Latency {
	slices.SortFunc(buckets, func(a, b chat.Tally) int { return int(a.Bucket - b.Bucket) })
	var all int64
	for _, b := range buckets {
		all += b.Count
	}
	return Latency{percentile(buckets, all, 0.50), percentile(buckets, all, 0.95), percentile(buckets, all, 0.99)}
}

// percentile is the latency that a part of all did not exceed. The buckets are sorted.
func percentile(buckets []chat.Tally, all int64, part float64) time.Duration {
	rank := int64(math.Ceil(float64(all) * part))
	var passed int64
	for _, b := range buckets {
		if passed += b.Count; passed >= rank {
			return middle(b.Bucket)
		}
	}
	return 0
}
