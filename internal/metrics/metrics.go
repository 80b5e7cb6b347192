// Package metrics counts and times what a server does, for Prometheus. It has a registry of its own and names by the rules of
// the field: stoa_, base units, _total. Labels are bounded: routes, states, classes, and never what anybody sends.
//
// What happens often is told to it, at the cost of a few atomic additions. How things stand is asked when they are read.
package metrics

import (
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are a server's figures. Use New.
type Metrics struct {
	registry *prometheus.Registry

	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	routes    sync.Map // of route to prometheus.Observer: a look-up by labels costs more than all the rest

	commits   prometheus.Histogram
	committed prometheus.Counter
	failed    prometheus.Counter
	fanOut    prometheus.Histogram

	attempts     *prometheus.CounterVec
	attemptTimes prometheus.Histogram
}

// latencies are the bounds of buckets, in seconds: from a notification in memory to a call that is about to be given up.
func latencies() []float64 {
	return []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
}

// New makes figures of a server of that version, and of what stands answers.
func New(version string, stands ...Standing) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stoa_http_requests_total", Help: "Requests that were answered, by part of the product and class of status."}, []string{"surface", "class"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "stoa_http_request_duration_seconds", Help: "What requests took, by route.", Buckets: latencies()}, []string{"method", "route"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stoa_append_commit_duration_seconds", Help: "What transactions of the log took.", Buckets: latencies()}),
		committed: prometheus.NewCounter(prometheus.CounterOpts{Name: "stoa_append_events_total", Help: "Events that were added to logs."}),
		failed:    prometheus.NewCounter(prometheus.CounterOpts{Name: "stoa_append_failures_total", Help: "Transactions of the log that failed."}),
		fanOut: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stoa_fanout_duration_seconds", Help: "What handing the events of one transaction to all sockets' lists took.",
			Buckets: prometheus.ExponentialBuckets(.000005, 4, 10)}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stoa_delivery_attempts_total", Help: "Attempts at deliveries to webhooks, by what became of the delivery."}, []string{"outcome"}),
		attemptTimes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stoa_delivery_attempt_duration_seconds", Help: "What attempts at deliveries took.", Buckets: latencies()}),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "stoa_build_info", Help: "The version that runs.", ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 })
	m.registry.MustRegister(m.requests, m.durations, m.commits, m.committed, m.failed, m.fanOut, m.attempts, m.attemptTimes, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, s := range stands {
		m.registry.MustRegister(newCollector(s))
	}
	return m
}

// Gatherer is for who reads the figures in another way than by Handler.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

// Handler answers the figures.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 3})
}

// route is what requests are told apart by.
type route struct{ method, pattern string }

// Answered counts a request. What matched no route is counted together.
func (m *Metrics) Answered(surface, method, pattern string, status int, took time.Duration) {
	m.requests.WithLabelValues(surface, class(status)).Inc()
	if status == http.StatusSwitchingProtocols { // a socket lives for days
		return
	}
	key := route{bounded(method), pattern}
	o, ok := m.routes.Load(key)
	if !ok {
		o, _ = m.routes.LoadOrStore(key, m.durations.WithLabelValues(key.method, pattern))
	}
	o.(prometheus.Observer).Observe(took.Seconds())
}

// class is what a status's first digit says.
func class(status int) string {
	switch status / 100 {
	case 1:
		return "1xx"
	case 2:
		return "2xx"
	case 3:
		return "3xx"
	case 4:
		return "4xx"
	}
	return "5xx"
}

// bounded is a method, of which callers may make up any.
func bounded(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// Committed counts a transaction of the log.
func (m *Metrics) Committed(events int, took time.Duration, err error) {
	m.commits.Observe(took.Seconds())
	if err != nil {
		m.failed.Inc()
		return
	}
	m.committed.Add(float64(events))
}

// FannedOut counts the telling of one transaction's events.
func (m *Metrics) FannedOut(took time.Duration) { m.fanOut.Observe(took.Seconds()) }

// Attempted counts an attempt at a delivery.
func (m *Metrics) Attempted(outcome string, took time.Duration) {
	m.attempts.WithLabelValues(outcome).Inc()
	m.attemptTimes.Observe(took.Seconds())
}
