package server

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ParseProxies reads the addresses and networks of the proxies in front of the server, separated by commas.
func ParseProxies(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		n, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); single == nil {
			n, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is neither an address nor a network like 10.0.0.0/8", text)
		case n.Bits() == 0:
			return nil, fmt.Errorf("%q would let everybody say where they come from", text)
		}
		all = append(all, n.Masked())
	}
	return all, nil
}

// maxHops is how many of the addresses in X-Forwarded-For are looked at, from the last.
const maxHops = 16

// behind has requests that come by a proxy of ours come from whom it says they are from: for everything that is
// counted, allowed, refused and written down by address.
func behind(next http.Handler, proxies []netip.Prefix) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			if from := origin(peer.Addr(), r.Header.Values("X-Forwarded-For"), proxies); from != peer.Addr() {
				r.RemoteAddr = net.JoinHostPort(from.String(), "0") // nobody knows the port
			}
		}
		next.ServeHTTP(w, r)
	})
}

// origin is the last address that no proxy of ours vouches for another with: what stands before it is anybody's claim.
func origin(peer netip.Addr, forwarded []string, proxies []netip.Prefix) netip.Addr {
	ours := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(n netip.Prefix) bool { return n.Contains(a.Unmap().WithZone("")) })
	}
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, text := range slices.Backward(hops[max(0, len(hops)-maxHops):]) {
		if !ours(peer) {
			break
		}
		a, ok := hop(strings.TrimSpace(text))
		if !ok {
			break
		}
		peer = a
	}
	return peer
}

// hop reads an address of X-Forwarded-For, which some write with a port.
func hop(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if with, portErr := netip.ParseAddrPort(text); portErr == nil {
		a, err = with.Addr(), nil
	}
	return a.Unmap().WithZone(""), err == nil
}
