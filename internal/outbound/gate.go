package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// gate is the http.RoundTripper of one policy. Every hop of a redirect passes it.
type gate struct {
	guard    *guard
	proxy    func(*url.URL) (*url.URL, error)
	resolver *net.Resolver
	direct   *http.Transport // checks addresses as it dials
	proxied  *http.Transport // dials the proxy only
}

func newGate(c Config, p Policy, timeout time.Duration, proxy func(*url.URL) (*url.URL, error)) *gate {
	g := &gate{guard: newGuard(p, c.Allow, c.Refuse), proxy: proxy, resolver: c.Resolver}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	dialer := net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, Resolver: c.Resolver}
	guarded := dialer
	guarded.Control = g.guard.control
	g.direct = newTransport(c, timeout, &guarded)
	g.proxied = newTransport(c, timeout, &dialer)
	g.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	return g
}

// RoundTrip checks the URL and sends the request directly or through the proxy.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := checkURL(r.URL); err != nil {
		return nil, err
	}
	via, err := g.proxy(r.URL)
	if err != nil {
		return nil, fmt.Errorf("choose proxy: %w", err)
	}
	if via == nil {
		return g.direct.RoundTrip(r)
	}
	if err := g.checkProxied(r.Context(), r.URL); err != nil {
		return nil, err
	}
	return g.proxied.RoundTrip(r)
}

func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return &BlockedError{Addr: u.Host, Why: "only http and https URLs are called"}
	case u.User != nil:
		return &BlockedError{Addr: u.Host, Why: "the URL contains a user name"}
	case u.Hostname() == "":
		return &BlockedError{Addr: "the URL", Why: "it has no host"}
	}
	if _, err := netip.ParseAddr(u.Hostname()); err != nil && looksNumeric(u.Hostname()) {
		return &BlockedError{Addr: u.Host, Why: "not an address in its ordinary form"}
	}
	return nil
}

// checkProxied checks what the proxy will be asked to reach. A name that cannot be resolved here is left to the
// proxy, which may know names that this machine does not.
func (g *gate) checkProxied(ctx context.Context, u *url.URL) error {
	port, err := portOf(u)
	if err != nil {
		return err
	}
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", u.Hostname())
	var dns *net.DNSError
	if errors.As(err, &dns) && ctx.Err() == nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("resolve: %w", err)
	}
	for _, addr := range addrs {
		if err := g.guard.check(netip.AddrPortFrom(addr, port)); err != nil {
			return err
		}
	}
	return nil
}

func portOf(u *url.URL) (uint16, error) {
	name := u.Port()
	if name == "" {
		name = u.Scheme
	}
	port, err := net.LookupPort("tcp", name)
	if err != nil {
		return 0, &BlockedError{Addr: u.Host, Why: "the port is not a number from 1 to 65535"}
	}
	return uint16(port), nil
}

// proxyFor gives the proxy for a URL, nil for a direct connection. The environment is not asked: the
// administrator's configuration is the one place.
func proxyFor(c Config) (func(*url.URL) (*url.URL, error), error) {
	if c.ProxyURL == "" {
		return func(*url.URL) (*url.URL, error) { return nil, nil }, nil
	}
	u, err := url.Parse(c.ProxyURL)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("proxy: not a URL with a host")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return nil, fmt.Errorf("proxy: scheme %q is not one of http, https, socks5", u.Scheme)
	}
	return (&httpproxy.Config{HTTPProxy: c.ProxyURL, HTTPSProxy: c.ProxyURL, NoProxy: c.NoProxy}).ProxyFunc(), nil
}
