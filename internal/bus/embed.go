package bus

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	embeddedUser = "stoa"
	startWait    = 5 * time.Second

	routePing = time.Second // a peer that answers three of them not is gone
	// routeRetries is how often, once a second, a node tries to reach a peer that it heard of from others and has lost. Those
	// of its own list it tries for ever.
	routeRetries = 3600
)

// embed starts a server in this process, which listens for the servers of its peers. Only this node is its client,
// without a socket: the library routes to no peer without a listener for clients, so there is one of this machine, with a
// password that nobody knows.
func (l *link) embed() (*server.Server, error) {
	options, err := l.serverOptions()
	if err != nil {
		return nil, err
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("embedded server: %w", err)
	}
	s.SetLoggerV2(serverLog{l.Log}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(startWait) {
		s.Shutdown()
		return nil, fmt.Errorf("the embedded server does not start: can it listen at %s?", l.Listen)
	}
	return s, nil
}

func (l *link) serverOptions() (*server.Options, error) {
	host, port, err := listenAddress(l.Listen)
	if err != nil {
		return nil, err
	}
	if l.Secret == "" && !loopback(host) {
		return nil, errors.New("STOA_BUS_SECRET must be set, the same for all nodes, since others than this machine can reach --bus-listen")
	}
	o := &server.Options{
		ServerName: l.bus.node, Host: "127.0.0.1", Port: server.RANDOM_PORT, Username: embeddedUser, Password: l.password,
		NoSigs: true, NoSystemAccount: true, MaxPayload: 2 * MaxPayload,
		Cluster: server.ClusterOpts{
			Name: l.Prefix, Host: host, Port: port, PoolSize: -1, // one connection to each peer, so that all stays in order
			PingInterval: routePing, MaxPingsOut: maxPings, WriteDeadline: writeWait, ConnectRetries: routeRetries,
		},
	}
	if l.Secret != "" {
		o.Cluster.Username, o.Cluster.Password = embeddedUser, l.Secret
	}
	if o.Routes, err = l.routes(); err != nil {
		return nil, err
	}
	return o, nil
}

func (l *link) routes() ([]*url.URL, error) {
	if l.Peers == "" {
		return nil, nil
	}
	all, err := addresses("--bus-peers", l.Peers, "nats-route")
	for _, u := range all {
		if l.Secret != "" {
			u.User = url.UserPassword(embeddedUser, l.Secret)
		}
	}
	return all, err
}

func listenAddress(address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	if err != nil || port < 0 || port > 65535 {
		return "", 0, errors.New("--bus embedded needs --bus-listen HOST:PORT, where its peers reach this node")
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// routed are the ids of the nodes whose servers this one has a connection to; all is true without an embedded server, which
// alone knows.
func (l *link) routed() (ids map[string]bool, all bool) {
	if l.server == nil {
		return nil, true
	}
	routes, err := l.server.Routez(nil)
	if err != nil {
		return nil, false
	}
	ids = make(map[string]bool, len(routes.Routes))
	for _, r := range routes.Routes {
		ids[r.RemoteName] = true
	}
	return ids, false
}
