package hipchat

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Descriptor is an add-on's capability descriptor, as far as the server acts on it. Unknown members are tolerated.
// spec: connect, 2.
type Descriptor struct {
	Key          string                 `json:"key"`
	Name         string                 `json:"name"`
	Description  string                 `json:"description"`
	APIVersion   string                 `json:"apiVersion,omitempty"` // "server:client", the lowest that will do
	Links        DescriptorLinks        `json:"links"`
	Vendor       *Vendor                `json:"vendor,omitempty"`
	Capabilities DescriptorCapabilities `json:"capabilities"`
}

// DescriptorLinks say where the descriptor and the add-on's home are.
type DescriptorLinks struct {
	Self     string `json:"self"`
	Homepage string `json:"homepage,omitempty"`
}

// DescriptorCapabilities are the parts of an add-on.
type DescriptorCapabilities struct {
	Installable *Installable       `json:"installable,omitempty"`
	Consumer    *APIConsumer       `json:"hipchatApiConsumer,omitempty"`
	Webhooks    DescriptorWebhooks `json:"webhook,omitempty"`
}

// Installable says where and how an add-on installs. Both places are allowed by default.
type Installable struct {
	AllowGlobal *bool  `json:"allowGlobal,omitempty"`
	AllowRoom   *bool  `json:"allowRoom,omitempty"`
	CallbackURL string `json:"callbackUrl,omitempty"`
}

// APIConsumer says which scopes an add-on asks for and how it is called in rooms.
type APIConsumer struct {
	Scopes   []string `json:"scopes"`
	FromName string   `json:"fromName,omitempty"`
}

// DescriptorWebhooks are an add-on's declared webhooks; one webhook may stand without the array around it.
type DescriptorWebhooks []WebhookRequest

// UnmarshalJSON accepts an array of webhooks or a single one.
func (w *DescriptorWebhooks) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var one WebhookRequest
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*w = DescriptorWebhooks{one}
		return nil
	}
	return json.Unmarshal(b, (*[]WebhookRequest)(w))
}

// AllowsGlobal tells whether the add-on may be installed for the whole group.
func (d *Descriptor) AllowsGlobal() bool {
	i := d.Capabilities.Installable
	return i == nil || i.AllowGlobal == nil || *i.AllowGlobal
}

// AllowsRoom tells whether the add-on may be installed in one room.
func (d *Descriptor) AllowsRoom() bool {
	i := d.Capabilities.Installable
	return i == nil || i.AllowRoom == nil || *i.AllowRoom
}

// CallbackURL is where the install payload goes, or "".
func (d *Descriptor) CallbackURL() string {
	if i := d.Capabilities.Installable; i != nil {
		return i.CallbackURL
	}
	return ""
}

// Scopes lists the scopes the add-on asks for.
func (d *Descriptor) Scopes() []string {
	if c := d.Capabilities.Consumer; c != nil {
		return c.Scopes
	}
	return nil
}

// FromName is what the add-on's notifications are signed with.
func (d *Descriptor) FromName() string {
	if c := d.Capabilities.Consumer; c != nil && c.FromName != "" {
		return c.FromName
	}
	return d.Name
}

var (
	extensionKey = regexp.MustCompile(`^[a-zA-Z0-9_\-.]{1,40}$`)
	apiVersion   = regexp.MustCompile(`^(\d{1,4}):\d{1,4}$`)
)

// ServerAPIVersion is the Connect version of this wire. spec: connect, 1.
const ServerAPIVersion = 1

// Check tests the descriptor against the vendor's schema. spec: connect, 2.2, 2.3, 2.7.
func (d *Descriptor) Check() *Violation {
	for _, f := range []struct{ name, value string }{
		{"key", d.Key}, {"name", d.Name}, {"description", d.Description}, {"links.self", d.Links.Self},
	} {
		if f.value == "" {
			return Required(f.name)
		}
		if v := CheckLength(f.name, f.value, 1, 1000); v != nil {
			return v
		}
	}
	if d.APIVersion != "" {
		m := apiVersion.FindStringSubmatch(d.APIVersion)
		if m == nil {
			return &Violation{Field: "apiVersion", Rule: RulePattern, Value: d.APIVersion, Expected: apiVersion.String()}
		}
		if n, _ := strconv.Atoi(m[1]); n > ServerAPIVersion {
			return &Violation{Field: "apiVersion", Rule: RuleFormat, Value: d.APIVersion, Expected: "at most " + strconv.Itoa(ServerAPIVersion) + ":n on this server"}
		}
	}
	if u := d.CallbackURL(); u != "" && !IsWebURL(u) {
		return &Violation{Field: "capabilities.installable.callbackUrl", Rule: RuleFormat, Value: u, Expected: "an absolute URL"}
	}
	for i, s := range d.Scopes() {
		if _, ok := ScopeByID(s); !ok {
			return NotIn("capabilities.hipchatApiConsumer.scopes."+strconv.Itoa(i), s, scopeIDs())
		}
	}
	for i := range d.Capabilities.Webhooks {
		if v := d.Capabilities.Webhooks[i].Check(); v != nil {
			v.Field = "capabilities.webhook." + strconv.Itoa(i) + "." + v.Field
			return v
		}
	}
	return nil
}

// Check tests a webhook registration; the pattern is left to whoever compiles it. spec: connect, 2.3, 5.4, 5.7.
func (w *WebhookRequest) Check() *Violation {
	switch {
	case w.URL == "":
		return Required("url")
	case !IsWebURL(w.URL) || len(w.URL) > 2000 || strings.IndexByte(w.URL, 0) >= 0:
		return &Violation{Field: "url", Rule: RuleFormat, Value: w.URL, Expected: "an absolute URL"}
	case w.Event == "":
		return Required("event")
	case !slices.Contains(WebhookEvents(), w.Event):
		return NotIn("event", w.Event, WebhookEvents())
	case w.Key != "" && !extensionKey.MatchString(w.Key):
		return &Violation{Field: "key", Rule: RulePattern, Value: w.Key, Expected: extensionKey.String()}
	case w.Authentication != "" && w.Authentication != AuthenticationJWT && w.Authentication != AuthenticationNone:
		return NotIn("authentication", w.Authentication, []string{AuthenticationJWT, AuthenticationNone})
	}
	if v := CheckLength("pattern", w.Pattern, 0, maxPattern); v != nil {
		return v
	}
	return CheckLength("name", w.Name, 0, 255)
}

// maxPattern bounds a webhook's pattern, in characters.
const maxPattern = 1000

// IsWebURL tells whether s is an absolute http or https URL without a user and password in it.
func IsWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

func scopeIDs() []string {
	var ids []string
	for _, s := range Scopes() {
		ids = append(ids, s.ID)
	}
	return ids
}
