package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/server"
)

type serveCmd struct {
	Listen     string `help:"Address for http; empty for none." default:"127.0.0.1:8080" env:"STOA_LISTEN"`
	TLSListen  string `name:"tls-listen" help:"Address for https." env:"STOA_TLS_LISTEN" placeholder:"ADDRESS"`
	TLSCert    string `name:"tls-cert" help:"Certificate chain, a PEM file." env:"STOA_TLS_CERT" placeholder:"FILE"`
	TLSKey     string `name:"tls-key" help:"The certificate's key, a PEM file." env:"STOA_TLS_KEY" placeholder:"FILE"`
	TLSACME    string `name:"tls-acme" help:"Get the certificate for the base URL's host from an ACME authority, whose terms you accept thereby, and renew it: letsencrypt, or the URL of another one's directory." env:"STOA_TLS_ACME" placeholder:"letsencrypt|URL"`
	ACMEEmail  string `name:"tls-acme-email" help:"Where that authority may write to." env:"STOA_TLS_ACME_EMAIL" placeholder:"EMAIL"`
	MailListen string `name:"mail-listen" help:"Address that takes mail for rooms, like 127.0.0.1:2525; none is taken without it." env:"STOA_MAIL_LISTEN" placeholder:"ADDRESS"`
	MailDomain string `name:"mail-domain" help:"What rooms' mail addresses end with; the base URL's host when empty." env:"STOA_MAIL_DOMAIN" placeholder:"DOMAIN"`
	XMPPListen string `name:"xmpp-listen" help:"Address for XMPP, like :5222; none is spoken without it." env:"STOA_XMPP_LISTEN" placeholder:"ADDRESS"`
	XMPPDirect string `name:"xmpp-tls-listen" help:"Address for XMPP in TLS from the first byte, like :5223." env:"STOA_XMPP_TLS_LISTEN" placeholder:"ADDRESS"`
	XMPPTLS    string `name:"xmpp-tls" help:"Whether streams at the first address must be encrypted: required, as it is where there is a certificate, optional, or off for old bots on a network that is trusted." env:"STOA_XMPP_TLS" placeholder:"required|optional|off"`
	XMPPDomain string `name:"xmpp-domain" help:"XMPP addresses are on chat. and conf. of this domain; the base URL's host when empty. Bots of a HipChat Server have btf.hipchat.com." env:"STOA_XMPP_DOMAIN" placeholder:"DOMAIN"`
	BaseURL    string `name:"base-url" help:"The public URL that all links start with; the first listener's address when empty." env:"STOA_BASE_URL" placeholder:"URL"`
	Data       string `help:"Directory of the database and the secret key." default:"./stoa-data" env:"STOA_DATA"`
	Database   string `help:"postgres://… instead of SQLite in the data directory." env:"STOA_DATABASE" placeholder:"URL"`
	Files      string `help:"s3://bucket?region=… for shared files, instead of the data directory." env:"STOA_FILES" placeholder:"URL"`

	SecretKey string `name:"secret-key" help:"The key that secrets in the database are sealed with, as 64 hexadecimal digits, or a file of it, instead of secret.key in the data directory; several for a change of keys, the new one first." env:"STOA_SECRET_KEY" placeholder:"KEY|FILE"`

	Bus       string `help:"How several servers on one PostgreSQL hear each other: nats://…, several addresses separated by commas, or embedded for servers of NATS in the nodes." env:"STOA_BUS" placeholder:"URL"`
	BusListen string `name:"bus-listen" help:"Address at which the embedded bus is reached by its peers." env:"STOA_BUS_LISTEN" placeholder:"ADDRESS"`
	BusPeers  string `name:"bus-peers" help:"The peers of the embedded bus: nats-route://host:port, separated by commas." env:"STOA_BUS_PEERS" placeholder:"LIST"`
	BusSecret string `name:"bus-secret" help:"By which embedded buses know each other; better set in the environment." env:"STOA_BUS_SECRET" placeholder:"SECRET"`

	ResetSecondStep string `name:"reset-second-step" help:"Turn the second step of this account off at the start, for an owner who has lost their authenticator and recovery codes." env:"STOA_RESET_SECOND_STEP" placeholder:"EMAIL"`

	SignIn string `name:"sign-in" help:"TOML file of providers and directories that people sign in by, besides those of the page." env:"STOA_SIGN_IN" placeholder:"FILE"`

	Directory   string `help:"Catalogue of add-ons to choose from, a JSON file or its address." env:"STOA_DIRECTORY" placeholder:"FILE|URL"`
	CompatLevel string `name:"compat-level" help:"Be like that release of HipChat Server, to test an integration: ${enum}." enum:"1.3,2.0,2.2,latest" default:"latest" env:"STOA_COMPAT_LEVEL"`

	AddonTimeout      time.Duration `name:"addon-timeout" help:"How long an add-on may take to answer when it is installed or updated." default:"20s" env:"STOA_ADDON_TIMEOUT"`
	DescriptorCheck   time.Duration `name:"descriptor-check" help:"How often the descriptors of installed add-ons are read again, to show updates; 0 for never." default:"24h" env:"STOA_DESCRIPTOR_CHECK"`
	DescriptorUpdates string        `name:"descriptor-updates" help:"What to do about a changed descriptor that asks for nothing more: ${enum}." enum:"ask,apply" default:"ask" env:"STOA_DESCRIPTOR_UPDATES"`

	LinkPreviews string `name:"link-previews" help:"Look at links that are shared, to show what is there: on or off." enum:"on,off" default:"on" env:"STOA_LINK_PREVIEWS"`

	PushText string `name:"push-text" help:"Pushes to browsers say who wrote what (encrypted for the browser), or only that something arrived: on or off." enum:"on,off" default:"on" env:"STOA_PUSH_TEXT"`

	TrustedProxies string `name:"trusted-proxies" help:"Addresses and networks of the proxies in front of the server, whose X-Forwarded-For says where a request is from, separated by commas." env:"STOA_TRUSTED_PROXIES" placeholder:"LIST"`

	RateLimits string `name:"rate-limits" help:"HipChat's rate limits: on or off." enum:"on,off" default:"on" env:"STOA_RATE_LIMITS"`
	RateV1     int    `name:"rate-v1" help:"Calls of API v1 per token and 5 minutes." default:"100" env:"STOA_RATE_V1"`
	RateV2     int    `name:"rate-v2" help:"Calls of API v2 per token and 5 minutes." default:"500" env:"STOA_RATE_V2"`
	RateFlood  int    `name:"rate-flood" help:"Messages per room, token and minute." default:"30" env:"STOA_RATE_FLOOD"`

	Drain time.Duration `help:"How long a server that was told to stop still answers, while /readyz says that it stops: so long a balancer needs to send it nothing more." default:"0s" env:"STOA_DRAIN"`

	LogRetention time.Duration `name:"log-retention" help:"How long what was delivered and what integrations called can be looked up, an hour at least." default:"168h" env:"STOA_LOG_RETENTION"`

	TrustCA string `name:"trust-ca" help:"More certificate authorities for outgoing calls, a PEM file." env:"STOA_TRUST_CA" placeholder:"FILE"`
	Proxy   string `help:"Proxy for outgoing calls." env:"STOA_PROXY" placeholder:"URL"`
	NoProxy string `name:"no-proxy" help:"Hosts and networks reached without the proxy, separated by commas." env:"STOA_NO_PROXY" placeholder:"LIST"`

	OutboundAllow string `name:"outbound-allow" help:"Inside networks, addresses and hosts, with or without a port, that any outgoing call may reach, separated by commas." env:"STOA_OUTBOUND_ALLOW" placeholder:"LIST"`

	AdminEmail    string `name:"admin-email" help:"The administrator of an empty database." env:"STOA_ADMIN_EMAIL" placeholder:"EMAIL"`
	AdminPassword string `name:"admin-password" help:"Their password; better set in the environment." env:"STOA_ADMIN_PASSWORD" placeholder:"PASSWORD"`

	ClockSkew time.Duration `name:"clock-skew" hidden:"" help:"How far the machine's clock is made to be off, for tests."`

	DebugListen string `name:"debug-listen" help:"Private address for metrics (/metrics) and profiles (/debug/pprof); never give it to the public." env:"STOA_DEBUG_LISTEN" placeholder:"ADDRESS"`
	AccessLog   string `name:"access-log" help:"A line of JSON for each request: off, json for the standard output, or a file." default:"off" env:"STOA_ACCESS_LOG" placeholder:"off|json|FILE"`

	LogLevel string `name:"log-level" help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"STOA_LOG_LEVEL"`
}

