package webhook

import (
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mask"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	maxTracedBody = 4 << 10 // bytes of an answer that the log keeps
	maxTracedURL  = 1 << 10
)

// trace is what the log keeps of a call: bounded, and without the secrets that were in it or that came back.
func trace(at time.Time, req outbound.Request, resp outbound.Response, why string, secrets []string) *chat.Attempt {
	m := mask.New(secrets...)
	a := &chat.Attempt{At: at, Took: resp.Duration, Status: resp.Status}
	a.URL = mask.Cut(m.URL(req.URL), maxTracedURL)
	a.RequestHeader = m.Header(req.Header)
	if resp.Status != 0 {
		a.ResponseHeader = m.Header(resp.Header)
	}
	a.ResponseBody = mask.Cut(m.Text(mask.Cut(string(resp.Body[:min(len(resp.Body), 2*maxTracedBody)]), 2*maxTracedBody)), maxTracedBody)
	a.Error = mask.Cut(m.Text(why), maxLastError)
	return a
}
