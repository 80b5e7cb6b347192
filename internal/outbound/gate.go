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
	guard    *guard // for what the list does not name
	named    *guard // for hosts that the administrator's list has by their name
	proxy    func(*url.URL) (*url.URL, error)
	resolver *net.Resolver
	dialer   net.Dialer
	direct   *http.Transport // checks addresses as it dials
	proxied  *http.Transport // dials the proxy only
	leave    func() error
}

func newGate(c Config, p Policy, timeout time.Duration, proxy func(*url.URL) (*url.URL, error)) *gate {
	g := &gate{
		guard: newGuard(p, c.Allow, c.Refuse), named: newGuard(max(p, Trusted), c.Allow, c.Refuse), proxy: proxy,
		leave:    c.Leave,
		resolver: c.Resolver, dialer: net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, Resolver: c.Resolver},
	}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	switch p {
	case Own:
		g.proxy = noProxy
	case Machine:
		g.proxy = func(u *url.URL) (*url.URL, error) {
			if addr, err := netip.ParseAddr(u.Hostname()); err == nil && isMetadata(addr) {
				return nil, nil
			}
			return proxy(u)
		}
	}
	g.direct = newTransport(c, timeout, g.dial)
	g.proxied = newTransport(c, timeout, g.dialProxy)
	g.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	g.proxied.OnProxyConnectResponse = refusedTunnel
	return g
}

func (g *gate) close() {
	g.direct.CloseIdleConnections()
	g.proxied.CloseIdleConnections()
}

// guardOf answers who checks the addresses of a host.
func (g *gate) guardOf(host string, port uint16) *guard {
	if g.guard.allow.name(host, port) {
		return g.named
	}
	return g.guard
}

// dial connects to host:port, with each address that the name has checked before anything is sent there.
func (g *gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &BlockedError{Addr: address, Why: "not a host and port"}
	}
	port, err := net.LookupPort("tcp", text)
	if err != nil {
		return nil, &BlockedError{Addr: address, Why: "the port is not a number from 1 to 65535"}
	}
	dialer := g.dialer
	dialer.Control = g.guardOf(host, uint16(port)).control
	return dialer.DialContext(ctx, network, address)
}

// dialProxy connects to the administrator's proxy, wherever it is.
func (g *gate) dialProxy(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := g.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, &ProxyError{Err: err}
	}
	return conn, nil
}

// refusedTunnel makes an error of a proxy's refusal to connect.
func refusedTunnel(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode != http.StatusOK {
		return &ProxyError{Status: res.StatusCode}
	}
	return nil
}

// RoundTrip checks the URL and sends the request directly or through the proxy.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := checkURL(r.URL); err != nil {
		return nil, err
	}
	if g.leave != nil {
		if err := g.leave(); err != nil {
			return nil, err
		}
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
	res, err := g.proxied.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusProxyAuthRequired {
		_ = res.Body.Close() // what the proxy says about itself is for nobody
		return nil, &ProxyError{Status: res.StatusCode}
	}
	return res, err
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
// proxy, which may know names that this machine does not; but a name that only an inside network has is not left to it
// for what anybody may name.
func (g *gate) checkProxied(ctx context.Context, u *url.URL) error {
	port, err := portOf(u)
	if err != nil {
		return err
	}
	guard := g.guardOf(u.Hostname(), port)
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", u.Hostname())
	var dns *net.DNSError
	if errors.As(err, &dns) && ctx.Err() == nil {
		return guard.checkUnresolved(u.Hostname())
	}
	if err != nil {
		return fmt.Errorf("resolve: %w", err)
	}
	for _, addr := range addrs {
		if err := guard.check(netip.AddrPortFrom(addr, port)); err != nil {
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

func noProxy(*url.URL) (*url.URL, error) { return nil, nil }

// proxyFor gives the proxy for a URL, nil for a direct connection. The environment is not asked: the
// administrator's configuration is the one place.
func proxyFor(c Config) (func(*url.URL) (*url.URL, error), error) {
	if c.ProxyURL == "" {
		return noProxy, nil
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
