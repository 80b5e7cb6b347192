package outbound

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// AllowList is what the administrator lets every request reach: networks, addresses and hosts, each at one port or at
// all of them. What no policy reaches stays out of reach.
type AllowList []allowed

// allowed is an entry of the list: a network or the name of a host.
type allowed struct {
	network netip.Prefix
	host    string
	port    uint16 // 0: all
}

// ParseAllow reads entries separated by commas: 10.0.0.0/8, 10.0.0.7:8443, [fd00::7]:443, jira.corp.example:8443.
func ParseAllow(text string) (AllowList, error) {
	var list AllowList
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		a, ok := parseEntry(entry)
		if !ok {
			return nil, fmt.Errorf("%q is none of a network like 10.0.0.0/8, an address or a host, with or without a port", entry)
		}
		list = append(list, a)
	}
	return list, nil
}

func parseEntry(entry string) (allowed, bool) {
	if network, err := netip.ParsePrefix(entry); err == nil {
		return allowed{network: network.Masked()}, true
	}
	if addr, err := netip.ParseAddr(strings.Trim(entry, "[]")); err == nil {
		return allowed{network: only(addr)}, true
	}
	if ap, err := netip.ParseAddrPort(entry); err == nil {
		return allowed{network: only(ap.Addr()), port: ap.Port()}, ap.Port() != 0
	}
	host, text, withPort := strings.Cut(entry, ":")
	a := allowed{host: plainHost(host)}
	if withPort {
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil || port == 0 {
			return a, false
		}
		a.port = uint16(port)
	}
	return a, isHostName(a.host)
}

func only(addr netip.Addr) netip.Prefix {
	addr = addr.WithZone("").Unmap()
	return netip.PrefixFrom(addr, addr.BitLen())
}

// plainHost is a host's name as entries are compared: lower case, without the dot of a complete name.
func plainHost(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

func isHostName(host string) bool {
	return host != "" && len(host) <= 253 && !looksNumeric(host) &&
		strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-._") == ""
}

// address tells whether the list has the address.
func (l AllowList) address(ap netip.AddrPort) bool {
	for _, a := range l {
		if a.host == "" && a.network.Contains(ap.Addr()) && (a.port == 0 || a.port == ap.Port()) {
			return true
		}
	}
	return false
}

// name tells whether the list has the host by its name.
func (l AllowList) name(host string, port uint16) bool {
	host = plainHost(host)
	for _, a := range l {
		if a.host != "" && a.host == host && (a.port == 0 || a.port == port) {
			return true
		}
	}
	return false
}
