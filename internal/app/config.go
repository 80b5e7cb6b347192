// Package app builds the server from its configuration and starts and stops its parts in order. It is a value that
// a test can start.
package app

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/scim"
	"github.com/stoachat/stoa/internal/system"
)

// Version is what the server calls itself.
const Version = "0.1.0"

// userAgent is what it calls itself to those that it calls.
const userAgent = "Stoa/" + Version

// Config is all that can be set. The zero value is a server on a free loopback port that keeps everything in memory.
type Config struct {
	Listen     string // address for http; empty for none when TLSListen is set
	TLSListen  string // address for https
	TLSCert    string // PEM file
	TLSKey     string // PEM file
	ACME       string // URL of an authority that gives the certificate, or certificate.LetsEncrypt; empty: it is in the files
	ACMEEmail  string // for the authority; may be empty
	MailListen string // address for mail to rooms; empty: none is taken
	MailDomain string // what their addresses end with; empty: the base URL's host
	XMPPListen string // address for XMPP, with STARTTLS; empty: none
	XMPPDirect string // address for XMPP in TLS from the first byte; empty: none
	XMPPTLS    string // see xmpp.Encryption; empty: required where there is a certificate
	XMPPDomain string // XMPP addresses are on chat. and conf. of it; empty: the base URL's host
	BaseURL    string // the public URL, which all links start with; empty: the first listener's address
	Data       string // directory of the database and the secret key; empty: memory, for tests and trying things out
	Database   string // postgres://… ; empty: SQLite in Data
	NoPreview  bool   // shared links are not looked at
	NoPushText bool   // pushes do not say what was written, only that something was
	SecretKey  string // see auth.GiveSealer; empty: in a file in Data
	Files      string // s3://bucket?region=… ; empty: a directory in Data

	Bus       string        // between nodes: nats://…, or bus.Embedded; empty: there is one node
	BusListen string        // address of the embedded bus for its peers
	BusPeers  string        // nats-route://…, separated by commas
	BusSecret string        // by which embedded buses know each other
	BusBeat   time.Duration // how often a node says that it is there, and a third of the time after which it is gone; 0: 5 s

	ResetSecondStep string // whose second step is turned off at the start, by e-mail address: for an owner who has lost everything

	SignIn string // TOML file of providers and directories that people sign in by; empty: none but those of the page

	Directory   string // file or address of a catalogue of add-ons; empty: the one that is shipped
	CompatLevel string // hipchat.Level: the release of HipChat Server to be like, for tests; empty: the latest

	Callback         time.Duration // how long an add-on may take to answer a callback; 0: 20 s
	DescriptorCheck  time.Duration // how often the descriptors of installed add-ons are read again; 0: never by themselves
	ApplyDescriptors bool          // a changed descriptor that asks for nothing more is agreed to without a person

	Unlimited bool // no rate limits
	RateV1    int  // calls per token and 5 minutes; 0: 100
	RateV2    int  // calls per token and 5 minutes; 0: 500
	Flood     int  // messages per room, token and minute; 0: 30

	Drain time.Duration // how long a server that was told to stop still answers, while /readyz says that it stops

	LogRetention time.Duration // how long ended deliveries and calls are kept; 0: a week

	NodeBeat time.Duration // how often a node says in the database that it is there; 0: 2 s, and anything else is for tests

	MailEvery time.Duration // between two looks at who is to be told by mail; 0: 30 s, and anything else is for tests

	DebugListen string // address of the private listener, for figures and profiles; empty: none
	AccessLog   string // AccessLogOff or empty, AccessLogJSON, or a file

	InForce []system.Setting // as whoever started the server set it, for the page

	AdminEmail    string // with AdminPassword: the administrator of an empty database
	AdminPassword string

	PasswordCost auth.Cost // anything but auth.Strong is for tests

	Trial Trial // what a server to try integrations on has more

	TrustedProxies string // addresses and networks of the proxies in front of the server, see server.ParseProxies

	TrustCA string // PEM file of certificate authorities for outgoing calls, besides the system's
	Proxy   string // for outgoing calls
	NoProxy string // hosts that are reached without the proxy, separated by commas
	Allow   string // inside networks, addresses and hosts that every outgoing call may reach, see outbound.ParseAllow

	Now       func() time.Time // nil: the machine's clock or, on PostgreSQL, the database's
	ClockSkew time.Duration    // how far the machine's clock is made to be off, for tests
	Log       *slog.Logger     // nil: slog.Default
}

