package hipchat

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Needs is what an add-on asks of the network between itself, the server and people's browsers: what to open before it
// is installed. spec: connect, 9, IG-20 to IG-23.
type Needs struct {
	Inbound  bool       `json:"inbound"`  // it calls the server's API
	Outbound []Endpoint `json:"outbound"` // what the server calls
	Browser  []Endpoint `json:"browser"`  // what people's browsers open
}

// Endpoint is a host and port with what is called there.
type Endpoint struct {
	Host string   `json:"host"`
	Port int      `json:"port"`
	TLS  bool     `json:"tls"`
	For  []string `json:"for"` // descriptor, install, webhook, glance, page, ...
}

// URL is the endpoint's address, without a path.
func (e Endpoint) URL() string {
	scheme := "http://"
	if e.TLS {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
}

// Needs reads off the descriptor what is to be reachable. from is the address that the descriptor was fetched from.
func (d *Descriptor) Needs(from string) Needs {
	n := Needs{Inbound: len(d.Scopes()) > 0, Outbound: []Endpoint{}, Browser: []Endpoint{}}
	c := d.Capabilities
	reach(&n.Outbound, "descriptor", from)
	if i := c.Installable; i != nil {
		reach(&n.Outbound, "install", i.CallbackURL)
		reach(&n.Outbound, "update", i.UpdateCallbackURL)
		reach(&n.Browser, "install", i.InstalledURL, i.UpdatedURL, i.UninstalledURL)
	}
	for _, w := range c.Webhooks {
		reach(&n.Outbound, "webhook", w.URL)
	}
	d.pages(&n.Browser)
	return n
}

// pages adds what browsers open in the add-on's frames and windows.
func (d *Descriptor) pages(to *[]Endpoint) {
	c := d.Capabilities
	for _, g := range c.Glances {
		reach(to, "glance", g.QueryURL)
	}
	for _, p := range c.WebPanels {
		reach(to, "panel", p.URL)
	}
	for _, p := range c.Dialogs {
		reach(to, "dialog", p.URL)
	}
	for _, p := range c.ExternalPages {
		reach(to, "page", p.URL)
	}
	if c.Configurable != nil {
		reach(to, "configuration", c.Configurable.URL)
	}
	if c.AdminPage != nil {
		reach(to, "administration", c.AdminPage.URL)
	}
}

// reach adds the host and port of each URL, each once; what is on no host needs no network.
func reach(to *[]Endpoint, purpose string, urls ...string) {
	for _, text := range urls {
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" {
			continue
		}
		addPurpose(to, Endpoint{Host: strings.ToLower(u.Hostname()), Port: portOf(u), TLS: strings.EqualFold(u.Scheme, "https")}, purpose)
	}
}

func addPurpose(to *[]Endpoint, e Endpoint, purpose string) {
	i := slices.IndexFunc(*to, func(o Endpoint) bool { return o.Host == e.Host && o.Port == e.Port && o.TLS == e.TLS })
	if i < 0 {
		*to = append(*to, e)
		i = len(*to) - 1
	}
	if known := &(*to)[i].For; !slices.Contains(*known, purpose) {
		*known = append(*known, purpose)
	}
}

func portOf(u *url.URL) int {
	if n, err := strconv.Atoi(u.Port()); err == nil {
		return n
	}
	if strings.EqualFold(u.Scheme, "https") {
		return 443
	}
	return 80
}