// Help is shown below the flags.
func (c *serveCmd) Help() string {
	return "Example: stoa serve --listen 127.0.0.1:8080 --data ./stoa-data --base-url https://chat.example.org"
}

// gcPercent trades a few megabytes for a fifth more throughput under load. GOGC in the environment wins.
const gcPercent = 400

// settled is when what only the start needed is given back.
const settled = time.Second / 2

func (c *serveCmd) Run(ctx context.Context, parsed *kong.Context) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return err
	}
	log := slog.New(server.LogHandler{Handler: slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})})
	for _, name := range strangers(ctx, parsed.Model, os.Environ()) {
		log.WarnContext(ctx, "a variable of the environment looks like a setting and is none: stoa serve --help has their names", "variable", name)
	}
	a, err := app.New(ctx, app.Config{
		Listen: c.Listen, TLSListen: c.TLSListen, TLSCert: c.TLSCert, TLSKey: c.TLSKey, ACME: c.TLSACME, ACMEEmail: c.ACMEEmail, MailListen: c.MailListen, MailDomain: c.MailDomain,
		XMPPListen: c.XMPPListen, XMPPDirect: c.XMPPDirect, XMPPTLS: c.XMPPTLS, XMPPDomain: c.XMPPDomain, BaseURL: c.BaseURL,
		Data: c.Data, Database: c.Database, SecretKey: c.SecretKey, Files: c.Files, Bus: c.Bus, BusListen: c.BusListen, BusPeers: c.BusPeers, BusSecret: c.BusSecret, CompatLevel: c.CompatLevel, Directory: c.Directory, SignIn: c.SignIn, ResetSecondStep: c.ResetSecondStep,
		Callback: c.AddonTimeout, DescriptorCheck: c.DescriptorCheck, ApplyDescriptors: c.DescriptorUpdates == "apply",
		NoPreview: c.LinkPreviews == "off", NoPushText: c.PushText == "off", Unlimited: c.RateLimits == "off",
		RateV1: c.RateV1, RateV2: c.RateV2, Flood: c.RateFlood,
		TrustedProxies: c.TrustedProxies, Drain: c.Drain, LogRetention: c.LogRetention, TrustCA: c.TrustCA, Proxy: c.Proxy, NoProxy: c.NoProxy, Allow: c.OutboundAllow,
		AdminEmail: c.AdminEmail, AdminPassword: c.AdminPassword, DebugListen: c.DebugListen, AccessLog: c.AccessLog,
		InForce: inForce(parsed.Selected().Flags), ClockSkew: c.ClockSkew, Log: log,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Stoa %s serves %s\n", app.Version, a.Base())
	if at := a.DebugAddress(); at != "" {
		fmt.Fprintf(os.Stderr, "Metrics and profiles are at http://%s\n", at)
	}
	if plain, direct := a.XMPPAddress(); plain != "" || direct != "" {
		fmt.Fprintf(os.Stderr, "XMPP is spoken at %s\n", strings.TrimSpace(plain+" "+direct))
	}
	if link := a.SetupURL(); link != "" {
		fmt.Fprintf(os.Stderr, "\nOpen this link to make the first administrator. It works once:\n\n    %s\n\n", link)
	}
	begun := time.AfterFunc(settled, func() {
		if err := releaseBegun(); err != nil {
			log.DebugContext(ctx, "what only the start needed stays in memory", "error", err)
		}
	})
	defer begun.Stop()
	if err := a.Run(ctx); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "Stopped.")
	return nil
}
