package hipchat

import (
	"encoding/json"
	"net/url"
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
	Installable   *Installable          `json:"installable,omitempty"`
	Consumer      *APIConsumer          `json:"hipchatApiConsumer,omitempty"`
	OAuth2        *OAuth2Consumer       `json:"oauth2Consumer,omitempty"`
	Configurable  *Configurable         `json:"configurable,omitempty"`
	AdminPage     *AdminPage            `json:"adminPage,omitempty"`
	Webhooks      DescriptorWebhooks    `json:"webhook,omitempty"`
	Glances       Modules[Glance]       `json:"glance,omitempty"`
	WebPanels     Modules[WebPanel]     `json:"webPanel,omitempty"`
	Dialogs       Modules[Dialog]       `json:"dialog,omitempty"`
	Actions       Modules[Action]       `json:"action,omitempty"`
	ExternalPages Modules[ExternalPage] `json:"externalPage,omitempty"`
}

// Installable says where and how an add-on installs. Both places are allowed by default. spec: connect, 2.3, 3.
type Installable struct {
	AllowGlobal       *bool  `json:"allowGlobal,omitempty"`
	AllowRoom         *bool  `json:"allowRoom,omitempty"`
	CallbackURL       string `json:"callbackUrl,omitempty"`
	UpdateCallbackURL string `json:"updateCallbackUrl,omitempty"`
	InstalledURL      string `json:"installedUrl,omitempty"` // where the browser goes after the installation
	UpdatedURL        string `json:"updatedUrl,omitempty"`
	UninstalledURL    string `json:"uninstalledUrl,omitempty"`
}

// APIConsumer says which scopes an add-on asks for and how it is called in rooms.
type APIConsumer struct {
	Scopes   []string `json:"scopes"`
	FromName string   `json:"fromName,omitempty"`
}

// OAuth2Consumer says where an add-on may send people back to that have authorised it. spec: connect, 2.3; auth, 8.
type OAuth2Consumer struct {
	RedirectionURLs []string `json:"redirectionUrls"`
}

// Configurable is an add-on's configuration page.
type Configurable struct {
	URL                     string `json:"url"`
	Authentication          string `json:"authentication,omitempty"` // jwt (default) or none
	AllowAccessToRoomAdmins bool   `json:"allowAccessToRoomAdmins,omitempty"`
}

// AdminPage is a page in the administration menu.
type AdminPage struct {
	URL string `json:"url"`
}

// DescriptorWebhooks are an add-on's declared webhooks.
type DescriptorWebhooks = Modules[WebhookRequest]

// Modules are an add-on's modules of one kind; a single one may stand without the array around it.
type Modules[M any] []M

// UnmarshalJSON accepts an array of modules or a single one.
func (m *Modules[M]) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var one M
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*m = Modules[M]{one}
		return nil
	}
	return json.Unmarshal(b, (*[]M)(m))
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

// UpdateCallbackURL is where an update is announced that keeps the client, or "".
func (d *Descriptor) UpdateCallbackURL() string {
	if i := d.Capabilities.Installable; i != nil {
		return i.UpdateCallbackURL
	}
	return ""
}

// UpdatedURL is where the browser goes after an update: the page for installations when there is none of its own.
func (d *Descriptor) UpdatedURL() string {
	if i := d.Capabilities.Installable; i != nil && i.UpdatedURL != "" {
		return i.UpdatedURL
	}
	return d.InstalledURL()
}

// InstalledURL is where the installer's browser goes afterwards, or "".
func (d *Descriptor) InstalledURL() string {
	if i := d.Capabilities.Installable; i != nil {
		return i.InstalledURL
	}
	return ""
}

