package bench_test

import (
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/bench"
	"github.com/stoachat/stoa/internal/stoatest"
)

// BenchmarkStoa prints the same figures as "stoa bench notify", "fanout" and "webhooks" for a whole server in this process, on
// SQLite on the disk, each with its ratio to the floor in a process of its own. The rate is what an iteration's
// duration of closed loop gave; b.N repeats it.
func BenchmarkStoa(b *testing.B) {
	s := stoatest.Start(b, func(c *app.Config) { c.Data = b.TempDir() })
	floor, err := bench.StartFloor(b.Context(), os.Args[0])
	if err != nil {
		b.Fatal(err)
	}
	defer floor.Stop()
	cfg := bench.Config{Duration: time.Second, Floor: floor.URL}
	cleanUp, err := cfg.Against(b.Context(), s.URL, s.Token)
	if err != nil {
		b.Fatal(err)
	}
	defer cleanUp()
	for _, connections := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("notify/connections=%d", connections), func(b *testing.B) {
			c := cfg
			c.Scenario, c.Connections = bench.Notify, []int{connections}
			for b.Loop() {
				r, err := bench.Run(b.Context(), c, io.Discard)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(r.Notify[0].Stoa.PerSecond, "notifications/s")
				b.ReportMetric(r.Notify[0].Floor.PerSecond, "floor/s")
				b.ReportMetric(r.Ratio, "ratio")
			}
		})
	}
	b.Run("fanout/sockets=1000", func(b *testing.B) {
		c := cfg
		c.Scenario, c.Sockets = bench.Fanout, 1000
		for b.Loop() {
			r, err := bench.Run(b.Context(), c, io.Discard)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(r.Fanout.Stoa.PerSecond, "deliveries/s")
			b.ReportMetric(r.Fanout.Floor.PerSecond, "floor/s")
			b.ReportMetric(r.Ratio, "ratio")
		}
	})
	b.Run("webhooks/receivers=100", func(b *testing.B) {
		c := cfg
		c.Scenario = bench.Webhooks
		for b.Loop() {
			r, err := bench.Run(b.Context(), c, io.Discard)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(r.Webhooks.Beside.PerSecond, "deliveries/s")
			b.ReportMetric(*r.Webhooks.Floor, "floor/s")
			b.ReportMetric(r.Ratio, "ratio")
		}
	})
}
