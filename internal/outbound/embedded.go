package outbound

import "net/netip"

var (
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	nat64Local = netip.MustParsePrefix("64:ff9b:1::/48")
	sixToFour  = netip.MustParsePrefix("2002::/16")
	teredo     = netip.MustParsePrefix("2001::/32")
	translated = netip.MustParsePrefix("::ffff:0:0:0/96")
	compatible = netip.MustParsePrefix("::/96")
)

// embedded answers the IPv4 address that an IPv6 address leads to where a machine on the way translates or unpacks it.
func embedded(addr netip.Addr) (inner netip.Addr, ok bool) {
	if !addr.Is6() {
		return addr, false
	}
	b := addr.As16()
	last := [4]byte(b[12:])
	switch {
	case nat64.Contains(addr), nat64Local.Contains(addr), translated.Contains(addr):
		return netip.AddrFrom4(last), true
	case compatible.Contains(addr):
		return netip.AddrFrom4(last), !addr.IsUnspecified() && !addr.IsLoopback()
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	case teredo.Contains(addr):
		for i := range last {
			last[i] ^= 0xff
		}
		return netip.AddrFrom4(last), true
	case isISATAP(b):
		return netip.AddrFrom4(last), true
	}
	return addr, false
}

// isISATAP recognises the interface identifiers 0:5efe:a.b.c.d and 200:5efe:a.b.c.d.
func isISATAP(b [16]byte) bool {
	return b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}
