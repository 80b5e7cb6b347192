package outbound

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Config says how requests leave the server. The zero value works: no proxy, the system's certificate
// authorities, 10 s and 1 MiB per request.
type Config struct {
	Timeout     time.Duration // for a whole request with its redirects; 0: 10 s
	MaxResponse int64         // bytes of an answer's body; 0: 1 MiB

	ProxyURL string         // http, https or socks5; empty: direct
	NoProxy  string         // hosts, domains and networks that are reached directly, separated by commas
	TrustCA  *x509.CertPool // certificate authorities; nil: the system's

	Refuse []netip.AddrPort // the server's own listeners
	Allow  AllowList        // the administrator's list: reached under every policy

	Resolver  *net.Resolver // nil: the system's
	UserAgent string        // empty: "Stoa/1"
	Log       *slog.Logger  // each request at debug level; nil: nowhere

	Made  func(Attempt) // is told of each request that was made for somebody, see Request.Party; nil: nobody
	Leave func() error  // is asked before each request and hop whether there is a way out; nil: there is
}

// Attempt is a request that was made for somebody, and how it ended.
type Attempt struct {
	Party   int64
	Purpose string
	Status  int   // of the answer; 0: none came
	Err     error // why not
	Way     Trace // how far it came
}

const (
	defaultTimeout     = 10 * time.Second
	defaultMaxResponse = 1 << 20
	maxHeader          = 64 << 10
	maxRedirects       = 5
)

// Client makes requests. It keeps idle connections and no cookies, and may be used by many goroutines.
type Client struct {
	timeout     time.Duration
	maxResponse int64
	userAgent   string
	log         *slog.Logger
	made        func(Attempt)
	config      Config
	proxy       func(*url.URL) (*url.URL, error)
	gates       [policies]*gate // by Policy: connections of one policy are never lent to the other
}

// New makes a Client. It fails when the proxy's URL is no good.
func New(c Config) (*Client, error) {
	proxy, err := proxyFor(c)
	if err != nil {
		return nil, err
	}
	client := &Client{
		timeout:     cmp.Or(c.Timeout, defaultTimeout),
		maxResponse: cmp.Or(c.MaxResponse, defaultMaxResponse),
		userAgent:   cmp.Or(c.UserAgent, "Stoa/1"),
		log:         cmp.Or(c.Log, slog.New(slog.DiscardHandler)),
		made:        c.Made,
		config:      c,
		proxy:       proxy,
	}
	for p := range client.gates {
		client.gates[p] = newGate(c, Policy(p), client.timeout, proxy)
	}
	return client, nil
}

// Close gives up the idle connections. Requests under way are not disturbed.
func (c *Client) Close() {
	for _, g := range c.gates {
		g.close()
	}
}

// Request is one request to make.
type Request struct {
	Method  string // empty: GET
	URL     string // http or https, sent as it is
	Header  http.Header
	Body    []byte
	Policy  Policy
	Purpose string // for the log: "webhook", "install"
	Party   int64  // the installation that it is made for; 0: none

	FollowRedirects bool          // up to 5, each checked like the first, never from https to http
	MaxResponse     int64         // bytes; 0: the client's
	Timeout         time.Duration // 0: the client's
}

// Response is the answer to a request, whatever its status.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte
	Truncated bool // the body was longer than allowed; comes with ErrTooLarge
	Duration  time.Duration
}

// Do makes the request and reads the whole answer. Any HTTP status is an answer, not an error. The errors are
// *BlockedError, ErrRedirect, ErrTooLarge, timeouts (see IsTimeout) and those of the network; none of them
// contains the URL's path or query.
func (c *Client) Do(ctx context.Context, req Request) (Response, error) {
	if req.Policy < 0 || int(req.Policy) >= len(c.gates) {
		return Response{}, &BlockedError{Addr: "the URL", Why: "unknown policy"}
	}
	resp, _, err := c.through(ctx, c.gates[req.Policy], req)
	return resp, err
}

// through makes the request through a gate, and tells who wants to know.
func (c *Client) through(ctx context.Context, g *gate, req Request) (Response, Trace, error) {
	req.Method = cmp.Or(req.Method, http.MethodGet)
	limited, cancel := context.WithTimeout(ctx, cmp.Or(req.Timeout, c.timeout))
	defer cancel()
	limited, w := watch(limited, g, req)

	start := time.Now()
	host, resp, err := c.do(limited, g, req)
	resp.Duration = time.Since(start)
	c.log.LogAttrs(ctx, slog.LevelDebug, "outgoing request", slog.String("purpose", req.Purpose),
		slog.String("method", req.Method), slog.String("host", host), slog.String("policy", req.Policy.String()),
		slog.Int("status", resp.Status), slog.Duration("took", resp.Duration), slog.Any("error", err))
	if c.made != nil && req.Party != 0 && ctx.Err() == nil { // who gave up says nothing about who was called
		c.made(Attempt{Party: req.Party, Purpose: req.Purpose, Status: resp.Status, Err: err, Way: w.end()})
	}
	if err != nil {
		err = fmt.Errorf("%s %s: %w", req.Method, host, err)
	}
	return resp, w.end(), err
}

// do answers the host as well, which is all that errors and the log may show of the URL.
func (c *Client) do(ctx context.Context, g *gate, req Request) (string, Response, error) {
	hr, err := http.NewRequestWithContext(ctx, req.Method, req.URL, bytes.NewReader(req.Body))
	if err != nil {
		return "", Response{}, &BlockedError{Addr: "the URL", Why: "it cannot be read"}
	}
	for name, values := range req.Header {
		hr.Header[http.CanonicalHeaderKey(name)] = values
	}
	if hr.Header.Get("User-Agent") == "" {
		hr.Header.Set("User-Agent", c.userAgent)
	}
	hc := http.Client{Transport: g, CheckRedirect: redirects(req.FollowRedirects)}
	res, err := hc.Do(hr)
	if err != nil {
		return hr.URL.Host, Response{}, withoutURL(err)
	}
	defer res.Body.Close()
	resp, err := read(res, cmp.Or(req.MaxResponse, c.maxResponse))
	return hr.URL.Host, resp, err
}

func read(res *http.Response, limit int64) (Response, error) {
	r := Response{Status: res.StatusCode, Header: res.Header}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if int64(len(body)) > limit {
		r.Body, r.Truncated = body[:limit], true
		return r, ErrTooLarge
	}
	r.Body = body
	if err != nil {
		return r, fmt.Errorf("read answer: %w", err)
	}
	return r, nil
}

func redirects(follow bool) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		switch {
		case !follow:
			return http.ErrUseLastResponse
		case len(via) > maxRedirects:
			return fmt.Errorf("%w: more than %d in a row", ErrRedirect, maxRedirects)
		case via[len(via)-1].URL.Scheme == "https" && next.URL.Scheme != "https":
			return ErrDowngrade
		}
		next.Header.Del("Referer") // would tell the next host the query of the last
		return nil
	}
}

// newTransport makes a transport whose idle connections and header sizes are bounded.
func newTransport(c Config, timeout time.Duration, dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{RootCAs: c.TrustCA, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    timeout,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is counted is what was sent
		MaxIdleConns:           128,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        60 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
	}
}