// The limits of the vendor's documentation. spec: auth, 10.
const (
	defaultRateV1 = 100
	defaultRateV2 = 500
	defaultFlood  = 30
	rateWindow    = 5 * time.Minute
	floodWindow   = time.Minute
)

const defaultRetention = 7 * 24 * time.Hour

func (c *Config) complete() error {
	if c.Listen == "" && c.TLSListen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if err := c.completeTLS(); err != nil {
		return err
	}
	if (c.AdminEmail == "") != (c.AdminPassword == "") {
		return errors.New("the first administrator needs an e-mail address and a password: STOA_ADMIN_EMAIL and STOA_ADMIN_PASSWORD")
	}
	if c.Callback < 0 || c.DescriptorCheck < 0 {
		return errors.New("--addon-timeout and --descriptor-check must not be less than 0")
	}
	level, v := hipchat.ParseLevel("compat-level", c.CompatLevel)
	if v != nil {
		return v
	}
	c.CompatLevel = string(level)
	if c.RateV1 == 0 {
		c.RateV1 = defaultRateV1
	}
	if c.RateV2 == 0 {
		c.RateV2 = defaultRateV2
	}
	if c.Flood == 0 {
		c.Flood = defaultFlood
	}
	if c.Unlimited {
		c.RateV1, c.RateV2, c.Flood = 0, 0, 0
	}
	if c.Drain < 0 || c.Drain > time.Minute {
		return errors.New("--drain must be from 0 to a minute")
	}
	if c.LogRetention == 0 {
		c.LogRetention = defaultRetention
	}
	if c.LogRetention < time.Hour {
		return errors.New("--log-retention must be an hour or more")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Data != "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	return nil
}

func (c *Config) databaseURL() (string, error) {
	if c.Database == "" && c.Data == "" {
		return "sqlite::memory:", nil
	}
	at, err := c.place().DatabaseURL()
	file, ok := strings.CutPrefix(at, "sqlite://")
	if err != nil || !ok {
		return at, err
	}
	// SQLite gives its files the rights of this one: they hold messages and password hashes.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("database file: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("database file: %w", err)
	}
	return at, nil
}

// filesDirectory is where shared files are when they are in no other place; empty: in memory.
func (c *Config) filesDirectory() string {
	if c.Data == "" {
		return ""
	}
	return filepath.Join(c.Data, "files")
}

// publicURL is the configured base URL, or the address that the server listens on.
func (c *Config) publicURL(plain, secure net.Listener) (string, error) {
	base := c.BaseURL
	switch {
	case base != "":
	case plain != nil:
		base = "http://" + localAddress(plain)
	default:
		base = "https://" + localAddress(secure)
	}
	u, err := url.Parse(base)
	if err != nil || !hipchat.IsWebURL(base) || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("the base URL %q must be like https://chat.example.org, without a path", base)
	}
	return strings.TrimRight(base, "/"), nil
}

// localAddress writes a listener on all interfaces as one that can be opened on this machine.
func localAddress(l net.Listener) string {
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok || addr.IP.IsUnspecified() || addr.IP.IsLoopback() {
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err == nil {
			return "localhost:" + port
		}
	}
	return l.Addr().String()
}

// certificateAuthorities are the system's and those of a PEM file; nil without a file: the system's.
func certificateAuthorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("certificate authorities: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificate authorities: %s holds no certificate", file)
	}
	return pool, nil
}

// rateSCIM is how many calls of SCIM an identity provider may make in a window; 0: any number.
func (c *Config) rateSCIM() int {
	if c.Unlimited {
		return 0
	}
	return scim.RateLimit
}
