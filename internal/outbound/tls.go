package outbound

import "crypto/tls"

// TLS is how a host that was dialled is to prove who it is: as for every other outgoing call.
func (c *Client) TLS(host string) *tls.Config {
	return &tls.Config{RootCAs: c.config.TrustCA, MinVersion: tls.VersionTLS12, ServerName: host}
}
