// Package doctor finds out whether an address can be reached, and explains what is in the way: each condition has a
// code that does not change and a remedy that says what to change or what to open in the firewall. The server asks it
// about add-ons and about its own public address, the command line about the server.
package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

// Config is what a Doctor is built from. Outbound is required.
type Config struct {
	Outbound *outbound.Client
	Base     string           // the server's public URL, without a slash at the end
	Now      func() time.Time // the clock that others' are held against; nil: time.Now
}

// Doctor looks at addresses.
type Doctor struct {
	outbound *outbound.Client
	base     string
	now      func() time.Time
}

// New makes a Doctor.
func New(c Config) *Doctor {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Doctor{outbound: c.Outbound, base: c.Base, now: c.Now}
}

// Target is an address to look at.
type Target struct {
	Name   string // what is there: descriptor, install, webhook, ...
	URL    string
	Policy outbound.Policy
	Limit  time.Duration // in which an answer must come; 0: 10 s

	// Content tells what is wrong with the answer, OK and "" for nothing. nil: any answer is good that the target
	// itself can have given, as it is where only POST has an answer.
	Content func(outbound.Response) (code Code, detail string)
}

// Level says how bad a finding is.
type Level string

// A warning will be a failure if nothing is done.
const (
	Good    Level = "good"
	Warning Level = "warning"
	Failure Level = "failure"
)

// Finding is what was found out about one target, or one thing about it.
type Finding struct {
	Name   string `json:"-"`      // the target's
	Target string `json:"target"` // its name with host and port, never more of the URL
	Code   Code   `json:"code"`
	Level  Level  `json:"level"`
	Means  string `json:"means"`
	Detail string `json:"detail"` // what was measured
	Remedy string `json:"remedy"`
}

const defaultLimit = 10 * time.Second

// Look looks at all targets at once and answers what it found, in their order.
func (d *Doctor) Look(ctx context.Context, targets ...Target) []Finding {
	each := make([][]Finding, len(targets))
	var looks sync.WaitGroup
	for i, t := range targets {
		looks.Go(func() { each[i] = d.look(ctx, t) })
	}
	looks.Wait()
	var all []Finding
	for _, f := range each {
		all = append(all, f...)
	}
	return all
}

// look answers one finding about whether the target answers, and one for each thing about its answer that is amiss.
func (d *Doctor) look(ctx context.Context, t Target) []Finding {
	t.Limit = cmp.Or(t.Limit, defaultLimit)
	resp, way, err := d.outbound.Probe(ctx, outbound.Request{
		URL: t.URL, Header: http.Header{"Accept": {"application/json, */*;q=0.5"}}, Policy: t.Policy, Purpose: t.Name,
		FollowRedirects: t.Content != nil, Timeout: t.Limit,
	})
	if t.Content == nil && (errors.Is(err, outbound.ErrTooLarge)) {
		err = nil // it answered, and what does not matter
	}
	if err != nil {
		return []Finding{t.finding(Explain(err, way), err.Error())}
	}
	first := t.finding(OK, told(resp, way))
	if code, detail := t.judge(resp); code != OK {
		first = t.finding(code, detail)
	}
	return append([]Finding{first}, d.beside(t, resp, way)...)
}

func (t Target) judge(resp outbound.Response) (Code, string) {
	if t.Content != nil {
		return t.Content(resp)
	}
	if IsGatewayDown(resp.Status) {
		return GatewayDown, answered(resp.Status)
	}
	return OK, ""
}

// IsGatewayDown tells the statuses that a reverse proxy answers with for who is not there.
func IsGatewayDown(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// beside is what is wrong although there was an answer.
func (d *Doctor) beside(t Target, resp outbound.Response, way outbound.Trace) (found []Finding) {
	if skew, off := d.skew(resp, way); off {
		found = append(found, t.finding(ClockSkew, fmt.Sprintf("its clock is %s", skew)))
	}
	if end, soon := expiresSoon(way); soon {
		f := t.finding(TLSExpiresSoon, "it ends on "+end.UTC().Format("2006-01-02 15:04 MST"))
		f.Level = Warning
		found = append(found, f)
	}
	return found
}

// told says how the answer came.
func told(resp outbound.Response, way outbound.Trace) string {
	text := fmt.Sprintf("%s in %s", answered(resp.Status), resp.Duration.Round(time.Millisecond))
	switch {
	case way.Proxy != "":
		text += " through the proxy " + way.Proxy
	case way.Address != "":
		text += " from " + way.Address
	}
	if way.TLS != nil && len(way.TLS.PeerCertificates) > 0 {
		text += ", certificate until " + way.TLS.PeerCertificates[0].NotAfter.UTC().Format(time.DateOnly)
	}
	return text
}

func answered(status int) string {
	return strings.TrimSpace(fmt.Sprintf("answered %d %s", status, http.StatusText(status)))
}

// finding fills in what the code means for the target.
func (t Target) finding(code Code, detail string) Finding {
	f := Finding{Name: t.Name, Target: t.Name, Code: code, Level: Failure, Detail: detail}
	if code == OK {
		f.Level = Good
	}
	host, port := hostAndPort(t.URL)
	if host != "" {
		f.Target += " " + net.JoinHostPort(host, port)
	}
	c := About(code, t.URL, t.Limit)
	f.Means, f.Remedy = c.Means, c.Remedy
	return f
}

// Remembered is a finding that was made before, about an address.
func Remembered(name string, code Code, url, detail string) Finding {
	return Target{Name: name, URL: url}.finding(code, detail)
}

func hostAndPort(text string) (host, port string) {
	u, err := url.Parse(text)
	if err != nil {
		return "", ""
	}
	switch {
	case u.Port() != "":
		port = u.Port()
	case u.Scheme == "http":
		port = "80"
	default:
		port = "443"
	}
	return u.Hostname(), port
}
