package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/statistics"
)

// pointView is what was counted in a step of time that begins at At.
type pointView struct {
	At            time.Time   `json:"at"`
	Messages      int64       `json:"messages"`
	Notifications int64       `json:"notifications"`
	People        int64       `json:"people"`
	Delivered     int64       `json:"delivered"`
	Retried       int64       `json:"retried"`
	GivenUp       int64       `json:"given_up"`
	Calls         int64       `json:"calls"`
	Refused       int64       `json:"calls_refused"`
	CallTook      latencyView `json:"call_ms"`
	DeliveryTook  latencyView `json:"delivery_ms"`
}

// latencyView is in milliseconds.
type latencyView struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

func showLatency(l statistics.Latency) latencyView {
	return latencyView{milliseconds(l.P50), milliseconds(l.P95), milliseconds(l.P99)}
}

func showPoint(p statistics.Point) pointView {
	return pointView{
		At: p.At, Messages: p.Messages, Notifications: p.Notifications, People: p.People, Delivered: p.Delivered, Retried: p.Retried,
		GivenUp: p.GivenUp, Calls: p.Calls, Refused: p.Refused, CallTook: showLatency(p.CallLatency), DeliveryTook: showLatency(p.DeliveryLatency),
	}
}

// getStatistics answers what was counted in ?range=day, week or month, up to now.
func (a *API) getStatistics(w http.ResponseWriter, r *http.Request) error {
	if err := onlyAdmins(r); err != nil {
		return err
	}
	q := queryOf(r)
	name := q.choice("range", statistics.RangeNames()...)
	switch {
	case q.err != nil:
		return q.err
	case name == "":
		return chat.Violates(hipchat.Required("range"))
	}
	report, err := a.c.Statistics.Report(r.Context(), name)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, struct {
		list[pointView]
		Step  float64   `json:"step_seconds"`
		Total pointView `json:"total"`
	}{listOf(report.Points, showPoint), report.Step.Seconds(), showPoint(report.Total)})
	return nil
}
