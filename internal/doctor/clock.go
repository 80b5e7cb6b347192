package doctor

import (
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

const (
	// maxSkew is far inside what add-ons forgive: a clock that drifts is found before signatures fail.
	maxSkew = 30 * time.Second
	soon    = 14 * 24 * time.Hour
)

// skew is how far the clock of who answered is from ours, by the Date of the answer. That has whole seconds and was
// written somewhere between the request and now, so it says nothing of less.
func (d *Doctor) skew(resp outbound.Response, way outbound.Trace) (text string, off bool) {
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil || way.Sent.IsZero() {
		return "", false
	}
	if age, err := strconv.ParseUint(resp.Header.Get("Age"), 10, 31); err == nil {
		date = date.Add(time.Duration(age) * time.Second) // it comes out of a cache
	}
	apart := date.Sub(d.now())
	fuzzy := time.Second + time.Since(way.Sent)
	switch {
	case apart > maxSkew:
		return apart.Round(time.Second).String() + " ahead of ours", true
	case -apart > maxSkew+fuzzy:
		return (-apart).Round(time.Second).String() + " behind ours", true
	}
	return "", false
}

// expiresSoon looks at the whole chain: an intermediate certificate that ends ends it all.
func expiresSoon(way outbound.Trace) (end time.Time, yes bool) {
	if way.TLS == nil || len(way.TLS.VerifiedChains) == 0 {
		return end, false
	}
	for i, c := range way.TLS.VerifiedChains[0] {
		if i == 0 || c.NotAfter.Before(end) {
			end = c.NotAfter
		}
	}
	return end, time.Until(end) < soon
}