// UninstalledURL is where the browser goes after the add-on was removed, or "".
func (d *Descriptor) UninstalledURL() string {
	if i := d.Capabilities.Installable; i != nil {
		return i.UninstalledURL
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

// ServerAPIVersion is the Connect version of this wire. spec: connect, 1.
const ServerAPIVersion = 1

// Check tests the descriptor as CheckDescriptor does.
func (d *Descriptor) Check() *Violation {
	raw, err := json.Marshal(d)
	if err != nil {
		return &Violation{Field: "descriptor", Rule: RuleFormat, Expected: "valid JSON: " + err.Error()}
	}
	return CheckDescriptor(raw)
}

// CheckDescriptor tests a descriptor, as JSON, against DescriptorSchema, and for what a schema cannot say: that a key
// is used once among the modules of a kind. Webhooks' patterns are left to whoever compiles them.
// spec: connect, 2.2, 2.3, 2.7.
func CheckDescriptor(raw json.RawMessage) *Violation {
	s := descriptorShape()
	if v := s.checkJSON("descriptor", raw); v != nil {
		return v
	}
	var d struct {
		Capabilities map[string]json.RawMessage `json:"capabilities"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return WrongType("descriptor", Abridge(string(raw)), "object")
	}
	for _, kind := range ModuleKinds() {
		if v := checkKeys(kind, d.Capabilities[kind]); v != nil {
			return v
		}
	}
	return nil
}

func checkKeys(kind string, raw json.RawMessage) *Violation {
	var modules Modules[struct {
		Key string `json:"key"`
	}]
	if len(raw) == 0 || json.Unmarshal(raw, &modules) != nil {
		return nil // the shape has been checked
	}
	seen := make(map[string]bool)
	for i, m := range modules {
		if m.Key != "" && seen[m.Key] {
			field := "capabilities." + kind + "." + strconv.Itoa(i) + ".key"
			return &Violation{Field: field, Rule: RuleFormat, Value: m.Key, Expected: "a key that no other " + kind + " of the add-on has"}
		}
		seen[m.Key] = true
	}
	return nil
}

// versionWanted lets any client's version be asked for, and the server's that this one speaks.
var versionWanted = newPattern(`^0{0,3}[01]:[0-9]{1,4}$`)

// descriptorShape is as lenient as real add-ons need. spec: connect, 2.2, 2.3, 2.7; client-quirks, O10.
func descriptorShape() shape {
	version := shape{kind: "string", pattern: versionWanted, want: `at most "1:n" on this server`}
	return object(
		must("key", stored(1, 1000)), must("name", stored(1, 1000)), must("description", stored(1, 1000)),
		must("links", object(must("self", stored(1, maxURL)), may("homepage", text(0, maxURL)))),
		may("vendor", object(may("name", text(0, 1000)), may("url", text(0, maxURL)))),
		may("apiVersion", version), may("capabilities", capabilitiesShape()),
	)
}

func capabilitiesShape() shape {
	members := []member{
		may("installable", installableShape()), may("hipchatApiConsumer", consumerShape()),
		may("oauth2Consumer", object(must("redirectionUrls", arrayOf(text(1, maxURL))))),
		may("oauth2Provider", object(may("authorizationUrl", urlShape()), may("tokenUrl", urlShape()))),
		may("configurable", object(must("url", urlShape()), may("authentication", authenticationShape()), may("allowAccessToRoomAdmins", boolean))),
		may("adminPage", object(must("url", urlShape()))),
	}
	shapes := moduleShapes(true)
	for _, kind := range ModuleKinds() {
		members = append(members, may(kind, either(arrayOf(shapes[kind]), shapes[kind])))
	}
	return object(members...)
}

func installableShape() shape {
	return object(may("allowGlobal", boolean), may("allowRoom", boolean),
		may("callbackUrl", urlShape()), may("updateCallbackUrl", urlShape()), may("installedUrl", urlShape()),
		may("updatedUrl", urlShape()), may("uninstalledUrl", urlShape()))
}

func consumerShape() shape {
	return object(may("scopes", arrayOf(oneOf(scopeIDs()...))), may("fromName", stored(0, 1000)),
		may("avatar", either(text(0, maxIcon), iconShape(false))))
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

// IsWebURL tells whether s is an absolute http or https URL without a user and password in it, at a port that there is.
func IsWebURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return false
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return u.Port() == "" || err == nil && port > 0
}

func scopeIDs() []string {
	var ids []string
	for _, s := range Scopes() {
		ids = append(ids, s.ID)
	}
	return ids
}
