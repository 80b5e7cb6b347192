package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// asAdmin calls the API with the administrator's token and reads the answer into v, unless that is nil.
func asAdmin(t *testing.T, s *stoatest.Server, method, path string, body, v any) {
	t.Helper()
	answer := s.Call(s.Token, method, path, body)
	if answer.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, answer.Status, answer.Body)
	}
	if v != nil {
		answer.JSON(t, v)
	}
}

// counts is what a test looks at of a report.
type counts struct {
	Items []struct {
		Messages, Notifications, People, Delivered, Retried, Calls int64
	}
	Total struct {
		Messages, Notifications, People, Delivered, Retried, Calls int64
		DeliveryMS                                                 struct{ P50, P99 float64 } `json:"delivery_ms"`
	}
}

func TestStatisticsCountWhatIsSaidAndDelivered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		status := http.StatusOK
		r := newReceiver(t, s, "Ops", func() int { return status })
		r.post(t, "one")
		r.await(t)
		r.settled(t)
		var got counts
		eventually(t, func() bool {
			asAdmin(t, s, "GET", "/api/admin/statistics?range=day", nil, &got)
			return got.Total.Notifications == 1 && got.Total.Delivered == 1 && got.Total.DeliveryMS.P50 > 0 && len(got.Items) == 24
		})
		status = http.StatusInternalServerError
		r.post(t, "two")
		r.await(t)
		r.await(t)
		eventually(t, func() bool {
			asAdmin(t, s, "GET", "/api/admin/statistics?range=week", nil, &got)
			return got.Total.Retried >= 1 && got.Total.Notifications == 2 && got.Total.Calls >= 2
		})
	})
}

// eventually waits until something is so.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it did not come to be")
		}
	}
}

func TestStatisticsOfAnUnknownRangeAreRefusedByName(t *testing.T) {
	s := stoatest.Start(t)
	for _, query := range []string{"", "?range=year"} {
		answer := s.Call(s.Token, "GET", "/api/admin/statistics"+query, nil)
		var out hipchat.ErrorBody
		answer.JSON(t, &out)
		if answer.Status != http.StatusBadRequest || out.Error.Field != "range" {
			t.Errorf("%q: %d %s", query, answer.Status, answer.Body)
		}
	}
}

func TestSystemPageSaysHowTheServerStands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := stoatest.Start(t, stoatest.WithDatabase(url))
		var got struct {
			Version, Bus string
			Database     struct {
				Kind      string
				Migration int64
			}
			Warnings []struct{ Text string }
			Settings []any
		}
		asAdmin(t, s, "GET", "/api/admin/system", nil, &got)
		if got.Version == "" || got.Bus == "" || got.Database.Migration < 30 || got.Settings == nil || len(got.Warnings) == 0 {
			t.Errorf("%+v", got)
		}
		if kind := got.Database.Kind; (kind == "PostgreSQL") != strings.HasPrefix(url, "postgres") {
			t.Errorf("the database is %s", kind)
		}
	})
}
