package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
)

// Standing is a group of figures that are found out together when they are read.
type Standing struct {
	Figures []Figure
	// Read answers a value for each figure, in their order, and for each of its label's values. An error leaves the group
	// out, and nothing else.
	Read func() ([]Value, error)
}

// Figure is one of them. Its name ends in _total when it only grows.
type Figure struct {
	Name, Help string
	Label      string // "": it has one value
	Grows      bool
}

// Value is what a figure says.
type Value struct {
	Figure int // its place
	Label  string
	Value  float64
}

// One is a figure by itself.
func One(name, help string, grows bool, read func() float64) Standing {
	return Standing{Figures: []Figure{{Name: name, Help: help, Grows: grows}}, Read: func() ([]Value, error) {
		return []Value{{Value: read()}}, nil
	}}
}

// collector shows a group to Prometheus.
type collector struct {
	Standing
	descs []*prometheus.Desc
}

func newCollector(s Standing) *collector {
	c := &collector{Standing: s}
	for _, f := range s.Figures {
		var labels []string
		if f.Label != "" {
			labels = []string{f.Label}
		}
		c.descs = append(c.descs, prometheus.NewDesc(f.Name, f.Help, labels, nil))
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	values, err := c.Read()
	if err != nil {
		to <- prometheus.NewInvalidMetric(c.descs[0], err)
		return
	}
	for _, v := range values {
		kind := prometheus.GaugeValue
		if c.Figures[v.Figure].Grows {
			kind = prometheus.CounterValue
		}
		var labels []string
		if c.Figures[v.Figure].Label != "" {
			labels = []string{v.Label}
		}
		to <- prometheus.MustNewConstMetric(c.descs[v.Figure], kind, v.Value, labels...)
	}
}
