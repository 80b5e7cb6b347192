package bus

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

// Embedded is the URL that stands for servers in the nodes themselves.
const Embedded = "embedded"

// Config says how nodes are linked.
type Config struct {
	URL     string         // nats://user:password@host:4222, or tls://…, several separated by commas; Embedded; empty: no link
	Listen  string         // of the embedded server: the address for its peers
	Peers   string         // of the embedded server: nats-route://host:port, separated by commas; this node may be one of them
	Secret  string         // by which embedded servers know each other
	Prefix  string         // of all subjects, for several systems on one server; empty: stoa
	TrustCA *x509.CertPool // for tls://; nil: the system's
	Version string         // of the program, told to other nodes
	Log     *slog.Logger   // nil: slog.Default

	Beat    time.Duration // a node says this often that it is there; 0: 5 s
	Silence time.Duration // after which a node counts as gone; 0: 15 s
}

// Open makes a Bus with the link that c describes. A server that cannot be reached is no error: the link comes up when
// it can be, and Up tells. A server that refuses this node is one. Close the Bus.
func Open(ctx context.Context, c Config) (*Bus, error) {
	b := New()
	if c.URL == "" {
		return b, nil
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	l := newLink(b, c)
	if err := l.open(ctx); err != nil {
		l.close()
		return nil, fmt.Errorf("bus: %w", err)
	}
	b.link = l
	l.run()
	return b, nil
}

// Alone tells whether there is no link, and so no other node to hear of.
func (b *Bus) Alone() bool { return b.link == nil }

// Close says goodbye to the other nodes and ends the link. Nothing is published or told afterwards.
func (b *Bus) Close() {
	if b.link != nil {
		b.link.leave()
		b.link.close()
	}
}

func (c *Config) complete() error {
	c.Prefix = cmp.Or(c.Prefix, "stoa")
	c.Beat = cmp.Or(c.Beat, 5*time.Second)
	c.Silence = cmp.Or(c.Silence, 3*c.Beat)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if strings.ContainsAny(c.Prefix, " \t\r\n*>") {
		return fmt.Errorf("bus: the prefix %q must be a NATS subject", c.Prefix)
	}
	if c.URL == Embedded {
		return nil
	}
	if c.Listen != "" || c.Peers != "" {
		return errors.New("--bus-listen and --bus-peers are for --bus embedded")
	}
	_, err := addresses("--bus", c.URL, "nats", "tls")
	return err
}

// addresses reads a list of URLs. Errors do not show them, since they may hold passwords.
func addresses(option, list string, schemes ...string) (all []*url.URL, err error) {
	for i, one := range strings.Split(list, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme) || strings.Trim(u.Path, "/") != "" {
			return nil, fmt.Errorf("%s: number %d of the list must be like %s://host:port", option, i+1, schemes[0])
		}
		all = append(all, u)
	}
	return all, nil
}

func (c *Config) tls() *tls.Config {
	if !strings.Contains(c.URL, "tls://") {
		return nil
	}
	return &tls.Config{RootCAs: c.TrustCA, MinVersion: tls.VersionTLS12}
}

// hostName is what people call the machine.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name[:min(len(name), maxNode)]
}
