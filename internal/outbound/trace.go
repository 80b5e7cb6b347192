package outbound

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"sync"
	"time"
)

// Trace is the way that a request took, as far as it came.
type Trace struct {
	Proxy     string // host and port; empty: direct
	Looking   bool   // the name's addresses had been asked for, and not been answered
	Addresses []netip.Addr
	Address   string // the one that answered, with its port
	TLS       *tls.ConnectionState

	Sent     time.Time     // when the request had been written; zero: it was not
	Answered time.Duration // from Sent to the first byte of the answer
}

// Probe makes a request as Do does, on connections of its own, and tells the way that it took. Where redirects are
// followed it is the last hop's.
func (c *Client) Probe(ctx context.Context, req Request) (Response, Trace, error) {
	if req.Policy < 0 || int(req.Policy) >= len(c.gates) {
		return Response{}, Trace{}, &BlockedError{Addr: "the URL", Why: "unknown policy"}
	}
	fresh := newGate(c.config, req.Policy, c.timeout, c.proxy)
	defer fresh.close()
	return c.through(ctx, fresh, req)
}

// watch begins a trace of the request.
func watch(ctx context.Context, g *gate, req Request) (context.Context, *watcher) {
	w := &watcher{}
	if u, err := url.Parse(req.URL); err == nil {
		if via, err := g.proxy(u); err == nil && via != nil {
			w.trace.Proxy = via.Host
		}
	}
	return httptrace.WithClientTrace(ctx, w.hooks()), w
}

// watcher fills a trace in. A dial may go on after its request has ended.
type watcher struct {
	mu    sync.Mutex
	trace Trace
}

func (w *watcher) note(change func(*Trace)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.trace)
}

func (w *watcher) end() Trace {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trace
}

func (w *watcher) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { w.note(func(t *Trace) { t.Looking = true }) },
		DNSDone: func(i httptrace.DNSDoneInfo) {
			w.note(func(t *Trace) { t.Looking, t.Addresses = false, addresses(i.Addrs) })
		},
		GotConn: func(i httptrace.GotConnInfo) {
			w.note(func(t *Trace) { t.Address, t.TLS = i.Conn.RemoteAddr().String(), stateOf(i.Conn) })
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { w.note(func(t *Trace) { t.Sent = time.Now() }) },
		GotFirstResponseByte: func() { w.note(func(t *Trace) { t.Answered = time.Since(t.Sent) }) },
	}
}

func addresses(found []net.IPAddr) []netip.Addr {
	var list []netip.Addr
	for _, a := range found {
		if addr, ok := netip.AddrFromSlice(a.IP); ok {
			list = append(list, addr.Unmap())
		}
	}
	return list
}

func stateOf(c net.Conn) *tls.ConnectionState {
	conn, ok := c.(*tls.Conn)
	if !ok {
		return nil
	}
	state := conn.ConnectionState()
	return &state
}
