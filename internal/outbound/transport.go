package outbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
)

// HTTPClient is for libraries that make requests of their own, such as OAuth 2's: each goes through the gate of the policy
// like Do's, with its bounds. No redirect is followed.
func (c *Client) HTTPClient(p Policy, purpose string) *http.Client {
	return &http.Client{
		Transport:     transport{c, p, purpose},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type transport struct {
	client  *Client
	policy  Policy
	purpose string
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, fmt.Errorf("read request: %w", err)
		}
	}
	resp, err := t.client.Do(r.Context(), Request{
		Method: r.Method, URL: r.URL.String(), Header: r.Header, Body: body, Policy: t.policy, Purpose: t.purpose,
	})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", resp.Status, http.StatusText(resp.Status)), StatusCode: resp.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: resp.Header,
		Body: io.NopCloser(bytes.NewReader(resp.Body)), ContentLength: int64(len(resp.Body)), Request: r,
	}, nil
}

// TLSConfig is what a connection that Dial made to a host is made safe with.
func (c *Client) TLSConfig(host string) *tls.Config {
	return &tls.Config{RootCAs: c.config.TrustCA, MinVersion: tls.VersionTLS12, ServerName: host}
}

// Dial connects to host:port for a protocol other than HTTP, with every address that the name has checked as for
// requests. A proxy, which is HTTP's, is not asked.
func (c *Client) Dial(ctx context.Context, p Policy, address string) (net.Conn, error) {
	if p < 0 || int(p) >= len(c.gates) {
		return nil, &BlockedError{Addr: address, Why: "unknown policy"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return c.gates[p].dial(ctx, "tcp", address)
}
