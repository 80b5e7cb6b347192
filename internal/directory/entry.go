package directory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"regexp"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
)

// Entry is an add-on as a catalogue tells of it.
type Entry struct {
	Key          string         `json:"key"` // of its descriptor
	Name         string         `json:"name"`
	Vendor       hipchat.Vendor `json:"vendor"`
	Description  string         `json:"description"`
	Icon         string         `json:"icon,omitempty"`         // an address
	Descriptor   string         `json:"descriptor"`             // the descriptor's address
	Instructions string         `json:"instructions,omitempty"` // the address of its installation instructions
	SelfHosted   bool           `json:"self_hosted"`            // known to work on servers that their users run
	Inbound      bool           `json:"inbound"`                // it calls the server's API
	Outbound     []string       `json:"outbound"`               // what the server must reach: host:port
}

const (
	maxEntries = 1000
	maxHosts   = 50
	maxText    = 2000
)

var entryKey = regexp.MustCompile(`^[A-Za-z0-9_.\-]{1,255}$`)

// Parse reads a catalogue: {"addons": [...]}. It is taken whole or not at all.
func Parse(raw []byte) ([]Entry, error) {
	var c struct {
		Addons []Entry `json:"addons"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("it is not the JSON of a catalogue: %w", err)
	}
	if c.Addons == nil || len(c.Addons) > maxEntries {
		return nil, fmt.Errorf("addons must be a list of at most %d", maxEntries)
	}
	seen := make(map[string]bool, len(c.Addons))
	for i := range c.Addons {
		e := &c.Addons[i]
		if v := e.check(); v != nil {
			v.Field = "addons." + strconv.Itoa(i) + "." + v.Field
			return nil, v
		}
		if seen[e.Key] {
			return nil, fmt.Errorf("two add-ons have the key '%s'", e.Key)
		}
		seen[e.Key] = true
		if e.Outbound == nil {
			e.Outbound = []string{}
		}
	}
	return c.Addons, nil
}

func (e *Entry) check() *hipchat.Violation {
	if !entryKey.MatchString(e.Key) {
		return &hipchat.Violation{Field: "key", Rule: hipchat.RulePattern, Value: e.Key, Expected: entryKey.String()}
	}
	for _, t := range []struct {
		field, value string
		min          int
	}{{"name", e.Name, 1}, {"description", e.Description, 1}, {"vendor.name", e.Vendor.Name, 1}} {
		if v := hipchat.CheckLength(t.field, t.value, t.min, maxText); v != nil {
			return v
		}
	}
	for _, u := range []struct {
		field, value string
		required     bool
	}{{"descriptor", e.Descriptor, true}, {"icon", e.Icon, false}, {"instructions", e.Instructions, false}, {"vendor.url", e.Vendor.URL, false}} {
		if (u.required || u.value != "") && (!hipchat.IsWebURL(u.value) || len(u.value) > maxText) {
			return &hipchat.Violation{Field: u.field, Rule: hipchat.RuleFormat, Value: u.value, Expected: "an absolute URL"}
		}
	}
	if len(e.Outbound) > maxHosts {
		return &hipchat.Violation{Field: "outbound", Rule: hipchat.RuleMaxLength, Value: len(e.Outbound), Limit: maxHosts}
	}
	for i, at := range e.Outbound {
		host, port, err := net.SplitHostPort(at)
		if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 || host == "" || len(at) > 300 {
			return &hipchat.Violation{Field: "outbound." + strconv.Itoa(i), Rule: hipchat.RuleFormat, Value: at, Expected: "host:port"}
		}
	}
	return nil
}
