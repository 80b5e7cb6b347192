package metrics_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/stoachat/stoa/internal/metrics"
)

func TestWhatIsToldIsCountedUnderBoundedLabels(t *testing.T) {
	m := metrics.New("1.2.3")
	m.Answered("v2", "POST", "/v2/room/{room}/notification", 204, 3*time.Millisecond)
	m.Answered("v2", "POST", "/v2/room/{room}/notification", 429, time.Millisecond)
	for n := range 50 {
		m.Answered("page", fmt.Sprint("MADE-UP-", n), "", 404, time.Millisecond)
	}
	m.Answered("api", "GET", "/api/ws", 101, 48*time.Hour) // a socket
	m.Committed(7, time.Millisecond, nil)
	m.Committed(3, time.Millisecond, errors.New("the disk is full"))
	m.Attempted("failed", time.Second)
	err := testutil.GatherAndCompare(m.Gatherer(), strings.NewReader(`
# HELP stoa_append_events_total Events that were added to logs.
# TYPE stoa_append_events_total counter
stoa_append_events_total 7
# HELP stoa_append_failures_total Transactions of the log that failed.
# TYPE stoa_append_failures_total counter
stoa_append_failures_total 1
# HELP stoa_delivery_attempts_total Attempts at deliveries to webhooks, by what became of the delivery.
# TYPE stoa_delivery_attempts_total counter
stoa_delivery_attempts_total{outcome="failed"} 1
# HELP stoa_http_requests_total Requests that were answered, by part of the product and class of status.
# TYPE stoa_http_requests_total counter
stoa_http_requests_total{class="1xx",surface="api"} 1
stoa_http_requests_total{class="2xx",surface="v2"} 1
stoa_http_requests_total{class="4xx",surface="page"} 50
stoa_http_requests_total{class="4xx",surface="v2"} 1
`), "stoa_append_events_total", "stoa_append_failures_total", "stoa_delivery_attempts_total", "stoa_http_requests_total")
	if err != nil {
		t.Error(err)
	}
	if n, err := testutil.GatherAndCount(m.Gatherer(), "stoa_http_request_duration_seconds"); n != 2 || err != nil {
		t.Errorf("%d series of routes, %v", n, err)
	}
}

func TestAGroupThatCannotBeReadLeavesTheOthers(t *testing.T) {
	figure := []metrics.Figure{{Name: "stoa_broken", Help: "None."}}
	m := metrics.New("1", metrics.Standing{Figures: figure, Read: func() ([]metrics.Value, error) { return nil, errors.New("no database") }},
		metrics.One("stoa_fine", "One.", false, func() float64 { return 5 }))
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, "stoa_fine 5") || strings.Contains(body, "stoa_broken") {
		t.Errorf("%d %s", rec.Code, body)
	}
}

// What a notification pays for being counted, beside some 60 µs for being made durable.
func BenchmarkAnswered(b *testing.B) {
	m := metrics.New("1")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.Answered("v2", "POST", "/v2/room/{room}/notification", 204, 60*time.Microsecond)
		}
	})
}
