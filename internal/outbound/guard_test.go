package outbound

import (
	"net/netip"
	"net/url"
	"testing"
)

func TestTheServersOwnAddressesAreKnown(t *testing.T) {
	client, err := New(Config{Refuse: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:8080"), netip.MustParseAddrPort("[::]:443")}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080/hook/x": true, "http://localhost:8080": true, "http://[::ffff:127.0.0.1]:8080/": true, "https://[::1]/": true,
		"https://LOCALHOST./": true, "http://127.0.0.1:8081": false, "http://127.0.0.1": false, "http://192.0.2.1:8080": false,
		"https://chat.example.org:8080": false, "https://localhost:99999": false, "::": false,
	} {
		if client.IsOwn(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

func TestAddressesAreCheckedByPolicy(t *testing.T) {
	for _, c := range []struct {
		addr            string
		public, trusted bool
	}{
		{"93.184.215.14", true, true},
		{"2606:2800:21f:cb07:6820:80da:af6b:8b2c", true, true},
		{"::ffff:93.184.215.14", true, true},
		{"127.0.0.1", false, true},
		{"127.9.9.9", false, true},
		{"::1", false, true},
		{"::ffff:127.0.0.1", false, true},
		{"10.1.2.3", false, true},
		{"172.16.0.1", false, true},
		{"192.168.1.1", false, true},
		{"::ffff:192.168.1.1", false, true},
		{"100.64.0.1", false, true},
		{"fd12:3456::1", false, true},
		{"0.0.0.0", false, false},
		{"0.1.2.3", false, false},
		{"::", false, false},
		{"169.254.169.254", false, false},
		{"::ffff:169.254.169.254", false, false},
		{"64:ff9b::a9fe:a9fe", false, false}, // 169.254.169.254 behind NAT64
		{"64:ff9b::5db8:d70e", true, true},   // a public address behind NAT64
		{"64:ff9b::a01:203", false, true},    // a private one
		{"64:ff9b:1::a9fe:a9fe", false, false},
		{"2002:a9fe:a9fe::1", false, false}, // and 6to4
		{"2002:a01:203::1", false, false},
		{"2001:0:4136:e378:8000:63bf:5601:5601", false, false}, // Teredo around 169.254.169.254
		{"::ffff:0:127.0.0.1", false, false},                   // translated
		{"2600::5efe:a9fe:a9fe", false, false},                 // ISATAP
		{"2600::200:5efe:a01:203", false, true},
		{"::127.0.0.1", false, false},
		{"100.100.100.200", false, false},
		{"168.63.129.16", false, false},
		{"192.0.0.192", false, false},
		{"fd00:ec2::254", false, false},
		{"fd20:ce::254", false, false},
		{"fe80::1", false, false},
		{"fe80::1%eth0", false, false},
		{"224.0.0.1", false, false},
		{"ff02::1", false, false},
		{"255.255.255.255", false, false},
		{"240.0.0.1", false, false},
		{"198.18.0.1", false, false},
		{"203.0.113.7", false, false},
		{"2001:db8::1", false, false},
	} {
		t.Run(c.addr, func(t *testing.T) {
			ap := netip.AddrPortFrom(netip.MustParseAddr(c.addr), 80)
			if err := newGuard(Public, nil, nil).check(ap); (err == nil) != c.public {
				t.Errorf("public: %v", err)
			}
			if err := newGuard(Trusted, nil, nil).check(ap); (err == nil) != c.trusted {
				t.Errorf("trusted: %v", err)
			}
		})
	}
}

func TestTheMachineIsToldItsRoleWhereNobodyElseCalls(t *testing.T) {
	for addr, want := range map[string]bool{
		"169.254.169.254": true, "169.254.170.2": true, "169.254.170.23": true, "fd00:ec2::254": true, "127.0.0.1": true, "93.184.215.14": true,
		"100.100.100.200": false, "168.63.129.16": false, "fe80::1": false, "0.0.0.0": false, "224.0.0.1": false,
	} {
		if err := newGuard(Machine, nil, nil).check(netip.AddrPortFrom(netip.MustParseAddr(addr), 80)); (err == nil) != want {
			t.Errorf("%s: %v", addr, err)
		}
	}
	c := client(t, Config{ProxyURL: "http://127.0.0.1:1"})
	for address, direct := range map[string]bool{"http://169.254.169.254/": true, "http://[fd00:ec2::254]/": true, "https://sts.amazonaws.com/": false} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if via, err := c.gates[Machine].proxy(u); err != nil || (via == nil) != direct {
			t.Errorf("%s goes by %v, %v", address, via, err)
		}
	}
}

func TestAdministratorsListOpensPrivateNetworksButNeverMetadata(t *testing.T) {
	g := newGuard(Public, list(t, "10.0.0.0/8,fd12::/16,0.0.0.0/0,64:ff9b::/96,2002::/16"), nil)
	for addr, want := range map[string]bool{
		"10.1.1.1": true, "fd12::9": true, "fd13::9": false, "169.254.169.254": false,
		"64:ff9b::a9fe:a9fe": false, "2002:a9fe:a9fe::1": false, "64:ff9b::a01:101": true,
	} {
		if err := g.check(netip.AddrPortFrom(netip.MustParseAddr(addr), 80)); (err == nil) != want {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

func TestOwnListenersAreRefused(t *testing.T) {
	own := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:8080"), netip.MustParseAddrPort("[::]:8443")}
	g := newGuard(Trusted, nil, own)
	for address, want := range map[string]bool{
		"127.0.0.1:8080":          false,
		"[::ffff:127.0.0.1]:8080": false,
		"127.0.0.1:8443":          false,
		"[::1]:8443":              false,
		"127.0.0.1:8081":          true,
		"10.9.8.7:8443":           true,
		"93.184.215.14:8443":      true,
	} {
		if err := g.check(netip.MustParseAddrPort(address)); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestNumbersThatSomeResolversReadAsAddressesAreRecognised(t *testing.T) {
	for host, want := range map[string]bool{
		"2130706433": true, "0x7f000001": true, "0x7f.1": true, "127.1": true, "0177.0.0.1": true, "1.2.3.0X4": true, "127.1.": true,
		"example.org": false, "1.example.org": false, "0x7g": false, "a1": false, "": false,
	} {
		if got := looksNumeric(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
