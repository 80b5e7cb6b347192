package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// balancer stands before the nodes, as simple ones do: each request goes to the next node that says it is ready. Only a
// request of which no byte has been sent is given to another.
type balancer struct {
	url string

	mu    sync.Mutex
	nodes []*backend
	next  int
}

type backend struct {
	url       *url.URL
	transport *http.Transport
	healthy   bool // under balancer.mu
}

const (
	askReadyEvery = 100 * time.Millisecond
	readyWithin   = time.Second
	dialWithin    = time.Second
)

var errNoNode = errors.New("no node is ready")

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	b := &balancer{}
	s := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.Out.Host = r.In.Host; r.SetXForwarded() },
		Transport: b, FlushInterval: -1,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			if errors.Is(err, errNoNode) {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.WriteHeader(http.StatusBadGateway)
		},
	})
	s.Config.ErrorLog = nil
	t.Cleanup(s.Close)
	b.url = s.URL
	return b
}

// add takes a node in, and asks it from then on whether it is ready.
func (b *balancer) add(t *testing.T, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	n := &backend{url: u, transport: &http.Transport{
		DialContext: (&net.Dialer{Timeout: dialWithin}).DialContext, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
	}}
	b.mu.Lock()
	b.nodes = append(b.nodes, n)
	b.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done; n.transport.CloseIdleConnections() })
	go func() {
		defer close(done)
		for tick := time.NewTicker(askReadyEvery); ctx.Err() == nil; {
			b.judge(n, n.ready(ctx))
			select {
			case <-ctx.Done():
				tick.Stop()
			case <-tick.C:
			}
		}
	}()
	eventually(t, "a new node is ready", func() bool { return b.allHealthy() })
}

func (n *backend) ready(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url.String()+"/readyz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// judge notes how a node is. Connections to one that is not well are not used again.
func (b *balancer) judge(n *backend, healthy bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n.healthy && !healthy {
		n.transport.CloseIdleConnections()
	}
	n.healthy = healthy
}

func (b *balancer) allHealthy() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !slices.ContainsFunc(b.nodes, func(n *backend) bool { return !n.healthy })
}

// choose answers the next ready node that has not been tried.
func (b *balancer) choose(tried []*backend) *backend {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.nodes {
		n := b.nodes[b.next%len(b.nodes)]
		b.next++
		if n.healthy && !slices.Contains(tried, n) {
			return n
		}
	}
	return nil
}

// maxBody is how much of a request the balancer keeps, to send it to another node.
const maxBody = 1 << 20

// RoundTrip sends a request to one node after the other until one takes the connection.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, maxBody)); err != nil {
			return nil, err
		}
	}
	var tried []*backend
	for {
		n := b.choose(tried)
		if n == nil {
			return nil, errNoNode
		}
		out := r.Clone(r.Context())
		out.URL.Scheme, out.URL.Host = n.url.Scheme, n.url.Host
		out.Body = http.NoBody
		if len(body) > 0 {
			out.Body = io.NopCloser(bytes.NewReader(body))
		}
		res, err := n.transport.RoundTrip(out)
		var dial *net.OpError
		if err == nil || !errors.As(err, &dial) || dial.Op != "dial" {
			return res, err
		}
		tried = append(tried, n)
	}
}
