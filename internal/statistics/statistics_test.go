package statistics

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// noon is the middle of a day, so that nothing here crosses into another.
var noon = time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC)

func said(kind chat.Kind, by int64, at time.Time) chat.Append {
	return chat.Append{Event: chat.Event{Kind: kind, UserID: by, Time: at}}
}

func TestReportsAddUpWhatWasCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		c := New(storetest.Open(t, url), func() time.Time { return noon }, nil)
		c.Committed([]chat.Append{
			said(chat.KindMessage, 1, noon), said(chat.KindMessage, 1, noon), said(chat.KindMessage, 2, noon.Add(-2*time.Hour)),
			said(chat.KindNotification, 0, noon), said(chat.KindTopic, 1, noon), said(chat.KindMessage, 3, noon.Add(-40*time.Hour)),
		})
		for i := range 100 {
			c.Attempted(chat.DeliveryDone, time.Duration(i+1)*time.Millisecond)
		}
		c.Attempted(chat.DeliveryPending, 10*time.Second)
		c.Attempted(chat.DeliveryFailed, 10*time.Second)
		c.Answered(204, time.Millisecond)
		c.Answered(401, time.Millisecond)

		day := report(t, c, "day")
		if len(day.Points) != 24 || day.Step != time.Hour {
			t.Fatalf("%d points, %v", len(day.Points), day.Step)
		}
		now, before := day.Points[23], day.Points[21]
		if now.Messages != 2 || now.Notifications != 1 || now.People != 1 || before.Messages != 1 || before.People != 1 {
			t.Errorf("now %+v, before %+v", now, before)
		}
		total := day.Total
		if total.Messages != 3 || total.People != 2 || total.Delivered != 100 || total.Retried != 1 || total.GivenUp != 1 || total.Calls != 2 || total.Refused != 1 {
			t.Errorf("in all %+v", total)
		}
		near(t, "half of the deliveries", total.DeliveryLatency.P50, 51*time.Millisecond)
		near(t, "nearly all", total.DeliveryLatency.P95, 97*time.Millisecond)
		near(t, "the last of them", total.DeliveryLatency.P99, 10*time.Second)
		if week := report(t, c, "week"); week.Total.Messages != 4 || week.Total.People != 3 || len(week.Points) != 28 {
			t.Errorf("a week has %d points, in all %+v", len(week.Points), week.Total)
		}
		if month := report(t, c, "month"); month.Total.People != 3 || len(month.Points) != 30 || month.Points[29].People != 2 {
			t.Errorf("a month has %d points, in all %+v", len(month.Points), month.Total)
		}
	})
}

func report(t *testing.T, c *Counter, name string) Report {
	t.Helper()
	r, err := c.Report(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near lets a latency be off by what a bucket hides.
func near(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if off := math.Abs(float64(got-want)) / float64(want); off > 0.08 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestNothingCountedIsAReportOfNothing(t *testing.T) {
	c := New(storetest.Open(t, storetest.SQLite(t)), func() time.Time { return noon }, nil)
	r := report(t, c, "month")
	if len(r.Points) != 30 || r.Total.DeliveryLatency != (Latency{}) || r.Total.Messages != 0 {
		t.Errorf("%+v", r.Total)
	}
}

// full is a store that takes nothing until it is mended.
type full struct {
	Store
	mended bool
}

func (f *full) AddTallies(ctx context.Context, tallies []chat.Tally, active []chat.Activity) error {
	if !f.mended {
		return errors.New("the disk is full")
	}
	return f.Store.AddTallies(ctx, tallies, active)
}

func TestWhatCouldNotBeWrittenDownIsCountedTheNextTime(t *testing.T) {
	disk := &full{Store: storetest.Open(t, storetest.SQLite(t))}
	c := New(disk, func() time.Time { return noon }, nil)
	c.Committed([]chat.Append{said(chat.KindMessage, 1, noon)})
	if err := c.flush(t.Context()); err == nil {
		t.Fatal("the disk is not full")
	}
	c.Committed([]chat.Append{said(chat.KindMessage, 2, noon)})
	disk.mended = true
	if r := report(t, c, "day"); r.Total.Messages != 2 || r.Total.People != 2 {
		t.Errorf("%+v", r.Total)
	}
}

func TestRunWritesDownWhatIsLeftAtItsEnd(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	c := New(s, func() time.Time { return noon }, nil)
	c.Answered(200, time.Millisecond)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Run(ended); err != nil {
		t.Fatal(err)
	}
	if again := report(t, New(s, func() time.Time { return noon }, nil), "day"); again.Total.Calls != 1 {
		t.Errorf("%+v", again.Total)
	}
}

func TestWhatNoReportShowsIsForgotten(t *testing.T) {
	at := noon
	c := New(storetest.Open(t, storetest.SQLite(t)), func() time.Time { return at }, nil)
	c.Committed([]chat.Append{said(chat.KindMessage, 1, noon)})
	if r := report(t, c, "month"); r.Total.Messages != 1 {
		t.Fatalf("%+v", r.Total)
	}
	at = noon.Add(33 * 24 * time.Hour)
	if err := c.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	at = noon
	if r := report(t, c, "month"); r.Total.Messages != 0 || r.Total.People != 0 {
		t.Errorf("%+v", r.Total)
	}
}

func TestBucketsHoldTheirMiddle(t *testing.T) {
	for d := 20 * time.Microsecond; d < time.Hour; d = d * 3 / 2 { // below, whole microseconds are further apart than buckets
		b := bucket(d)
		if got := bucket(middle(b)); got != b {
			t.Errorf("%v: bucket %d, its middle is in %d", d, b, got)
		}
	}
}
