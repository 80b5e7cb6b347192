package outbound

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// Policy says which addresses a request may reach.
type Policy int

// Public is for addresses that any person may name. Trusted is for what a group administrator has installed. Own is
// for the server's own public address, which comes from its configuration and from nobody's request. Machine is for the
// services that tell this machine its role in a cloud, at addresses that come from its environment.
//
// Link-local addresses (the metadata services of clouds among them) are refused under all of them but Machine, the
// server's own listeners under all but Own, multicast and unspecified addresses under all.
const (
	Public  Policy = iota // public addresses only
	Trusted               // loopback and private networks as well
	Own                   // the server's own listeners as well; never through the proxy
	Machine               // link-local addresses as well, and those never through the proxy

	policies = iota
)

func (p Policy) String() string {
	switch p {
	case Public:
		return "public"
	case Trusted:
		return "trusted"
	case Own:
		return "own"
	case Machine:
		return "machine"
	}
	return "unknown"
}

// never lists what no policy reaches: addresses that answer differently to whoever stands on this machine.
var never = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),     // link-local, cloud metadata
	netip.MustParsePrefix("100.100.100.200/32"), // Alibaba Cloud metadata
	netip.MustParsePrefix("168.63.129.16/32"),   // Azure platform
	netip.MustParsePrefix("192.0.0.192/32"),     // Oracle Cloud metadata
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("255.255.255.255/32"),
	netip.MustParsePrefix("::/128"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("fd00:ec2::/32"),    // AWS metadata
	netip.MustParsePrefix("fd20:ce::254/128"), // Google Cloud metadata
	netip.MustParsePrefix("ff00::/8"),
}

// metadata lists where Machine is told its role.
var metadata = []netip.Prefix{
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("fd00:ec2::/32"),
}

// isMetadata tells whether a role is told at the address.
func isMetadata(addr netip.Addr) bool {
	return slices.ContainsFunc(metadata, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// inside lists what Trusted reaches and Public does not.
var inside = []netip.Prefix{
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared address space: carriers and overlay networks
	netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("fc00::/7"),
}

// guard checks one policy's addresses.
type guard struct {
	policy  Policy
	special *ssrf.Guardian // refuses IANA's special-purpose addresses except for the allowed prefixes
	allow   AllowList
	own     []netip.AddrPort
}

func newGuard(p Policy, allow AllowList, own []netip.AddrPort) *guard {
	var v4, v6 []netip.Prefix
	if p != Public {
		for _, prefix := range inside {
			if prefix.Addr().Is4() {
				v4 = append(v4, prefix)
			} else {
				v6 = append(v6, prefix)
			}
		}
	}
	if p == Machine {
		v4 = append(v4, metadata[0])
	}
	if p == Own {
		own = nil
	}
	return &guard{
		policy:  p,
		special: ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)),
		allow:   allow, own: own,
	}
}

// control is a net.Dialer's Control: the last word on the address about to be connected to.
func (g *guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return &BlockedError{Addr: address, Why: "not an internet address"}
	}
	return g.check(ap)
}

// check refuses an address by itself, and by the IPv4 address that it leads to.
func (g *guard) check(ap netip.AddrPort) error {
	addr := ap.Addr().WithZone("").Unmap()
	ap = netip.AddrPortFrom(addr, ap.Port())
	inner, leads := embedded(addr)
	if leads {
		if err := g.checkOne(netip.AddrPortFrom(inner, ap.Port())); err != nil {
			return &BlockedError{Addr: addr.String(), Why: err.Why + ", and it leads to " + inner.String()}
		}
		if nat64.Contains(addr) {
			return nil // the ordinary way from an IPv6 network to an IPv4 address
		}
	}
	if err := g.checkOne(ap); err != nil {
		return err
	}
	return nil
}

func (g *guard) checkOne(ap netip.AddrPort) *BlockedError {
	for _, prefix := range never {
		if prefix.Contains(ap.Addr()) && !(g.policy == Machine && isMetadata(ap.Addr())) {
			return &BlockedError{Addr: ap.Addr().String(), Why: "link-local, multicast, unspecified and metadata addresses are never reached"}
		}
	}
	if g.isOwn(ap) {
		return &BlockedError{Addr: ap.String(), Why: "it is this server itself"}
	}
	if g.allow.address(ap) {
		return nil
	}
	if err := g.special.SafeAddr(ap.Addr()); err != nil {
		return &BlockedError{Addr: ap.Addr().String(), Why: "not a public address: an administrator of the group may have it called, or it is put on --outbound-allow", Listable: true}
	}
	return nil
}

// checkUnresolved refuses names that are inside by their form, where inside is refused.
func (g *guard) checkUnresolved(host string) error {
	if g.policy == Public && isInsideName(plainHost(host)) {
		return &BlockedError{Addr: host, Why: "a name of an inside network", Listable: true}
	}
	return nil
}

// isInsideName tells names that no public resolver knows: those without a dot, and those below the reserved and the
// customary domains of inside networks.
func isInsideName(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last == host || strings.HasSuffix(host, ".home.arpa") ||
		slices.Contains([]string{"local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home", "lan"}, last)
}

// isOwn tells whether one of the server's own listeners answers at ap. A listener on the unspecified address
// answers at every address of the machine.
func (g *guard) isOwn(ap netip.AddrPort) bool {
	for _, l := range g.own {
		if l.Port() != ap.Port() {
			continue
		}
		if host := l.Addr().WithZone("").Unmap(); host == ap.Addr() || host.IsUnspecified() && isLocal(ap.Addr()) {
			return true
		}
	}
	return false
}

// IsOwn tells whether a URL names one of the server's own listeners, which only Own reaches: by an address, or as
// localhost. Where another name leads shows when it is called.
func (c *Client) IsOwn(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	port, err := portOf(u)
	if err != nil {
		return false
	}
	g := c.gates[Public].guard
	own := func(addr netip.Addr) bool { return g.isOwn(netip.AddrPortFrom(addr.WithZone("").Unmap(), port)) }
	if plainHost(u.Hostname()) == "localhost" {
		return own(netip.AddrFrom4([4]byte{127, 0, 0, 1})) || own(netip.IPv6Loopback())
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && own(addr)
}

func isLocal(addr netip.Addr) bool {
	if addr.IsLoopback() {
		return true
	}
	locals, err := net.InterfaceAddrs()
	if err != nil {
		return true // cannot tell: refuse the port
	}
	for _, l := range locals {
		if n, ok := l.(*net.IPNet); ok {
			if a, ok := netip.AddrFromSlice(n.IP); ok && a.Unmap() == addr {
				return true
			}
		}
	}
	return false
}

// looksNumeric tells whether a host that is not an address would be read as one by some resolvers: 2130706433,
// 0x7f.1, 0177.0.0.1. Ours does not, a proxy's may.
func looksNumeric(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	if digits, hex := strings.CutPrefix(last, "0x"); hex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
