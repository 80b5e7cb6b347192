package hipchat

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
)

// The kinds of extension, as they are spelled in paths and in descriptors. spec: rest-v2, 4.10.
const (
	KindAction       = "action"
	KindDialog       = "dialog"
	KindExternalPage = "externalPage"
	KindGlance       = "glance"
	KindWebPanel     = "webPanel"
	KindWebhook      = "webhook"
)

// MaxRuntimeModules is how many modules of one kind an add-on may create at run time in one place.
// spec: rest-v2, 4.10.
const MaxRuntimeModules = 10

// Text is a name or title that may be translated. spec: rest-v2, 4.10.
type Text struct {
	Value string `json:"value"`          // 1 to 100 characters
	I18n  string `json:"i18n,omitempty"` // 1 to 40 characters
}

// Icon is a picture in two densities.
type Icon struct {
	URL   string `json:"url"`
	URL2x string `json:"url@2x"`
}

// DefaultWeight is the weight of a module that has none.
const DefaultWeight = 100

// Weight orders modules, the smallest first. Descriptors also give it as a string. spec: connect, 2.6, 2.7.
type Weight int

// UnmarshalJSON accepts a whole number, as a number or as a string.
func (w *Weight) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err != nil || n != math.Trunc(n) || math.Abs(n) > maxInteger {
		return &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[int]()}
	}
	*w = Weight(n)
	return nil
}

// Target is what an action or a glance opens: a module's key, or an object with one. spec: rest-v2, 4.10.
type Target struct {
	Key     string          `json:"key"`
	Options json.RawMessage `json:"options,omitempty"`
}

// UnmarshalJSON accepts a key or an object.
func (t *Target) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.Key)
	}
	type plain Target
	return json.Unmarshal(b, (*plain)(t))
}

// MarshalJSON writes a bare key unless there are options.
func (t Target) MarshalJSON() ([]byte, error) {
	if len(t.Options) == 0 {
		return json.Marshal(t.Key)
	}
	type plain Target
	return json.Marshal(plain(t))
}

// Condition decides whether a module is shown: one test, or several joined by Type. spec: rest-v2, 4.10.
type Condition struct {
	Condition  string          `json:"condition,omitempty"`
	Invert     bool            `json:"invert,omitempty"`
	Params     json.RawMessage `json:"params,omitempty"`
	Type       string          `json:"type,omitempty"` // and, or
	Conditions []Condition     `json:"conditions,omitempty"`
}

// Action is an entry in a message's or the input's menu.
type Action struct {
	Key        string      `json:"key"`
	Name       Text        `json:"name"`
	Location   string      `json:"location"` // hipchat.message.action or hipchat.input.action
	Target     Target      `json:"target"`
	Weight     *Weight     `json:"weight,omitempty"` // absent: 100
	Conditions []Condition `json:"conditions,omitempty"`
}

// Dialog is a page in a modal frame.
type Dialog struct {
	Key            string          `json:"key"`
	Title          Text            `json:"title"`
	URL            string          `json:"url"`
	Authentication string          `json:"authentication,omitempty"` // jwt (default) or none
	Options        json.RawMessage `json:"options,omitempty"`
}

// ExternalPage is a page in a browser window of its own.
type ExternalPage struct {
	Key  string `json:"key"`
	Name *Text  `json:"name,omitempty"`
	URL  string `json:"url"`
}

// Glance is one line in a room's sidebar.
type Glance struct {
	Key        string      `json:"key"`
	Name       Text        `json:"name"`
	Icon       Icon        `json:"icon"`
	QueryURL   string      `json:"queryUrl,omitempty"`
	Target     *Target     `json:"target,omitempty"`
	Weight     *Weight     `json:"weight,omitempty"`
	Conditions []Condition `json:"conditions,omitempty"`
}

// WebPanel is a page in a frame beside the conversation.
type WebPanel struct {
	Key            string      `json:"key"`
	Name           Text        `json:"name"`
	URL            string      `json:"url"`
	Location       string      `json:"location"` // hipchat.sidebar.right
	Icon           *Icon       `json:"icon,omitempty"`
	Authentication string      `json:"authentication,omitempty"`
	Weight         *Weight     `json:"weight,omitempty"`
	Conditions     []Condition `json:"conditions,omitempty"`
}

// ExtensionCreated is the answer (201) of create_…_action and its siblings. ID is the module's key, for webhooks the
// number that old-style webhooks have. spec: rest-v2, 4.10.
type ExtensionCreated struct {
	ID    any   `json:"id"`
	Links Links `json:"links"`
}

// IntegrationLinkRequest is the body of create_integration_link. spec: rest-v2, 4.11.
type IntegrationLinkRequest struct {
	Target string `json:"target"` // the add-on's endpoint to ask where the link leads
	TTL    *int64 `json:"ttl"`    // seconds
}

// IntegrationLink is the answer of create_integration_link.
type IntegrationLink struct {
	Token string `json:"token"`
	Links Links  `json:"links"`
}

// UIUpdate is the body of addon_ui_update and its siblings. spec: rest-v2, 4.11.
type UIUpdate struct {
	Glance []GlanceUpdate `json:"glance"`
}

// GlanceUpdate is new content for one of the add-on's glances.
type GlanceUpdate struct {
	Key     string        `json:"key"`
	Content GlanceContent `json:"content"`
}

// GlanceContent is what a glance shows: the answer of its queryUrl, and of an update.
type GlanceContent struct {
	Label    GlanceLabel     `json:"label"`
	Status   *GlanceStatus   `json:"status,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
}

// GlanceLabel is a glance's line; Type is html.
type GlanceLabel struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// GlanceStatus is a lozenge ({"type", "label"}) or an icon ({"url", "url@2x"}).
type GlanceStatus struct {
	Type  string          `json:"type"` // lozenge or icon
	Value json.RawMessage `json:"value"`
}
