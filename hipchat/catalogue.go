package hipchat

import (
	"encoding/json"
	"net"
	"strconv"
)

// Catalogue lists add-ons for people to choose from, as the vendor's marketplace did.
type Catalogue struct {
	Addons []CatalogueEntry `json:"addons"`
}

// CatalogueEntry is an add-on as a catalogue tells of it. What its listing should say of the network is what the vendor
// asked of listings. spec: connect, 9, IG-19 to IG-23.
type CatalogueEntry struct {
	Key          string   `json:"key"` // of its descriptor
	Name         string   `json:"name"`
	Vendor       Vendor   `json:"vendor"`
	Description  string   `json:"description"`
	Icon         string   `json:"icon,omitempty"`         // an address
	Descriptor   string   `json:"descriptor"`             // the descriptor's address
	Instructions string   `json:"instructions,omitempty"` // the address of its installation instructions
	SelfHosted   bool     `json:"self_hosted"`            // known to work on servers that their users run
	Inbound      bool     `json:"inbound"`                // it calls the server's API
	Outbound     []string `json:"outbound"`               // what the server must reach: host:port
}

const (
	maxCatalogued = 1000
	maxHosts      = 50
	maxListing    = 2000 // characters of a text
)

var (
	catalogueKey = newPattern(`^[a-zA-Z0-9_\-.]{1,255}$`)
	hostAndPort  = newPattern(`^([a-zA-Z0-9_\-.]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):[0-9]{1,5}$`)
)

func catalogueShape() shape {
	return object(must("addons", arrayOf(object(
		must("key", shape{kind: "string", pattern: catalogueKey}),
		must("name", text(1, maxListing)),
		must("vendor", object(must("name", text(1, maxListing)), may("url", urlShape()))),
		must("description", text(1, maxListing)),
		may("icon", urlShape()),
		must("descriptor", urlShape()),
		may("instructions", urlShape()),
		may("self_hosted", boolean),
		may("inbound", boolean),
		may("outbound", arrayOf(shape{kind: "string", pattern: hostAndPort, want: "host:port"})),
	))))
}

// CheckCatalogue tests a catalogue. Members that it does not know are passed over.
func CheckCatalogue(raw json.RawMessage) *Violation {
	s := catalogueShape()
	if v := s.checkJSON("catalogue", raw); v != nil {
		return v
	}
	var c Catalogue
	if err := json.Unmarshal(raw, &c); err != nil {
		return WrongType("catalogue", Abridge(string(raw)), "object")
	}
	if len(c.Addons) > maxCatalogued {
		return &Violation{Field: "addons", Rule: RuleMaxLength, Value: len(c.Addons), Limit: maxCatalogued}
	}
	seen := make(map[string]bool, len(c.Addons))
	for i, e := range c.Addons {
		at := inside("addons", strconv.Itoa(i))
		if seen[e.Key] {
			return &Violation{Field: inside(at, "key"), Rule: RuleFormat, Value: e.Key, Expected: "a key that no other add-on of the catalogue has"}
		}
		seen[e.Key] = true
		if v := checkHosts(inside(at, "outbound"), e.Outbound); v != nil {
			return v
		}
	}
	return nil
}

func checkHosts(field string, hosts []string) *Violation {
	if len(hosts) > maxHosts {
		return &Violation{Field: field, Rule: RuleMaxLength, Value: len(hosts), Limit: maxHosts}
	}
	for i, at := range hosts {
		_, port, err := net.SplitHostPort(at)
		if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 {
			return &Violation{Field: inside(field, strconv.Itoa(i)), Rule: RuleFormat, Value: at, Expected: "host:port"}
		}
	}
	return nil
}
